"""What a person's calendar is made of: sessions on their own, and rhythms with what became of them.

Asked for with as few queries as there are kinds of rows, however many pairs and years there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pairs_of
from romanesco.people.models import Person, TimeAway
from romanesco.sessions.models import LeftOut, MentoringSession, Rhythm

# A session that stands in a calendar: the others are left out, as if they had never been there.
STANDS = frozenset({"planned", "live", "held"})


@dataclass(frozen=True)
class Series:
    """A rhythm with all sessions that were made of it, whatever became of them."""

    rhythm: Rhythm
    goes_on: bool  # more sessions are made of it
    sessions: list[MentoringSession] = field(default_factory=list)
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
    singles: list[MentoringSession] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)


def meetings_of(person: Person) -> list[Meetings]:
    """All of a person's, pair by pair, closed ones too."""
    found = {
        pair.id: Meetings(pair, pair.partner_of(person))
        for pair in pairs_of(person).order_by("begun_at", "id")
    }
    series = _series(found)
    sessions = MentoringSession.objects.filter(pair__in=list(found)).order_by("starts_at", "id")
    for session in sessions:
        if session.rhythm_id is not None and session.recurs_at is not None:
            series[session.rhythm_id].sessions.append(session)
        elif session.state in STANDS:
            found[session.pair_id].singles.append(session)
    return list(found.values())


def series_of(rhythm: Rhythm) -> Series:
    """One rhythm with its sessions."""
    meetings = Meetings(rhythm.pair, rhythm.pair.mentor)
    (series,) = _filled([rhythm], {rhythm.pair_id: meetings}).values()
    series.sessions.extend(rhythm.sessions.order_by("starts_at", "id"))
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
