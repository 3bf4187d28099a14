"""What a fault is told when it begins, and how it ends."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

type Say = Callable[[str], None]


class CannotBeShown(Exception):
    """This machine lacks what the fault needs; the message says what to install."""


@dataclass(frozen=True)
class Wishes:
    """How much of it: a quick play is for the tests."""

    is_quick: bool = False
    seed: int = 1
    steps: int | None = None
    times: int | None = None
    database: str = "sqlite"
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="romanesco-fault-")))

    def how_many_steps(self, *, quick: int, usual: int) -> int:
        return self.steps or (quick if self.is_quick else usual)

    def how_many_times(self, *, quick: int, usual: int) -> int:
        return self.times or (quick if self.is_quick else usual)


@dataclass(frozen=True)
class Fault:
    """One line that says what it shows, and the story itself.

    A slow one has no quick play in the tests."""

    line: str
    play: Callable[[Wishes, Say], None]
    is_slow: bool = False
