"""The times of a week that suit two people: inside both their hours, with nothing in the way. Pure.

Hours are kept on each person's own clock, so every day is turned into instants by its own zone:
a day of 23 or 25 hours, a partner on the other side of midnight and half-hour zones need no case.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=30)
DAY = timedelta(days=1)
WIDEST = timedelta(hours=2)
"""How far hours are stretched on each side where no time suits both."""
NIGHT_FROM, NIGHT_UNTIL = time(22), time(6)
"""Hours are not stretched into somebody's night."""

type Span = tuple[datetime, datetime]
"""From an instant, until before another (UTC)."""


@dataclass(frozen=True)
class Hours:
    """When one person likes to meet, on their own clock. Weekdays count from Monday, 0."""

    zone: ZoneInfo
    day_from: time
    day_until: time  # before `day_from`: on the day after
    quiet_from: time | None = None
    quiet_until: time | None = None
    days_off: frozenset[int] = frozenset()
    away: tuple[tuple[date, date], ...] = ()  # both days included
    stretch: timedelta = timedelta(0)  # how much earlier and later, if need be


@dataclass(frozen=True)
class Slot:
    """A time that lies in both people's hours; taken where one of them has something already."""

    starts_at: datetime
    is_taken: bool = False


def week_slots(
    monday: date, mine: Hours, theirs: Hours, taken: list[Span], *, minutes: int, after: datetime
) -> list[list[Slot]]:
    """For each of the seven days of my own week, the times that suit both, every half hour.

    `minutes` is how long the session takes, all of which lies in both people's hours.
    """
    length = timedelta(minutes=minutes)
    return [
        [
            Slot(start, is_taken=any(_meet((start, start + length), span) for span in taken))
            for start in _half_hours(monday + index * DAY, mine.zone)
            if start > after and suits(mine, start, length) and suits(theirs, start, length)
        ]
        for index in range(7)
    ]


def nearest_slots(
    monday: date, mine: Hours, theirs: Hours, taken: list[Span], *, minutes: int, after: datetime
) -> list[list[Slot]]:
    """The same with both people's hours stretched as little as gives a free time, at most by
    `WIDEST`. Days of rest, quiet hours and times away stay as they are."""
    stretch = STEP
    while stretch <= WIDEST:
        days = week_slots(
            monday,
            replace(mine, stretch=stretch),
            replace(theirs, stretch=stretch),
            taken,
            minutes=minutes,
            after=after,
        )
        if has_free(days):
            return days
        stretch += STEP
    return [[] for _ in range(7)]


def has_free(days: list[list[Slot]]) -> bool:
    return any(not slot.is_taken for day in days for slot in day)


def suits(hours: Hours, start: datetime, length: timedelta) -> bool:
    """Whether all of a session lies in this person's hours, and in nothing that is to stay free."""
    end = start + length
    days = list(_days(start.astimezone(hours.zone), end.astimezone(hours.zone)))
    if any(is_day_off(hours, day) for day in days):
        return False
    near = [days[0] - DAY, *days]
    if any(_meet((start, end), quiet) for day in near for quiet in _quiet(hours, day)):
        return False
    own = replace(hours, stretch=timedelta(0))
    if any(_holds(day_of(own, day), start, end) for day in near):
        return True
    if any(_meet((start, end), _night(hours.zone, day)) for day in near):
        return False
    return any(_holds(day_of(hours, day), start, end) for day in near)


def day_of(hours: Hours, day: date) -> Span:
    """This person's hours that begin on one of their days. Where the clocks leave their begin or
    end in doubt, the narrower reading, so that no minute of it is outside."""
    begin = max(_readings(day, hours.day_from, hours.zone))
    until_day = day if hours.day_from < hours.day_until else day + DAY
    until = min(_readings(until_day, hours.day_until, hours.zone))
    return begin - hours.stretch, until + hours.stretch


def is_day_off(hours: Hours, day: date) -> bool:
    """Whether this person is away, or has agreed to be left alone, on one of their own days."""
    return day.weekday() in hours.days_off or any(a <= day <= b for a, b in hours.away)


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def _holds(span: Span, start: datetime, end: datetime) -> bool:
    return span[0] <= start and end <= span[1]


def _night(zone: ZoneInfo, day: date) -> Span:
    """The night that begins on a day."""
    return min(_readings(day, NIGHT_FROM, zone)), max(_readings(day + DAY, NIGHT_UNTIL, zone))


def _quiet(hours: Hours, day: date) -> Iterator[Span]:
    """Quiet hours that begin on a day; where the clocks leave it in doubt, the wider reading."""
    if hours.quiet_from is None or hours.quiet_until is None:
        return
    if hours.quiet_from == hours.quiet_until:
        return
    until_day = day if hours.quiet_from < hours.quiet_until else day + DAY
    yield (
        min(_readings(day, hours.quiet_from, hours.zone)),
        max(_readings(until_day, hours.quiet_until, hours.zone)),
    )


def _half_hours(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Every half hour of a local day, as it really passes: 46 of them or 50 when clocks change."""
    start = _readings(day, time(0), zone)[0]
    until = _readings(day + DAY, time(0), zone)[0]
    while start < until:
        yield start
        start += STEP


def _days(start: datetime, end: datetime) -> Iterator[date]:
    last = (end - timedelta(microseconds=1)).date()
    day = start.date()
    while day <= last:
        yield day
        day += DAY


def _readings(day: date, clock: time, zone: ZoneInfo) -> Span:
    """The instants that a local time may mean (PEP 495); the same twice, mostly."""
    local = datetime.combine(day, clock, tzinfo=zone)
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
