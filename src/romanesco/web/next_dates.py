"""The next dates of a rhythm as one of the two reads them, and what the clocks do to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from romanesco.agreements.cadence import rule_of
from romanesco.agreements.models import Agreement
from romanesco.base.errors import Refused
from romanesco.people.local_words import city, city_of, first_name, plain_day, seen_by
from romanesco.people.models import Person
from romanesco.sessions.local_time import TimeDoesNotExist, TimeExistsTwice, instant
from romanesco.sessions.recurrence import Recurrence, beginning, occurrences
from romanesco.web.times_away import Away

FIVE = 5
MOST = 40
"""Dates that are looked at for five without anybody away, and for what the clocks do."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class NextDate:
    """One date: its instant, why it would be left out, and what is odd about it."""

    at: datetime
    left_out: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class NextDates:
    """The dates ahead, and in words what the clocks change later on."""

    dates: list[NextDate]
    shifts: list[str]
    is_all: bool = False  # the agreed end comes before a fifth


def recurrence_of_terms(terms: Agreement, *, at: datetime) -> Recurrence | None:
    """What these answers make as dates, signed or not; None where they are words only.

    Raises what `sessions.recurrence.beginning` raises.
    """
    rule = rule_of(terms.cadence, terms.every_weeks, terms.month_week, terms.meets_on)
    if rule is None or terms.meets_at is None:
        return None
    return beginning(
        rule,
        terms.meets_at,
        terms.meets_zone,
        on=terms.begins_on,
        after=at,
        until_on=terms.runs_until,
    )


def dates_of_terms(
    terms: Agreement, me: Person, partner: Person, away: Away, *, at: datetime
) -> NextDates | None:
    """The next dates of a version; None where it has none (in words only, or over)."""
    try:
        recurrence = recurrence_of_terms(terms, at=at)
    except Refused:
        return None
    return next_dates(recurrence, me, partner, away, at=at) if recurrence else None


def next_dates(
    recurrence: Recurrence, me: Person, partner: Person, away: Away, *, at: datetime
) -> NextDates:
    """Five dates on which nobody is away, with those between that would be left out."""
    found = occurrences(recurrence, after=at, count=MOST)
    shown: list[NextDate] = []
    before: datetime | None = None
    for each in found:
        shown.append(_date(each, before, recurrence, me, partner, away))
        before = each
        if sum(not date.left_out for date in shown) == FIVE:
            break
    shifts = [s for person in (me, partner) if (s := _shift(found, recurrence, person, me))]
    return NextDates(shown, shifts, is_all=len(shown) == len(found) < MOST)


def _date(
    at: datetime,
    before: datetime | None,
    recurrence: Recurrence,
    me: Person,
    partner: Person,
    away: Away,
) -> NextDate:
    notes = list(_odd(at, recurrence))
    if before is not None and not notes:
        notes = [n for person in (me, partner) if (n := _moved(before, at, recurrence, person, me))]
    return NextDate(at, _left_out(at, me, partner, away), notes)


def _left_out(at: datetime, me: Person, partner: Person, away: Away) -> str:
    gone = (away.has(me, at), away.has(partner, at))
    return {
        (True, True): "you are both away",
        (True, False): "you are away",
        (False, True): f"{first_name(partner)} is away",
    }.get(gone, "")


def _odd(at: datetime, recurrence: Recurrence) -> Iterator[str]:
    """Where the agreed local time does not exist on a day, or comes twice."""
    zone, clock = ZoneInfo(recurrence.time_zone), recurrence.at_time
    local, where = at.astimezone(zone), city_of(recurrence.time_zone)
    try:
        instant(local.date(), clock, zone)
    except TimeDoesNotExist:
        yield f"There is no {clock:%H:%M} in {where} on this day; it is {local:%H:%M} then."
    except TimeExistsTwice:
        yield f"{clock:%H:%M} comes twice in {where} on this day; this is the first."


def _moved(
    before: datetime, at: datetime, recurrence: Recurrence, person: Person, me: Person
) -> str:
    """Why somebody's clock shows another time than at the date before."""
    was, now = seen_by(person, before), seen_by(person, at)
    if was.time() == now.time():
        return ""
    who = "you" if person == me else first_name(person)
    day = _changed_on(before, at, recurrence, person)
    return f"{now:%H:%M} for {who} from here on: the clocks change on {plain_day(day)}."


def _shift(found: list[datetime], recurrence: Recurrence, person: Person, me: Person) -> str:
    """14:00 for Rosa until 25 October, then 13:00; "" where nothing changes for a good while."""
    who = "you" if person == me else first_name(person)
    usual = [at for at in found if not list(_odd(at, recurrence))]
    for before, at in pairwise(usual):
        was, now = seen_by(person, before), seen_by(person, at)
        if was.time() != now.time():
            day = _changed_on(before, at, recurrence, person)
            where = f" in {city(person)}" if person != me else ""
            return f"{was:%H:%M} for {who}{where} until {plain_day(day)}, then {now:%H:%M}."
    return ""


def _changed_on(before: datetime, at: datetime, recurrence: Recurrence, person: Person) -> date:
    """The day on which the two clocks begin to lie otherwise apart."""
    apart = _apart(at, recurrence, person)
    day = at
    while day - DAY > before and _apart(day - DAY, recurrence, person) == apart:
        day -= DAY
    return seen_by(person, day).date()


def _apart(at: datetime, recurrence: Recurrence, person: Person) -> timedelta:
    there = at.astimezone(UTC)
    mine = there.astimezone(person.zone).utcoffset() or timedelta(0)
    agreed = there.astimezone(ZoneInfo(recurrence.time_zone)).utcoffset() or timedelta(0)
    return mine - agreed
