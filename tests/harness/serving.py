"""A real `romanesco serve` in a process of its own, with its own home and its own clock."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.harness.ready import furnish

READY = "Romanesco is ready at "
START_SECONDS = 60.0
AT_ONCE = 8


@dataclass
class Server:
    """A server that a test may talk to, stop, kill, start again, and take through time."""

    home: Path
    port: int
    variables: dict[str, str] = field(default_factory=dict)
    python: str = sys.executable
    process: subprocess.Popen[str] | None = None
    said: str = ""
    host: str = "127.0.0.1"
    is_bare: bool = False  # finds no database, and makes its own as the first time
    _pairs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://{self.host}:{self.port}"

    @property
    def _romanesco(self) -> list[str]:
        # -P: not the package that happens to lie in the present folder.
        return [self.python, "-P", "-m", "romanesco"]

    @property
    def environ(self) -> dict[str, str]:
        told = {"ROMANESCO_HOME": str(self.home), "ROMANESCO_TEST_CLOCK": str(self.home / "clock")}
        kept = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
        return {**kept, **told, **self.variables}

    @property
    def log(self) -> str:
        """What the server wrote to its standard error so far."""
        return (self.home / "log").read_text(encoding="utf-8")

    def start(self) -> None:
        """Start, and return once it answers."""
        if not self.is_bare and "DATABASE_URL" not in self.variables:
            furnish(self.home)
        with (self.home / "log").open("a", encoding="utf-8") as log:
            words = [*self._romanesco, "serve", "--host", self.host, "--port", str(self.port)]
            self.process = subprocess.Popen(
                words, stdout=subprocess.PIPE, stderr=log, text=True, env=self.environ
            )
        stdout = self.process.stdout
        assert stdout is not None
        impatience = threading.Timer(START_SECONDS, self.process.kill)
        impatience.start()
        self.said = stdout.readline()
        impatience.cancel()
        if not self.said.startswith(READY):
            self.process.wait(timeout=10)
            raise RuntimeError(f"The server did not start: {self.said}{self.log}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop, and return its exit status."""
        assert self.process is not None
        self.process.send_signal(how)
        status = self.process.wait(timeout=20)
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None
        return status

    def kill(self) -> None:
        """As if its power was cut."""
        self.stop(signal.SIGKILL)

    def command(self, *words: str) -> str:
        """Run another `romanesco` command in the same home, and return what it printed."""
        done = subprocess.run(
            [*self._romanesco, *words],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"romanesco {' '.join(words)}: {done.stderr}")
        return done.stdout

    def demo(self, *, pairs: int = 1) -> dict[str, Any]:
        """Make demo pairs, and return what `romanesco demo --json` says of them."""
        made: dict[str, Any] = json.loads(self.command("demo", "--json", "--pairs", str(pairs)))
        return made

    def fresh_pair(self) -> dict[str, Any]:
        """A demo pair that no test had yet; it was made a moment ago, beside some others."""
        if not self._pairs:
            self._pairs = self.demo(pairs=AT_ONCE)["pairs"]  # the first is what takes its time
        return self._pairs.pop()

    def travel(self, ahead: timedelta) -> None:
        """Set the server's clock so far ahead of the real one."""
        fresh = self.home / "clock.new"
        fresh.write_text(str(int(ahead.total_seconds())), encoding="ascii")
        fresh.replace(self.home / "clock")

    def travel_to(self, instant: datetime) -> None:
        """Set the server's clock so that it is now `instant`."""
        self.travel(instant - datetime.now(UTC))


def free_port() -> int:
    """A port of the loopback interface that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


type StartServer = Callable[..., Server]


@pytest.fixture(scope="module")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Starts servers with the variables given, and stops them after the module."""
    with ExitStack() as stack:

        def start(**variables: str) -> Server:
            server = Server(tmp_path_factory.mktemp("home"), free_port(), variables)
            stack.callback(lambda: server.process and server.stop())
            server.start()
            return server

        yield start


@pytest.fixture(scope="module")
def server(start_server: StartServer, server_database: str | None) -> Server:
    """A server for this module. Mark the module `both_databases` to have it on both."""
    return start_server(**({"DATABASE_URL": server_database} if server_database else {}))
