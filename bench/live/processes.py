"""A server in a process of its own, on a core of its own; what it and its children cost."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bench.house import CORES, cpu_seconds, free_port, megabytes

PATIENCE_SECONDS = 30
STOPPING_SECONDS = 30


@dataclass
class Server:
    """A command that listens on `port`, in the folder where it keeps what it is told."""

    command: list[str]
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self, core: int | None) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = self._spawned(log)
        pin_all(self.pid, core)
        end = time.monotonic() + PATIENCE_SECONDS
        while not listens(self.port):
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop(signal.SIGKILL)
                raise SystemExit(f"{self.command[0]} did not start; see {self.folder / 'log'}.")
            time.sleep(0.02)
        pin_all(self.pid, core)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        process, self.process = self.process, None
        if process is not None:
            end(process, how)

    def _spawned(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        words = [word.format(port=self.port, folder=self.folder) for word in self.command]
        variables = {key: text.format(port=self.port) for key, text in self.variables.items()}
        return subprocess.Popen(
            words, cwd=self.folder, env={**os.environ, **variables}, stdout=log, stderr=log
        )


def end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End one process that was started here."""
    process.send_signal(how)
    try:
        process.wait(timeout=STOPPING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def pin_all(pid: int, core: int | None) -> None:
    """Keep every thread of a process and of its children to one core."""
    if core is None or len(CORES) < 2:
        return
    for each in tree(pid):
        for thread in Path(f"/proc/{each}/task").iterdir():
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(int(thread.name), {core})


def tree(pid: int) -> Iterator[int]:
    """A process and all that it has started and that still run."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            for child in (thread / "children").read_text(encoding="ascii").split():
                yield from tree(int(child))


def cpu(pid: int) -> float:
    """The CPU seconds of a process and its children."""
    return sum(cpu_seconds(each) for each in tree(pid))


def memory(pid: int) -> tuple[float, float]:
    """Resident memory and its fair share (RSS, PSS) of a process and its children, in MB."""
    sizes = [megabytes(each) for each in tree(pid)]
    return sum(rss for rss, _ in sizes), sum(pss for _, pss in sizes)
