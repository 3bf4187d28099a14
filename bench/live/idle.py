"""Plans that are open while nobody types: what one costs in memory, and what all cost in CPU.

Each page says every 15 seconds that it is still there, as y-protocols does.
"""

import random
from dataclasses import dataclass

from bench.live.crowd import SECOND, Crowd
from bench.live.seat import Phase, Seat, now
from bench.live.trial import Stage
from bench.live.wire import masked

RENEWED_EVERY = 15.0
ALREADY_OPEN = 20  # so that what a server loads once is not counted as a plan's
SETTLING_SECONDS = 8.0


@dataclass(frozen=True)
class Idle:
    """Memory in kB a plan; CPU as a share of one core."""

    pss: float
    rss: float
    cpu: float
    gone: int


def idle(stage: Stage, count: int, seconds: float) -> Idle:
    stage.begin()
    try:
        stage.seats(ALREADY_OPEN)
        crowd = stage.open_crowd
        crowd.hear(SETTLING_SECONDS / 2)
        rss, pss = stage.target.memory()
        seats = stage.seats(count)
        crowd.hear(SETTLING_SECONDS)
        more_rss, more_pss = stage.target.memory()
        share = _renew(crowd, seats, seconds, stage)
        gone = sum(seat.phase is Phase.CLOSED for seat in seats)
    finally:
        stage.end()
    added = (count - ALREADY_OPEN) / 1e3
    return Idle((more_pss - pss) / added, (more_rss - rss) / added, share, gone)


def _renew(crowd: Crowd, seats: list[Seat], seconds: float, stage: Stage) -> float:
    """The server's CPU while everybody says that they are there, and nothing else happens."""
    phases = [(random.random() * RENEWED_EVERY, seat) for seat in seats]
    made = [
        (phase + RENEWED_EVERY * turn, number, seat)
        for number, (phase, seat) in enumerate(phases)
        for turn in range(round(seconds / RENEWED_EVERY) + 1)
        if phase + RENEWED_EVERY * turn < seconds
    ]
    began, cpu = now(), stage.target.cpu()
    for after, _, seat in sorted(made):
        while (wait := began + after * SECOND - now()) > 0:
            crowd.turn(wait / SECOND)
        if seat.phase is Phase.OPEN:
            seat.write(masked(seat.prefix + seat.writer.caret()))
    crowd.hear(max(0.0, seconds - (now() - began) / SECOND))
    return (stage.target.cpu() - cpu) / ((now() - began) / SECOND)
