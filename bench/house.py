"""A real `romanesco serve` in a process of its own, with demo data in a home of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
READY = "Romanesco is ready at "
PATIENCE_SECONDS = 60
# Of the whole machine: asked before this process, and all that it starts, is kept to one of them.
CORES = os.sched_getaffinity(0)

type Demo = dict[str, Any]


@dataclass
class House:
    """A home folder, and the server on it while one runs."""

    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[str] | None = None

    @classmethod
    def beside(cls, application: str) -> list[str]:
        """The command that serves something to measure against."""
        return [sys.executable, "-P", "-m", "bench.beside", application]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self, command: list[str] | None = None, core: int | None = None) -> float:
        """Start a server, by default `romanesco serve`; the seconds until it says it is ready."""
        self.port = self.port or free_port()
        command = command or [sys.executable, "-P", "-m", "romanesco", "serve"]
        words = [*command, "--port", str(self.port), "--home", str(self.home)]
        with (self.home / "log").open("a", encoding="utf-8") as log:
            began = time.perf_counter()
            self.process = subprocess.Popen(
                words, stdout=subprocess.PIPE, stderr=log, text=True, env=self.environ()
            )
        pin(self.process.pid, core)
        said = self._first_line()
        took = time.perf_counter() - began
        if not said.startswith(READY):
            raise SystemExit(f"The server did not start; see {self.home / 'log'}. It said: {said}")
        return took

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server that this started, if it runs."""
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None

    def demo(self, pairs: int) -> Demo:
        """The demo data of this home, made when it is not there."""
        kept = self.home / "demo.json"
        if not kept.exists():
            words = [sys.executable, "-P", "-m", "romanesco", "demo", "--json"]
            done = subprocess.run(
                [*words, "--pairs", str(pairs), "--home", str(self.home)],
                env=self.environ(),
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            kept.write_text(done.stdout, encoding="utf-8")
        demo: Demo = json.loads(kept.read_text(encoding="utf-8"))
        if len(demo["pairs"]) < pairs:
            raise SystemExit(f"{self.home} holds {len(demo['pairs'])} pairs, not {pairs}.")
        return demo

    def open_here(self) -> None:
        """Let this process too work on the home's database, through Romanesco's own operations."""
        os.environ.update(self.environ())
        import django

        django.setup()

    def environ(self) -> dict[str, str]:
        told = {"DATABASE_URL", "EMAIL_URL", "ROMANESCO_TEST_CLOCK", "ROMANESCO_URL", "SECRET_KEY"}
        told |= {"PYTHONDONTWRITEBYTECODE", "ROMANESCO_DEBUG"}
        kept = {name: value for name, value in os.environ.items() if name not in told}
        paths = {"ROMANESCO_HOME": str(self.home), "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
        settings = {"DJANGO_SETTINGS_MODULE": "romanesco.config.settings"}
        return {**kept, **settings, **paths, **self.variables}

    def _first_line(self) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        impatience = threading.Timer(PATIENCE_SECONDS, self.process.kill)
        impatience.start()
        try:
            return self.process.stdout.readline()
        finally:
            impatience.cancel()


@contextlib.contextmanager
def house(home: Path | None = None, **variables: str) -> Iterator[House]:
    """A house in `home`, which stays, or in a temporary folder; its server is stopped after."""
    with contextlib.ExitStack() as stack:
        if home is None:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="romanesco-bench-")))
        home.mkdir(parents=True, exist_ok=True)
        built = House(home, variables)
        stack.callback(built.stop)
        yield built


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def pin(pid: int, core: int | None) -> None:
    """Keep a process to one core, where the machine has more."""
    if core is not None and len(CORES) > 1:
        os.sched_setaffinity(pid, {core})


def cpu_seconds(pid: int) -> float:
    """The CPU time that a process has used, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(pid: int) -> tuple[float, float]:
    """Resident memory (RSS), and the same with shared pages counted by their share (PSS)."""
    sizes = {}
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    for line in rollup.splitlines()[1:]:
        name, _, rest = line.partition(":")
        sizes[name] = int(rest.split()[0]) * 1024 / 1e6
    return sizes["Rss"], sizes["Pss"]
