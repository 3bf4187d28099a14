"""The disk fills up while two people type, and has room again later.

A small disk of its own (tmpfs) where we may mount one; else a limit on what the server's process
may write, which to it looks alike and can be lifted from outside.
"""

import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.faults.house import House, a_house
from tests.faults.telling import Say, Wishes
from tests.live.conftest import until

HELD_BACK = "held back. "
# How long it stays full once the first has been told (seconds): they come back, and fail again.
STAYS_FULL = 3.0


def play(wishes: Wishes, say: Say) -> None:
    with ExitStack() as stack:
        disk = stack.enter_context(_a_disk(wishes.folder / "disk"))
        house = stack.enter_context(a_house(wishes, disk.home))
        house.both()
        process = house.server.process
        disk.fill(house)
        say(f"{disk.how} Rosa goes on typing.")
        _nothing_is_acknowledged(house)
        say(
            "She was closed with 1011 and came back; nobody saw her words, nobody called them safe."
        )
        disk.make_room(house)
        house.people.settled("rosa", "theo", patience=90)
        assert house.server.process is process
        assert HELD_BACK in house.people.reads("theo")
        say("There is room again: without a restart her words are saved, and Theo has them.")
        say(house.is_whole("rosa", "theo"))


def _nothing_is_acknowledged(house: House) -> None:
    people = house.people
    people.write("rosa", HELD_BACK)
    told_at: float | None = None
    deadline = time.monotonic() + 120
    while told_at is None or time.monotonic() < told_at + STAYS_FULL:
        assert time.monotonic() < deadline, "nobody was told that it is not saved"
        assert not people.do("settled", name="rosa"), "it was said to be durable"
        assert HELD_BACK not in people.reads("theo"), "Theo saw what was not stored"
        if told_at is None and 1011 in people.closes("rosa"):
            told_at = time.monotonic()
        time.sleep(0.05)
    plan = house.ask("GET", f"/api/plans/{house.scene['plan']}")
    assert HELD_BACK not in str(plan)


class _Disk(Protocol):
    home: Path
    how: str

    def fill(self, house: House) -> None: ...
    def make_room(self, house: House) -> None: ...


@dataclass
class _SmallDisk:
    home: Path
    how: str = "A disk of 24 MB is full to its last byte."

    def fill(self, house: House) -> None:
        with (self.home / "ballast").open("wb", buffering=0) as ballast:
            for size in (65_536, 4_096, 512, 1):
                try:
                    while ballast.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue

    def make_room(self, house: House) -> None:
        (self.home / "ballast").unlink()


@dataclass
class _Limit:
    home: Path
    how: str = "No file of the server may grow any more (RLIMIT_FSIZE)."

    def fill(self, house: House) -> None:
        grown = (self.home / "romanesco.sqlite3-wal").stat().st_size
        self._allow(house, grown)

    def make_room(self, house: House) -> None:
        self._allow(house, resource.RLIM_INFINITY)

    def _allow(self, house: House, size: int) -> None:
        assert house.server.process is not None
        pid = house.server.process.pid
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


@contextmanager
def _a_disk(folder: Path) -> Iterator[_Disk]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        yield _Limit(folder)
        return
    try:
        yield _SmallDisk(folder)
    finally:
        until(lambda: subprocess.run(["umount", str(folder)], check=False).returncode == 0)
