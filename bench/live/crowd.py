"""All seats on one epoll: getting them in, and typing at the moments that are due.

One loop, no tasks: whatever is made in advance is made before a trial, so that pressing a key is
one write and hearing one is one look in a dictionary.
"""

import gc
import random
import select
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.live.keys import Stroke
from bench.live.seat import Phase, Seat, now

AT_ONCE = 64
SECOND = 1_000_000_000
MILLISECOND = 0.001
SITTING_DOWN_SECONDS = 90
JITTER = 0.3


class Due(NamedTuple):
    """A key that will be pressed, with everything made that can be."""

    at: int
    seat: Seat
    framed: bytes
    stroke: Stroke


@dataclass
class Crowd:
    """The people of one target. `lags` says how late each key was pressed (ns)."""

    port: int
    seats: list[Seat] = field(default_factory=list)
    lags: list[tuple[int, int]] = field(default_factory=list)
    poll: select.epoll = field(default_factory=select.epoll)
    _by_number: dict[int, Seat] = field(default_factory=dict)

    def bring(self, seats: Sequence[Seat], *, at_once: int = AT_ONCE) -> float:
        """Let people sit down, so many at once; the seconds until all are synced."""
        began = now()
        patience = began + SITTING_DOWN_SECONDS * SECOND
        waiting, coming = list(reversed(seats)), set[Seat]()
        while (waiting or coming) and now() < patience:
            while waiting and len(coming) < at_once:
                coming.add(self.seat(waiting.pop()))
            self.turn(0.05)
            coming = {seat for seat in coming if seat.phase is not Phase.OPEN}
            if refused := next((s for s in coming if s.phase is Phase.CLOSED), None):
                raise Refused(f"{refused.door.path}: {refused.ended}")
        if waiting or coming:
            raise Refused(f"{len(waiting) + len(coming)} people are not in")
        return (now() - began) / SECOND

    def seat(self, seat: Seat) -> Seat:
        seat.sit_down(self.port, self.poll)
        self.seats.append(seat)
        self._by_number[seat.number] = seat
        return seat

    def turn(self, seconds: float) -> None:
        """Hear what has come, or wait so long for it."""
        by_number = self._by_number
        if 0 < seconds < MILLISECOND:
            # epoll counts in milliseconds, which would press keys in bursts.
            select.select((self.poll,), (), (), seconds)
            seconds = 0
        for number, events in self.poll.poll(max(0.0, seconds), AT_ONCE):
            seat = by_number[number]
            if events & select.EPOLLOUT:
                seat.flush()
            if events & ~select.EPOLLOUT and seat.phase is not Phase.CLOSED:
                seat.read()

    def hear(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Hear for so long, or until something is so; whether it is."""
        end = now() + round(seconds * SECOND)
        while now() < end:
            if until():
                return True
            self.turn(min(0.05, (end - now()) / SECOND))
        return until()

    def type(self, dues: Sequence[Due]) -> None:
        """Press each key when it is due, and hear what comes between."""
        for due in dues:
            while (wait := due.at - now()) > 0:
                self.turn(wait / SECOND)
            seat = due.seat
            if seat.phase is not Phase.OPEN:
                continue
            at = now()
            self.lags.append((due.at, at - due.at))
            seat.press(due.framed, due.stroke, at)
            if at - due.at > SECOND // 1000:
                self.turn(0)  # somebody who is late still listens

    def leave(self) -> None:
        for seat in self.seats:
            if seat.phase is not Phase.CLOSED:
                seat.stand_up()
        self.poll.close()


class Refused(Exception):
    """Somebody was not let in, or not in time."""


def dues(
    seats: Sequence[Seat], begin: int, seconds: float, rate: float, *, seed: int, carets: bool
) -> list[Due]:
    """What everybody types from `begin` on, each in a rhythm that does not wait for the server."""
    chance = random.Random(seed)
    gap = SECOND / rate
    made: list[Due] = []
    for seat in seats:
        at = begin + gap * chance.random()
        for number, stroke in enumerate(seat.writer.strokes(round(seconds * rate), carets=carets)):
            moment = round(at + gap * (number + chance.uniform(-JITTER, JITTER)))
            made.append(Due(moment, seat, seat.framed(stroke), stroke))
    made.sort(key=lambda due: due.at)
    return made


def rebased(made: Iterable[Due]) -> list[Due]:
    """The same keys, counted from now."""
    made = list(made)
    shift = now() - made[0].at + SECOND // 20 if made else 0
    return [due._replace(at=due.at + shift) for due in made]


class Quiet:
    """No garbage is collected while something is measured."""

    def __enter__(self) -> None:
        gc.collect()
        gc.freeze()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        gc.enable()
        gc.unfreeze()
