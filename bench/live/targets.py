"""The servers that are measured, each as its maintainers recommend it, and Romanesco.

Each keeps what it is told in a folder of its own, and is entered through a `Door`.
"""

import shutil
import signal
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from bench.house import ROOT, House
from bench.live import peers
from bench.live.plans import Plan, put_back
from bench.live.processes import Server, cpu, memory, pin_all
from bench.live.wire import Door, hocuspocus_auth


@dataclass
class Target(ABC):
    """A server on one core. `first_guess` is where the search for its most documents begins."""

    folder: Path
    core: int | None = None
    name: str = ""
    label: str = ""
    first_guess: int = 100
    keeps: bool = True
    """Whether it stores anything."""
    tells_saved: bool = False
    """Whether it says what is durable (message 8)."""
    answers_sync: bool = True

    @property
    @abstractmethod
    def port(self) -> int: ...

    @property
    @abstractmethod
    def pid(self) -> int: ...

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self, how: signal.Signals = signal.SIGTERM) -> None: ...

    @abstractmethod
    def forget(self) -> None:
        """While it is stopped: as if nobody had typed yet."""

    @abstractmethod
    def door(self, plan: Plan, side: int) -> Door: ...

    def cpu(self) -> float:
        return cpu(self.pid)

    def memory(self) -> tuple[float, float]:
        return memory(self.pid)


@dataclass
class Romanesco(Target):
    """Ours, with everything on. `house` is the home with the demo pairs."""

    house: House | None = None
    name: str = "romanesco"
    label: str = "Romanesco"
    first_guess: int = 600
    tells_saved: bool = True

    @property
    def _house(self) -> House:
        assert self.house is not None
        return self.house

    @property
    def port(self) -> int:
        return self._house.port

    @property
    def pid(self) -> int:
        return self._house.pid

    def start(self) -> None:
        self._house.start(core=self.core)
        pin_all(self.pid, self.core)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self._house.stop(how)

    def forget(self) -> None:
        put_back(self._house)

    def door(self, plan: Plan, side: int) -> Door:
        path = f"/live/plans/{plan.plan}?schema=1&document={plan.document}"
        return Door(path, token=plan.tokens[side])


@dataclass
class Peer(Target):
    """Somebody else's server, a `Server` that is made when it is first needed."""

    _server: Server | None = None

    @property
    def server(self) -> Server:
        if self._server is None:
            self._server = self._made()
        return self._server

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def pid(self) -> int:
        return self.server.pid

    def start(self) -> None:
        self.server.start(self.core)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.server.stop(how)

    def forget(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def door(self, plan: Plan, side: int) -> Door:
        return Door(f"/{plan.document}")

    @abstractmethod
    def _made(self) -> Server: ...


@dataclass
class LevelDB(Peer):
    name: str = "leveldb"
    label: str = "@y/websocket-server, LevelDB"
    first_guess: int = 500

    def _made(self) -> Server:
        script = peers.installed("node") / "node_modules/@y/websocket-server/src/server.js"
        variables = {"PORT": "{port}", "HOST": "127.0.0.1", "YPERSISTENCE": "./leveldb"}
        return Server([str(peers.node()), str(script)], self.folder, variables)


@dataclass
class Hocuspocus(Peer):
    name: str = "hocuspocus"
    label: str = "Hocuspocus, SQLite"
    first_guess: int = 100

    def _made(self) -> Server:
        script = peers.installed("node") / "hocuspocus.mjs"
        return Server([str(peers.node()), str(script), "{port}"], self.folder)

    def door(self, plan: Plan, side: int) -> Door:
        auth = hocuspocus_auth(plan.tokens[side], peers.version("@hocuspocus/server"))
        return Door("/", name=plan.document, auth=auth)


@dataclass
class PycrdtWebsocket(Peer):
    name: str = "pycrdt"
    label: str = "pycrdt-websocket, SQLite"
    first_guess: int = 60

    def _made(self) -> Server:
        script = peers.SOURCE / "pycrdt_server.py"
        return Server([str(peers.python()), str(script), "{port}"], self.folder)


@dataclass
class Relay(Peer):
    """The floor: it reads nothing, keeps nothing and answers nothing."""

    name: str = "relay"
    label: str = "raw uvicorn relay"
    first_guess: int = 1000
    keeps: bool = False
    answers_sync: bool = False

    def _made(self) -> Server:
        words = [sys.executable, "-P", "-m", "bench.beside", "bench.relay:application"]
        paths = {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
        return Server([*words, "--port", "{port}"], self.folder, paths)

    def door(self, plan: Plan, side: int) -> Door:
        return Door(f"/{plan.document}", has_sync=False)


KINDS: dict[str, type[Target]] = {
    kind.name: kind for kind in (Romanesco, LevelDB, Hocuspocus, PycrdtWebsocket, Relay)
}
