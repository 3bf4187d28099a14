"""One trial: so many plans with two people typing in each for some seconds, and what came of it."""

import math
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.live.crowd import SECOND, Crowd, Due, Quiet, dues, rebased
from bench.live.keys import Writer
from bench.live.plans import Plan
from bench.live.seat import Phase, Seat, now
from bench.live.targets import Target
from bench.tables import percentile

KEYS_A_SECOND = 4.0
P99_AIM_MS = 100.0
SETTLING_SECONDS = 4.0
# Beyond these it is the typists who were too slow, and not the server.
MOST_LAG_MS, MOST_CPU = 20.0, 0.85

_chance = random.SystemRandom()


@dataclass(frozen=True)
class Pace:
    """How a trial is typed: the first seconds are not counted."""

    seconds: float = 6.0
    warm_up: float = 2.0
    keys_a_second: float = KEYS_A_SECOND
    carets: bool = True


@dataclass(frozen=True)
class Trial:
    """What one trial came to. Times in milliseconds, CPU as a share of one core."""

    plans: int
    keys: int
    waits: list[float] = field(repr=False)
    saved: list[float] = field(repr=False)
    closed: int
    cpu: float
    own_cpu: float
    seconds: float
    lag_p99: float
    why: str = ""  # the first connection that ended did

    @property
    def lost(self) -> int:
        """Keys that their partner never saw."""
        return self.keys - len(self.waits)

    @property
    def p50(self) -> float:
        return percentile(self._all, 0.5)

    @property
    def p99(self) -> float:
        return percentile(self._all, 0.99)

    @property
    def per_key(self) -> float:
        """The server's CPU for one key and its caret (µs)."""
        return self.cpu / max(1, self.keys) * 1e6

    @property
    def own_share(self) -> float:
        return self.own_cpu / self.seconds

    @property
    def holds(self) -> bool:
        return not self.closed and not self.lost and self.p99 <= P99_AIM_MS

    @property
    def is_ours(self) -> bool:
        """The typists themselves were too slow for this to say anything of the server."""
        return self.lag_p99 > MOST_LAG_MS or self.own_share > MOST_CPU

    @property
    def _all(self) -> list[float]:
        return [*self.waits, *[math.inf] * self.lost]

    def line(self) -> str:
        return (
            f"{self.plans:>5} plans: p50 {self.p50:6.1f}  p99 {self.p99:7.1f} ms, "
            f"lost {self.lost}, closed {self.closed}{self.why and f' ({self.why})'}, "
            f"CPU {100 * self.cpu / self.seconds:3.0f}% ({self.per_key:.0f} µs a key); "
            f"typists: CPU {100 * self.own_share:.0f}%, lag p99 {self.lag_p99:.1f} ms"
        )


@dataclass
class Stage:
    """A running target and the people who are at its plans; more of them come when needed."""

    target: Target
    plans: Sequence[Plan]
    crowd: Crowd | None = None

    def begin(self) -> None:
        self.target.start()
        self.crowd = Crowd(self.target.port)

    def end(self) -> None:
        if self.crowd is not None:
            self.crowd.leave()
            self.crowd = None
        self.target.stop()

    def renew(self) -> None:
        """Begin with everything at rest: after a trial that was too much."""
        self.end()
        self.begin()

    def seats(self, count: int) -> list[Seat]:
        """Both people at the first so many plans."""
        crowd = self.open_crowd
        missing = self.plans[len(crowd.seats) // 2 : count]
        crowd.bring([seat for plan in missing for seat in pair(self.target, plan)])
        return crowd.seats[: 2 * count]

    @property
    def open_crowd(self) -> Crowd:
        assert self.crowd is not None
        return self.crowd

    def run(self, count: int, pace: Pace, *, seed: int = 0) -> Trial:
        """Everybody at the first `count` plans types, and is heard or not."""
        seats = self.seats(count)
        length = pace.warm_up + pace.seconds
        made = dues(seats, 0, length, pace.keys_a_second, seed=seed, carets=pace.carets)
        with Quiet():
            return self._typed(seats, rebased(made), pace)

    def _typed(self, seats: list[Seat], made: list[Due], pace: Pace) -> Trial:
        crowd = self.open_crowd
        crowd.lags.clear()
        for seat in seats:
            seat.waits.clear()
            seat.saved.clear()
        begin = made[0].at + round(pace.warm_up * SECOND)
        crowd.type([due for due in made if due.at < begin])
        cpu, own, at = self.target.cpu(), time.process_time(), now()
        crowd.type([due for due in made if due.at >= begin])
        cpu, own, took = self.target.cpu() - cpu, time.process_time() - own, now() - at
        crowd.hear(SETTLING_SECONDS, lambda: not any(seat.pending for seat in seats))
        return Trial(
            plans=len(seats) // 2,
            keys=sum(due.at >= begin for due in made),
            waits=_milliseconds((s.waits for s in seats), at),
            saved=_milliseconds((s.saved for s in seats), at),
            closed=sum(seat.phase is Phase.CLOSED for seat in seats),
            cpu=cpu,
            own_cpu=own,
            seconds=took / SECOND,
            lag_p99=percentile((lag / 1e6 for due, lag in crowd.lags if due >= begin), 0.99),
            why=next((seat.ended for seat in seats if seat.ended), ""),
        )


def pair(target: Target, plan: Plan) -> tuple[Seat, Seat]:
    """The two people at one plan, each on a page that was just opened."""
    first, second = (
        Seat(
            target.door(plan, side),
            Writer(_chance.getrandbits(31) | 1 << 28, plan.items[side], plan.templates[side]),
            plan.state_vector,
            plan.state,
        )
        for side in (0, 1)
    )
    first.partner, second.partner = second, first
    return first, second


def _milliseconds(each: Iterable[list[tuple[int, int]]], since: int) -> list[float]:
    """What took how long, of what was sent since then."""
    found: list[float] = []
    for times in each:
        found.extend(took / 1e6 for sent, took in times if sent >= since)
    return found
