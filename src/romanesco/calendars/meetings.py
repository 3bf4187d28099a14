"""What a person's calendar is made of: sessions on their own, and rhythms with what became of them.

Asked for with as few queries as there are kinds of rows, however many pairs and years there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pairs_of
from romanesco.people.models import Person, TimeAway
from romanesco.sessions.lifecycle import told_at
from romanesco.sessions.models import LeftOut, MentoringSession, Rhythm

# A session that stands in a calendar: the others are left out, as if they had never been there.
STANDS = frozenset({"planned", "live", "held"})


class _Row(NamedTuple):
    id: UUID
    number: int
    starts_at: datetime
    time_zone: str
    minutes: int
    place: str
    state: str
    sequence: int
    started_at: datetime | None
    changed_at: datetime
    recurs_at: datetime | None


class Meeting(_Row):
    """What an event tells of a session, read in half the time that models take."""

    __slots__ = ()

    @property
    def told_at(self) -> datetime:
        return told_at(self.starts_at, self.started_at or self.starts_at)

    @classmethod
    def of(cls, session: MentoringSession) -> "Meeting":
        return cls(*(getattr(session, name) for name in cls._fields))


@dataclass(frozen=True)
class Series:
    """A rhythm with all sessions that were made of it, whatever became of them."""

    rhythm: Rhythm
    goes_on: bool  # more sessions are made of it
    sessions: list[Meeting] = field(default_factory=list)
    left_out: list[datetime] = field(default_factory=list)
    away: list[TimeAway] = field(default_factory=list)  # of either

    def date_of(self, recurs_at: datetime) -> date:
        """The day of an occurrence in the rhythm's zone; there is one a day at most, so that it
        still names the occurrence when the zone has changed its rules meanwhile."""
        return recurs_at.astimezone(self.rhythm.zone).date()


@dataclass(frozen=True)
class Meetings:
    """One pair's, as one of the two sees them."""

    pair: Pair
    partner: Person
    singles: list[Meeting] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)


def meetings_of(person: Person) -> list[Meetings]:
    """All of a person's, pair by pair, closed ones too."""
    found = {
        pair.id: Meetings(pair, pair.partner_of(person))
        for pair in pairs_of(person).order_by("begun_at", "id")
    }
    series = _series(found)
    rows = MentoringSession.objects.filter(pair__in=list(found)).order_by("starts_at", "id")
    for pair_id, rhythm_id, *row in rows.values_list("pair_id", "rhythm_id", *Meeting._fields):
        meeting = Meeting(*row)
        if rhythm_id is not None and meeting.recurs_at is not None:
            series[rhythm_id].sessions.append(meeting)
        elif meeting.state in STANDS:
            found[pair_id].singles.append(meeting)
    return list(found.values())


def series_of(rhythm: Rhythm) -> Series:
    """One rhythm with its sessions."""
    meetings = Meetings(rhythm.pair, rhythm.pair.mentor)
    (series,) = _filled([rhythm], {rhythm.pair_id: meetings}).values()
    rows = rhythm.sessions.exclude(recurs_at=None).order_by("starts_at", "id")
    series.sessions.extend(Meeting(*row) for row in rows.values_list(*Meeting._fields))
    return series


def _series(found: dict[UUID, Meetings]) -> dict[UUID, Series]:
    rhythms = Rhythm.objects.filter(pair__in=list(found)).order_by("begun_at", "id")
    return _filled(rhythms, found)


def _filled(rhythms: Iterable[Rhythm], found: dict[UUID, Meetings]) -> dict[UUID, Series]:
    series: dict[UUID, Series] = {}
    for rhythm in rhythms:
        rhythm.pair = pair = found[rhythm.pair_id].pair
        goes_on = rhythm.ended_at is None and pair.state == "active"
        series[rhythm.id] = Series(rhythm, goes_on)
        found[rhythm.pair_id].series.append(series[rhythm.id])
    going = {each.rhythm.pair_id: each for each in series.values() if each.goes_on}
    if series:
        for left in LeftOut.objects.filter(rhythm__in=list(series)):
            series[left.rhythm_id].left_out.append(left.recurs_at)
    if going:
        _fill_in_times_away(going, found)
    return series


def _fill_in_times_away(going: dict[UUID, Series], found: dict[UUID, Meetings]) -> None:
    people: dict[UUID, list[Series]] = {}
    for pair_id, series in going.items():
        for person_id in (found[pair_id].pair.mentor_id, found[pair_id].pair.mentee_id):
            people.setdefault(person_id, []).append(series)
    away = TimeAway.objects.filter(Q(person__in=list(people))).select_related("person")
    for time in away:
        for series in people[time.person_id]:
            series.away.append(time)
