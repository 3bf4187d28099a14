"""An instant in words: as one person's clock and calendar show it, and as both of a pair do."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from romanesco.base import clock


class Somebody(Protocol):
    name: str
    time_zone: str


# CLDR's English drops these accents.
OWN_SPELLING = {
    "Belem": "Belém",
    "Bogota": "Bogotá",
    "Cuiaba": "Cuiabá",
    "Maceio": "Maceió",
    "Sao Paulo": "São Paulo",
    "Zurich": "Zürich",
}
ORDINALS = (
    "first", "second", "third", "fourth", "fifth",
    "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip


@cache
def city_of(zone: str) -> str:
    """The city that stands for a time zone, as people there spell it."""
    name = get_timezone_location(ZoneInfo(zone), locale="en", return_city=True) or zone
    name = name.rpartition("/")[2]
    return OWN_SPELLING.get(name, name)


def city(person: Somebody) -> str:
    return city_of(str(person.time_zone))


def clock_for(instant: datetime, person: Somebody) -> str:
    """10:00, on this person's clock."""
    return f"{seen_by(person, instant):%H:%M}"


def day_for(instant: datetime, person: Somebody) -> str:
    """Thursday, 26 November, on this person's calendar; with the year when it is another."""
    seen = seen_by(person, instant)
    return f"{seen:%A}, {_day(seen, seen_by(person, clock.now()))}"


def short_day_for(instant: datetime, person: Somebody) -> str:
    """26 November, on this person's calendar; with the year when it is another."""
    return _day(seen_by(person, instant), seen_by(person, clock.now()))


def plain_day(day: date) -> str:
    """29 October; no zero before the day, and the year when it is not this one."""
    return _day(day, clock.now())


def moment_for(instant: datetime, person: Somebody) -> str:
    """today at 10:00, tomorrow at 10:00, on Friday at 10:00, on 3 December at 10:00."""
    seen = seen_by(person, instant)
    return f"{_near(seen.date(), seen_by(person, clock.now()).date())} at {seen:%H:%M}"


def due_for(day: date, person: Somebody) -> str:
    """today, tomorrow, Tuesday within six days, else 3 December."""
    return _near(day, seen_by(person, clock.now()).date()).removeprefix("on ")


def both_times(instant: datetime, me: Somebody, partner: Somebody) -> str:
    """10:00 for you in São Paulo · 14:00 for Rosa in Amsterdam; and her day where it differs."""
    mine, theirs = both_clocks(instant, me, partner)
    return f"{mine} {theirs}"


def both_clocks(instant: datetime, me: Somebody, partner: Somebody) -> tuple[str, str]:
    """One's own clock alone, and the rest of the words: so that a page can set off the first."""
    mine, theirs = seen_by(me, instant), seen_by(partner, instant)
    if city(me) == city(partner):
        return f"{mine:%H:%M}", f"for you both, in {city(me)}"
    other_day = f" on {_day(theirs, mine)}" if mine.date() != theirs.date() else ""
    return (
        f"{mine:%H:%M}",
        f"for you in {city(me)} · {theirs:%H:%M}{other_day} "
        f"for {named(partner)} in {city(partner)}",
    )


def whole_moment(instant: datetime, me: Somebody, partner: Somebody) -> str:
    """Thursday, 26 November, 10:00 for you in São Paulo · 14:00 for Rosa in Amsterdam."""
    return f"{day_for(instant, me)}, {both_times(instant, me, partner)}"


def first_name(person: Somebody) -> str:
    """How one is spoken of; who was erased is called by what is left, in full."""
    if getattr(person, "erased_at", None) is not None:
        return person.name
    return person.name.split()[0] if person.name.strip() else person.name


def named(person: Somebody) -> str:
    """The same within a sentence: Rosa, but your former mentor."""
    name = first_name(person)
    is_erased = getattr(person, "erased_at", None) is not None
    return name[:1].lower() + name[1:] if is_erased else name


def initials(person: Somebody) -> str:
    words = person.name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def ordinal(number: int) -> str:
    """second, third … as in: third time raised."""
    return ORDINALS[number - 1] if 0 < number <= len(ORDINALS) else f"{number}th"


def seen_by(person: Somebody, instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(str(person.time_zone)))


def _day(day: date, beside: date) -> str:
    year = "" if day.year == beside.year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"


def _near(day: date, today: date) -> str:
    away = (day - today).days
    if away in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[away + 1]
    return f"on {day:%A}" if 1 < away < 7 else f"on {_day(day, today)}"


def span(length: timedelta) -> str:
    """40 minutes, 5 hours, 3 days: the largest that is true, rounded down."""
    minutes = int(length.total_seconds() // 60)
    for size, one in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * size or (size == 60 and minutes >= size):
            return _counted(minutes // size, one)
    return _counted(minutes, "minute")


def _counted(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
