"""Both times, always: an instant as one person's clock and calendar show it."""

from datetime import date, datetime
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django import template

register = template.Library()


class Somebody(Protocol):
    name: str
    time_zone: str


@cache
def city_of(zone: str) -> str:
    """The city that stands for a time zone, spelled as its people spell it: Sao Paulo has its tilde."""
    return get_timezone_location(ZoneInfo(zone), locale="en", return_city=True) or zone


@register.filter
def city(person: Somebody) -> str:
    return city_of(str(person.time_zone))


@register.filter
def clock_for(instant: datetime, person: Somebody) -> str:
    """10:00, on this person's clock."""
    return f"{_seen_by(person, instant):%H:%M}"


@register.filter
def day_for(instant: datetime, person: Somebody) -> str:
    """Thursday, 26 November, on this person's calendar."""
    seen = _seen_by(person, instant)
    return f"{seen:%A}, {plain_day(seen)}"


@register.filter
def short_day_for(instant: datetime, person: Somebody) -> str:
    """26 November, on this person's calendar."""
    return plain_day(_seen_by(person, instant))


@register.filter
def plain_day(day: date) -> str:
    """29 October; no zero before the day."""
    return f"{day.day} {day:%B}"


@register.filter
def same_day_as(instant: datetime, people: tuple[Somebody, Somebody]) -> bool:
    mine, theirs = people
    return _seen_by(mine, instant).date() == _seen_by(theirs, instant).date()


@register.filter
def first_name(person: Somebody) -> str:
    return person.name.split()[0] if person.name.strip() else person.name


@register.filter
def initials(person: Somebody) -> str:
    words = person.name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def ordinal(number: int) -> str:
    """second, third … as in: third time raised."""
    words = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    return words[number] if number < len(words) else f"{number}th"


def _seen_by(person: Somebody, instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(str(person.time_zone)))
