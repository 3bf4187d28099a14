"""The strip of a week as its page shows it: days, bars of both people's hours, times to choose."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from romanesco.people.local_words import city, first_name, seen_by
from romanesco.people.models import Person
from romanesco.web.week_strip import DAY, Hours, Slot, Span, day_of, is_day_off

WIDE = 240
"""Units from midnight to midnight in a bar."""
MOST_ROWS = 12
"""More times a day than this are told by the full hour."""


@dataclass(frozen=True)
class Bar:
    """A stretch of a day, in units of `WIDE`."""

    start: int
    width: int


@dataclass(frozen=True)
class Choice:
    """One time to choose: its instant, and both people's clocks."""

    value: str  # ISO 8601, UTC
    day: str  # Thursday 3 December
    mine: str  # 10:00
    theirs: str = ""  # 14:00; "" where both share a clock
    theirs_day: str = ""  # Fri, where it is another day there
    theirs_day_whole: str = ""  # on Friday 4 December
    is_taken: bool = False


@dataclass(frozen=True)
class WeekDay:
    """One day: a place for each time that the week has, None where this day has not."""

    name: str
    short_name: str
    number: str
    why_none: str
    choices: list[Choice | None]
    my_bars: list[Bar] = field(default_factory=list)
    their_bars: list[Bar] = field(default_factory=list)

    @property
    def has_choices(self) -> bool:
        return any(self.choices)


def week_days(
    monday: date,
    slots: list[list[Slot]],
    me: Person,
    partner: Person,
    both: tuple[Hours, Hours],
    *,
    today: date,
) -> list[WeekDay]:
    """The seven days in my own week."""
    told = [[_choice(slot, me, partner) for slot in day] for day in slots]
    rows = _rows(told)
    return [
        _day(monday + index * DAY, _in_rows(choices, rows), partner, both, today)
        for index, choices in enumerate(told)
    ]


def whole_day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _choice(slot: Slot, me: Person, partner: Person) -> Choice:
    mine, theirs = seen_by(me, slot.starts_at), seen_by(partner, slot.starts_at)
    is_other_day = mine.date() != theirs.date()
    return Choice(
        value=slot.starts_at.astimezone(UTC).isoformat(),
        day=whole_day(mine),
        mine=f"{mine:%H:%M}{_which_of_two(mine)}",
        theirs="" if city(me) == city(partner) else f"{theirs:%H:%M}",
        theirs_day=f"{theirs:%a}" if is_other_day else "",
        theirs_day_whole=f"on {whole_day(theirs)}" if is_other_day else "",
        is_taken=slot.is_taken,
    )


def _which_of_two(local: datetime) -> str:
    """Where the clocks go back an hour comes twice, and is told apart."""
    other = local.replace(fold=1 - local.fold)
    if other.utcoffset() == local.utcoffset() or other.astimezone(UTC) == local.astimezone(UTC):
        return ""
    return (" the first time", " the second time")[local.fold]


def _rows(days: Iterable[list[Choice]]) -> list[str]:
    """Every time that some day has, in the order of a day; by the full hour where it is many."""
    seen = sorted({choice.mine for day in days for choice in day})
    full = [clock for clock in seen if clock.startswith(clock[:2] + ":00")]
    return full if len(seen) > MOST_ROWS and full else seen


def _in_rows(choices: list[Choice], rows: list[str]) -> list[Choice | None]:
    found = {choice.mine: choice for choice in choices}
    return [found.get(row) for row in rows]


def _day(
    day: date,
    choices: list[Choice | None],
    partner: Person,
    both: tuple[Hours, Hours],
    today: date,
) -> WeekDay:
    mine, theirs = both
    return WeekDay(
        name=f"{day:%A}",
        short_name=f"{day:%a}",
        number=f"{day.day} {day:%B}",
        why_none="Over" if day < today else _why_none(day, mine, theirs, partner),
        choices=choices,
        my_bars=_bars(day, mine, mine),
        their_bars=_bars(day, mine, theirs),
    )


def _why_none(day: date, mine: Hours, theirs: Hours, partner: Person) -> str:
    if any(a <= day <= b for a, b in mine.away):
        return "You are away"
    if any(a <= day <= b for a, b in theirs.away):
        return f"{first_name(partner)} is away"
    if day.weekday() in mine.days_off:
        return "A day off"
    return "No time"


def _bars(day: date, viewer: Hours, hours: Hours) -> list[Bar]:
    """Somebody's hours, drawn on one day of the viewer's."""
    whole = _local_day(day, viewer)
    near = [day - DAY, day, day + DAY]
    spans = [day_of(hours, each) for each in near if not is_day_off(hours, each)]
    return [bar for span in spans if (bar := _bar(span, whole)) is not None]


def _bar(span: Span, whole: Span) -> Bar | None:
    start, end = max(span[0], whole[0]), min(span[1], whole[1])
    if start >= end:
        return None
    unit = (whole[1] - whole[0]) / WIDE
    return Bar(round((start - whole[0]) / unit), max(round((end - start) / unit), 1))


def _local_day(day: date, hours: Hours) -> Span:
    begin = datetime.combine(day, time(0), tzinfo=hours.zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(0), tzinfo=hours.zone).astimezone(UTC)
    return begin, end
