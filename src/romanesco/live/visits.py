"""Everybody who is in a room of this process, and whom to ask again when."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from romanesco.base import bus
from romanesco.live.admission import Question
from romanesco.live.close_codes import CloseCode, Closing
from romanesco.live.connection import Connection
from romanesco.live.room import Room

# So many tabs nobody looks at; more than that is a script that has lost its way.
MOST_EACH = 50
# Everybody is asked again once in so many seconds, though nothing was heard that concerns them.
ROUND = 600.0


@dataclass(eq=False)
class Visit:
    """One connection in its room, and why it was let in: by a login that ends at `ends_at`."""

    question: Question
    pair_id: UUID
    room: Room
    connection: Connection
    ends_at: datetime | None = None


class Visits:
    """Belongs to one event loop. Iterates in the order in which people came."""

    def __init__(self) -> None:
        self._all: dict[Visit, None] = {}
        self._by: defaultdict[Hashable, dict[Visit, None]] = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Visit]:
        return iter(self._all)

    def __contains__(self, visit: Visit) -> bool:
        return visit in self._all

    def add(self, visit: Visit) -> None:
        self._all[visit] = None
        for key in _keys(visit):
            self._by[key][visit] = None

    def discard(self, visit: Visit) -> None:
        self._all.pop(visit, None)
        for key in _keys(visit):
            self._by[key].pop(visit, None)
            if not self._by[key]:
                del self._by[key]

    def concerned(self, announcement: bus.Announcement) -> list[Visit]:
        """Whose right to be here this may have changed."""
        match announcement:
            case bus.PlanChanged(plan_id):
                return self._of(("plan", plan_id))
            case bus.PairChanged(pair_id):
                return self._of(("pair", pair_id))
            case bus.LoginEnded(session_key, person_id):
                ended = ("login", session_key) if session_key else ("person", person_id)
                return self._of(ended)
            case _:
                return []

    def make_room(self, person_id: UUID) -> None:
        """Before somebody gets one more socket: theirs that is open longest goes, because it is
        the newest that they look at. Raises `Closing` (4429) where even those that are being
        closed are too many."""
        own = self._of(("person", person_id))
        if len(own) >= 2 * MOST_EACH:
            raise Closing(CloseCode.TOO_FAST)
        still_open = [visit for visit in own if visit.connection.outbox.code is None]
        if len(still_open) >= MOST_EACH:
            still_open[0].connection.close(CloseCode.TOO_FAST)

    def _of(self, key: Hashable) -> list[Visit]:
        return list(self._by.get(key, ()))


class Arrivals:
    """What is announced while people are let in, whom nobody finds yet to ask them again."""

    def __init__(self) -> None:
        self._news: dict[int, list[bus.Announcement | None]] = {}

    @contextmanager
    def one(self) -> Iterator[list[bus.Announcement | None]]:
        """Somebody is being let in; this grows as long as that takes."""
        news: list[bus.Announcement | None] = []
        self._news[id(news)] = news
        try:
            yield news
        finally:
            del self._news[id(news)]

    def hear(self, announcement: bus.Announcement | None) -> None:
        """None: whatever may have been announced was not heard."""
        for news in self._news.values():
            news.append(announcement)


def _keys(visit: Visit) -> Collection[Hashable]:
    return (
        ("plan", visit.question.plan_id),
        ("pair", visit.pair_id),
        ("person", visit.connection.person_id),
        ("login", visit.question.credential.session_key),
    )


class Rounds:
    """Whom to ask again now: those whose login ends, at that moment, and everybody by and by.

    What ends by its date is held against the clock each time, never slept for, so that a clock
    which is put right is followed at once. The rest goes by steady time.
    """

    def __init__(self) -> None:
        self._turns: dict[Visit, None] = {}  # whoever was asked longest ago comes first
        self._soonest: datetime | None = None  # no login ends before this
        self._owed = 0.0

    def add(self, visit: Visit) -> None:
        self._turns[visit] = None
        self.note(visit, visit.ends_at)

    def discard(self, visit: Visit) -> None:
        self._turns.pop(visit, None)

    def note(self, visit: Visit, ends_at: datetime | None) -> None:
        """Somebody's login ends then, as far as is known now."""
        visit.ends_at = ends_at
        if ends_at is not None:
            self._soonest = min(ends_at, self._soonest or ends_at)

    def ended(self, at: datetime) -> list[Visit]:
        """Whose login should have ended by now; each is told once, until it is noted again."""
        if self._soonest is None or at < self._soonest:
            return []
        ends = [(visit, visit.ends_at) for visit in self._turns if visit.ends_at is not None]
        self._soonest = min((end for _, end in ends if end > at), default=None)
        return [visit for visit, end in ends if end <= at]

    def turn(self, elapsed: float) -> list[Visit]:
        """Whose turn it is after so many more seconds: all have had theirs in one ROUND."""
        self._owed = min(self._owed + elapsed * len(self._turns) / ROUND, len(self._turns))
        due = list(islice(self._turns, int(self._owed)))
        self._owed -= len(due)
        for visit in due:
            del self._turns[visit]
            self._turns[visit] = None
        return due
