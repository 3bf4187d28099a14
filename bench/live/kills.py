"""kill -9 while people type: whether what a partner saw, or what was called durable, is there.

After each kill the server is started again, everybody comes back, and what the server then sends
is looked through; the same people go on typing for the next kill.
"""

import random
import signal
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc

from bench.live.cold import clocks
from bench.live.crowd import SECOND, Crowd, Quiet, dues, rebased
from bench.live.plans import Plan
from bench.live.seat import Seat
from bench.live.targets import Target
from bench.live.trial import KEYS_A_SECOND, pair
from romanesco.live import frames
from romanesco.ydocs.lib0 import Reader

LEAST_SECONDS, MOST_SECONDS = 1.2, 2.2
LAST_WORDS_SECONDS = 0.2  # what was on its way when the server died
LOADING_SECONDS = 3.0  # some send the content after "synced"


@dataclass
class Kills:
    """Keys of all kills: that a partner saw, that were called durable, and that are gone."""

    sent: int = 0
    seen: int = 0
    seen_lost: int = 0
    told: int = 0
    told_lost: int = 0
    _promised: list[tuple[Plan, Seat]] = field(default_factory=list)

    def line(self) -> str:
        return (
            f"of {self.sent} keys a partner saw {self.seen}, {self.seen_lost} of them lost; "
            f"{self.told} were called durable, {self.told_lost} of them lost"
        )

    def check(self, kept: dict[str, dict[int, int]]) -> None:
        """Look for what was promised before the kill in what the server has after it."""
        for plan, seat in self._promised:
            have = kept[plan.document].get(seat.writer.client, 0)
            told = min(seat.durable, len(seat.sent))
            self.sent += len(seat.sent)
            self.seen += seat.heard + 1
            self.told += told
            self.seen_lost += sum(clock > have for clock in seat.clocks[: seat.heard + 1])
            self.told_lost += sum(clock > have for clock in seat.clocks[:told])
        self._promised.clear()

    def promise(self, plan: Plan, seats: tuple[Seat, Seat]) -> None:
        self._promised += [(plan, seat) for seat in seats]

    def is_kept(self, kept: dict[str, dict[int, int]]) -> bool:
        return all(
            kept[plan.document].get(seat.writer.client, 0)
            >= max(seat.clocks[: max(seat.heard + 1, seat.durable)], default=0)
            for plan, seat in self._promised
        )


def kills(target: Target, plans: list[Plan], count: int) -> Kills:
    found = Kills()
    try:
        for number in range(count + 1):
            target.start()
            crowd = Crowd(target.port)
            seated = [(plan, pair(target, plan)) for plan in plans]
            for _, seats in seated:
                seats[0].messages = []
            crowd.bring([seat for _, seats in seated for seat in seats])
            docs = {plan.document: _Read(seats[0]) for plan, seats in seated}
            _look(crowd, docs, found)
            if number < count:
                _type_until_killed(target, crowd, [s for _, seats in seated for s in seats], number)
                for plan, seats in seated:
                    found.promise(plan, seats)
            crowd.leave()
    finally:
        target.stop(signal.SIGKILL)
    return found


@dataclass
class _Read:
    """What one page has been sent of its plan so far."""

    seat: Seat
    doc: Doc[Any] = field(default_factory=Doc)
    read: int = 0

    def clocks(self) -> dict[int, int]:
        messages = self.seat.messages or []
        for _, message in messages[self.read :]:
            if message[0] == frames.SYNC and message[1] != frames.STEP_1:
                self.doc.apply_update(Reader(message[2:]).var_bytes())
        self.read = len(messages)
        return clocks(self.doc)


def _look(crowd: Crowd, docs: dict[str, _Read], found: Kills) -> None:
    for each in docs.values():
        each.doc.apply_update(each.seat.whole)

    def have() -> dict[str, dict[int, int]]:
        return {document: each.clocks() for document, each in docs.items()}

    crowd.hear(LOADING_SECONDS, lambda: found.is_kept(have()))
    found.check(have())
    for each in docs.values():
        each.seat.messages = None


def _type_until_killed(target: Target, crowd: Crowd, seats: list[Seat], number: int) -> None:
    seconds = random.Random(number).uniform(LEAST_SECONDS, MOST_SECONDS)
    made = rebased(dues(seats, 0, MOST_SECONDS + 1, KEYS_A_SECOND, seed=number, carets=True))
    with Quiet():
        end = made[0].at + round(seconds * SECOND)
        crowd.type([due for due in made if due.at < end])
        target.stop(signal.SIGKILL)
        crowd.hear(LAST_WORDS_SECONDS)
