"""The next dates of a rhythm as one of the two reads them, and what the clocks do to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from romanesco.agreements.models import Agreement
from romanesco.base.errors import Refused
from romanesco.journey import next_dates as journey
from romanesco.people.local_words import city, city_of, first_name, plain_day, seen_by
from romanesco.people.models import Person
from romanesco.sessions.local_time import TimeDoesNotExist, TimeExistsTwice, instant

FIVE = 5
MOST = 40
"""Dates that are looked at for five without anybody away, and for what the clocks do."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Agreed:
    """The local time that was agreed, and the zone that it is in."""

    clock: time
    zone: str


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


def next_dates(terms: Agreement, me: Person, partner: Person, *, at: datetime) -> NextDates | None:
    """Five dates of a version (signed or not) on which nobody is away, with those between that
    would be left out; None where it has none: in words only, or over."""
    try:
        found = journey.next_dates(terms, after=at, count=MOST)
    except Refused:
        return None
    if not found:
        return None
    clock = Agreed(terms.meets_at or time(0), terms.meets_zone)
    shown: list[NextDate] = []
    before: datetime | None = None
    for each in found:
        notes = _notes(before, each.starts_at, clock, me, partner)
        shown.append(NextDate(each.starts_at, _left_out(each.away, me, partner), notes))
        before = each.starts_at
        if sum(not date.left_out for date in shown) == FIVE:
            break
    moments = [each.starts_at for each in found]
    shifts = [words for person in (me, partner) if (words := _shift(moments, clock, person, me))]
    return NextDates(shown, shifts, is_all=len(shown) == len(found) < MOST)


def _notes(
    before: datetime | None, at: datetime, agreed: Agreed, me: Person, partner: Person
) -> list[str]:
    odd = list(_odd(at, agreed))
    if odd or before is None or list(_odd(before, agreed)):
        return odd
    return [n for person in (me, partner) if (n := _moved(before, at, person, me))]


def _left_out(away: tuple[Person, ...], me: Person, partner: Person) -> str:
    if len(away) > 1:
        return "you are both away"
    if away:
        return "you are away" if away[0] == me else f"{first_name(partner)} is away"
    return ""


def _odd(at: datetime, agreed: Agreed) -> Iterator[str]:
    """Where the agreed local time does not exist on a day, or comes twice."""
    zone, clock = ZoneInfo(agreed.zone), agreed.clock
    local, where = at.astimezone(zone), city_of(agreed.zone)
    try:
        instant(local.date(), clock, zone)
    except TimeDoesNotExist:
        yield f"There is no {clock:%H:%M} in {where} on this day; it is {local:%H:%M} then."
    except TimeExistsTwice:
        yield f"{clock:%H:%M} comes twice in {where} on this day; this is the first."


def _moved(before: datetime, at: datetime, person: Person, me: Person) -> str:
    """From here on 14:00 for Rosa; "" where somebody's clock shows the same as before."""
    was, now = seen_by(person, before), seen_by(person, at)
    if was.time() == now.time():
        return ""
    return f"From here on {now:%H:%M} for {'you' if person == me else first_name(person)}."


def _shift(found: list[datetime], agreed: Agreed, person: Person, me: Person) -> str:
    """14:00 for Rosa until 25 October, then 13:00; "" where nothing changes for a good while."""
    who = "you" if person == me else first_name(person)
    usual = [at for at in found if not list(_odd(at, agreed))]
    for before, at in pairwise(usual):
        was, now = seen_by(person, before), seen_by(person, at)
        if was.time() != now.time():
            day = _changed_on(before, at, agreed, person)
            where = f" in {city(person)}" if person != me else ""
            return f"{was:%H:%M} for {who}{where} until {plain_day(day)}, then {now:%H:%M}."
    return ""


def _changed_on(before: datetime, at: datetime, agreed: Agreed, person: Person) -> date:
    """The day on which the two clocks begin to lie otherwise apart."""
    apart = _apart(at, agreed, person)
    day = at
    while day - DAY > before and _apart(day - DAY, agreed, person) == apart:
        day -= DAY
    return seen_by(person, day).date()


def _apart(at: datetime, agreed: Agreed, person: Person) -> timedelta:
    mine = at.astimezone(person.zone).utcoffset() or timedelta(0)
    return mine - (at.astimezone(ZoneInfo(agreed.zone)).utcoffset() or timedelta(0))
