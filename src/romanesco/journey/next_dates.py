"""The dates that an agreement makes, before it is signed: as the sessions will then be made."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from romanesco.agreements.models import Agreement
from romanesco.journey.filling import AHEAD, is_free, people_of, times_away
from romanesco.journey.redating import ahead_of, stand_for
from romanesco.journey.rhythm import is_same, recurrence_in
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.people.time_away import away_at
from romanesco.sessions.models import MentoringSession, Rhythm
from romanesco.sessions.queries import recurrence_of, rhythm_of
from romanesco.sessions.recurrence import Recurrence, occurrences

MOST_USED = 40
"""Occurrences that may be used up among those that are looked at."""


@dataclass(frozen=True)
class NextDate:
    """One occurrence, and who of the two is away then, so that it is left out."""

    starts_at: datetime
    away: tuple[Person, ...]


def next_dates(agreement: Agreement, *, after: datetime, count: int = AHEAD) -> list[NextDate]:
    """The next dates that an agreement makes, signed or not even saved, with who is away then.

    A rhythm that goes on with the same day and time keeps its weeks. What was skipped, what a
    session moved by hand stands for, and what another session lies over is not among them.
    Raises what `recurrence_in` raises.
    """
    new = recurrence_in(agreement, at=after)
    if new is None:
        return []
    pair = agreement.pair
    old = rhythm_of(pair)
    if old is not None and is_same(old, new, agreement, after):
        new = replace(recurrence_of(old), until_on=new.until_on)
        used, leaving = _used(old, after), ahead_of(old, after)
        moments = occurrences(new, after=after, count=count + MOST_USED)
    else:
        leaving = ahead_of(old, after) if old else []
        moments = occurrences(new, after=after, count=count + MOST_USED)
        used = set(stand_for(leaving, moments).values())
    skipped, staying = _days_skipped(pair, new, after), _staying(pair, leaving)
    open_ones = [
        moment
        for moment in moments
        if moment not in used
        and moment.astimezone(ZoneInfo(new.time_zone)).date() not in skipped
        and is_free(moment, agreement.minutes, staying)
    ]
    times = times_away(pair)
    return [
        NextDate(moment, tuple(away_at(moment, people_of(pair), times)))
        for moment in open_ones[:count]
    ]


def _used(rhythm: Rhythm, after: datetime) -> set[datetime]:
    """Occurrences whose session is over, or on another date."""
    made = rhythm.sessions.filter(recurs_at__gt=after)
    return {one.recurs_at for one in made if one.recurs_at and (one.is_moved or not one.is_ahead)}


def _days_skipped(pair: Pair, new: Recurrence, after: datetime) -> set[date]:
    """Days on which a session of a rhythm was called off."""
    over = pair.sessions.filter(state="cancelled", recurs_at__gt=after)
    moments = over.values_list("recurs_at", flat=True)
    return {moment.astimezone(ZoneInfo(new.time_zone)).date() for moment in moments if moment}


def _staying(pair: Pair, leaving: list[MentoringSession]) -> list[MentoringSession]:
    """Sessions that stay on their date."""
    gone = {one.id for one in leaving if not one.is_moved}
    return [
        one for one in pair.sessions.filter(state__in=["planned", "live"]) if one.id not in gone
    ]
