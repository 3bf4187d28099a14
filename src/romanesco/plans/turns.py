"""The two turns of a thinking partnership: whose it is, and how much of it is left. Pure.

One thinks aloud while the other listens, for the same time each. When a turn's time is up nobody
is cut off: it stays at nothing left until one of the two swaps.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

type State = Literal["ready", "running", "paused", "up", "over"]
type Move = Literal["start", "pause", "go_on", "swap", "again"]

NOTHING = timedelta(0)
SHORTEST, LONGEST, USUAL = 1, 30, 7
OVER = 3


@dataclass(frozen=True)
class Turns:
    """Where the two are; `turn` is 1, 2, or 3 when both are over. What has run of a turn is `ran`
    and, while it runs, the time since `running_since`."""

    minutes: int = USUAL
    first: str = "mentee"
    turn: int = 1
    ran: timedelta = NOTHING
    running_since: datetime | None = None

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def thinks(self) -> str:
        """The side that thinks now, or thought last."""
        other = "mentor" if self.first == "mentee" else "mentee"
        return self.first if self.turn == 1 else other

    def left(self, at: datetime) -> timedelta:
        """What is left of this turn, never less than nothing, nor more than all of it."""
        since = self.running_since
        spent = self.ran + (max(at - since, NOTHING) if since else NOTHING)
        return max(self.length - spent, NOTHING)

    def state(self, at: datetime) -> State:
        if self.turn == OVER:
            return "over"
        if self.left(at) == NOTHING:
            return "up"
        if self.running_since is not None:
            return "running"
        return "paused" if self.turn == 2 or self.ran else "ready"

    def ends_at(self, at: datetime) -> datetime | None:
        """When this turn's time is up, while it runs."""
        return at + self.left(at) if self.state(at) == "running" else None


def moved(turns: Turns, move: str, *, at: datetime) -> Turns:
    """The turns after a move; one that does not fit leaves them as they are."""
    state = turns.state(at)
    if move == "start" and state == "ready":
        return replace(turns, running_since=at)
    if move == "pause" and state == "running":
        return replace(turns, ran=turns.length - turns.left(at), running_since=None)
    if move == "go_on" and state == "paused":
        return replace(turns, running_since=at)
    if move == "swap" and state in ("running", "paused", "up"):
        is_last = turns.turn == 2
        after = replace(turns, turn=turns.turn + 1, ran=NOTHING)
        return replace(after, running_since=None if is_last else at)
    if move == "again":
        return replace(turns, turn=1, ran=NOTHING, running_since=None)
    return turns
