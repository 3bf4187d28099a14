"""The rhythm of a pair: its agreement makes the sessions ahead."""

from datetime import datetime

from romanesco.pairs.models import Pair
from romanesco.people.models import Person

AHEAD = 5


def follow(pair: Pair, *, by: Person | None, at: datetime) -> None:
    """Let the sessions ahead follow the agreement in force."""


def make_more(*, at: datetime) -> int:
    """Make the sessions that are due to be there; returns how many were made."""
    return 0
