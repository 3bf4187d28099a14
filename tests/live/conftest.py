"""A server with a door for tests, and Node clients that speak real Yjs to it."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast
from urllib.request import Request, urlopen

import pytest

from tests.harness.serving import Server, free_port

CLIENT = Path(__file__).with_name("client.mjs")
ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


class StageServer(Server):
    """`romanesco serve` but for its command line and one more door."""

    @property
    def _romanesco(self) -> list[str]:
        return [sys.executable, "-m", "tests.live.stage"]

    @property
    def environ(self) -> dict[str, str]:
        return {
            **super().environ,
            "DJANGO_SETTINGS_MODULE": "romanesco.config.settings",
            "PYTHONPATH": str(ROOT),
        }

    def act(self, what: str, **how: Any) -> Any:
        """Run one of `actions.py` in the server's process."""
        body = json.dumps({"do": what, **how}).encode()
        with urlopen(Request(f"{self.url}/act", body), timeout=30) as answer:
            told = json.load(answer)
        assert not (isinstance(told, dict) and "failed" in told), told["failed"]
        return told


class Clients:
    """A Node process with any number of clients in it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.process = subprocess.Popen(
            ["node", str(CLIENT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def do(self, what: str, **how: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": what, **how}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["answer"]

    def open(self, name: str, scene: dict[str, Any], person: str, **wishes: Any) -> None:
        """Open a provider for a person of a scene, signed in by cookie."""
        wishes.setdefault("headers", self.cookie(scene, person))
        params = {"schema": "1", **wishes.pop("params", {})}
        url = f"{self.server.socket_url}/live/plans"
        self.do("open", name=name, url=url, plan=scene["plan"], params=params, **wishes)

    def raw(self, name: str, scene: dict[str, Any], person: str, **wishes: Any) -> None:
        """Open a bare socket."""
        wishes.setdefault("headers", self.cookie(scene, person))
        query = wishes.pop("query", "schema=1")
        plan = wishes.pop("plan", scene["plan"])
        url = f"{self.server.socket_url}/live/plans/{plan}?{query}"
        self.do("raw", name=name, url=url, **wishes)

    def cookie(self, scene: dict[str, Any], person: str) -> dict[str, str]:
        key = scene["people"][person]["login"]
        return {"cookie": f"sessionid={key}", "origin": self.server.url}

    def bearer(self, scene: dict[str, Any], person: str) -> dict[str, str]:
        return {"authorization": f"Bearer {scene['people'][person]['token']}"}

    def state(self, name: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self.do("state", name=name))

    def text(self, name: str, item: str) -> str:
        return cast("str", self.do("text", name=name, item=item))

    def synced(self, *names: str) -> None:
        for name in names:
            until(lambda name=name: self.state(name)["synced"])  # type: ignore[misc]

    def closed(self, name: str) -> int:
        """Wait for a provider to be closed; the code."""
        until(lambda: self.state(name)["closes"])
        return cast("int", self.state(name)["closes"][0])

    def refused(self, name: str) -> int:
        """Wait for a bare socket to be closed; the code."""
        until(lambda: self.do("socket", name=name)["closes"])
        return cast("int", self.do("socket", name=name)["closes"][0])

    def frames(self, name: str) -> list[bytes]:
        return [bytes.fromhex(frame) for frame in self.do("socket", name=name)["frames"]]

    def is_open(self, name: str) -> None:
        """Wait until a bare socket has been greeted."""
        until(lambda: self.do("socket", name=name)["frames"])

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()


def until(is_true: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something holds; fail if it does not."""
    deadline = time.monotonic() + patience
    while not is_true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def stage(
    tmp_path_factory: pytest.TempPathFactory, server_database: str | None
) -> Iterator[StageServer]:
    told = {"DATABASE_URL": server_database} if server_database else {}
    server = StageServer(tmp_path_factory.mktemp("home"), free_port(), told)
    server.start()
    yield server
    if server.process is not None:
        server.stop()
    assert server.log == ""


@pytest.fixture
def own_stage(tmp_path: Path) -> Iterator[StageServer]:
    """A server that the test itself may kill."""
    server = StageServer(tmp_path, free_port())
    server.start()
    yield server
    if server.process is not None:
        server.kill()


@pytest.fixture
def scene(stage: StageServer) -> dict[str, Any]:
    """A fresh plan that Rosa and Theo both see and write."""
    return cast("dict[str, Any]", stage.act("stage"))


@pytest.fixture
def clients(stage: StageServer) -> Iterator[Clients]:
    node = Clients(stage)
    yield node
    node.end()
