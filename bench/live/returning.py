"""Everybody comes back at once: the server was restarted, and their pages find it again.

Each page has what it had before, says so, and is asked what the server lacks.
"""

import random
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc

from bench.live.crowd import SECOND, Crowd, dues, rebased
from bench.live.seat import Phase, Seat, now
from bench.live.trial import Stage
from bench.tables import percentile
from romanesco.ydocs.lib0 import Reader

SPREAD_SECONDS = 5.0
PATIENCE_SECONDS = 30.0
TYPED_SECONDS, KEYS_A_SECOND = 6.0, 0.5
AT_REST_SECONDS = 4.0


@dataclass(frozen=True)
class Return:
    p50: float
    p99: float
    failed: int


def returning(stage: Stage, count: int, *, seed: int) -> Return:
    """Two people at each of `count` plans type a little, are cut off, and return within 5 s."""
    stage.begin()
    try:
        seats = stage.seats(count)
        typed = dues(seats, 0, TYPED_SECONDS, KEYS_A_SECOND, seed=seed, carets=True)
        stage.open_crowd.type(rebased(typed))
        stage.open_crowd.hear(AT_REST_SECONDS)
        wrote: dict[Seat, list[bytes]] = {seat: [] for seat in seats}
        for due in typed:
            wrote[due.seat].append(due.stroke.update)
        stage.renew()
        again = [each for seat in seats[::2] for each in _again(seat, wrote)]
        return _returned(stage.open_crowd, again, seed)
    finally:
        stage.end()


def _again(seat: Seat, wrote: dict[Seat, list[bytes]]) -> tuple[Seat, Seat]:
    """Both pages of a plan, with all that they held when they were cut off."""
    doc: Doc[Any] = Doc()
    doc.apply_update(seat.whole)
    for update in (*wrote[seat], *wrote[seat.partner]):
        doc.apply_update(Reader(update[2:]).var_bytes())
    first, second = (
        Seat(each.door, each.writer, doc.get_state(), doc.get_update())
        for each in (seat, seat.partner)
    )
    first.partner, second.partner = second, first
    return first, second


def _returned(crowd: Crowd, seats: list[Seat], seed: int) -> Return:
    chance = random.Random(seed)
    began = now()
    moments = sorted((chance.random() * SPREAD_SECONDS, n) for n in range(len(seats)))
    for after, number in moments:
        while (wait := began + after * SECOND - now()) > 0:
            crowd.turn(wait / SECOND)
        crowd.seat(seats[number])
    crowd.hear(PATIENCE_SECONDS, lambda: all(s.synced_at or s.ended for s in seats))
    times = [(seat.synced_at - seat.asked_at) / 1e6 for seat in seats if seat.synced_at]
    failed = sum(seat.phase is not Phase.OPEN for seat in seats)
    return Return(percentile(times, 0.5), percentile(times, 0.99), failed)
