"""Where an agreed day and time lie outside somebody's reasonable hours or days, said quietly."""

from datetime import datetime, timedelta

from romanesco.agreements.models import Weekday
from romanesco.people.local_words import first_name, seen_by
from romanesco.people.models import Person
from romanesco.web.week_strip import Hours, is_day_off, suits


def outside_hours(at: datetime, minutes: int, person: Person, me: Person) -> str:
    """05:00 is outside Theo’s reasonable hours; "" where it suits."""
    local, hours = seen_by(person, at), _hours(person)
    if suits(hours, at, timedelta(minutes=minutes)):
        return ""
    whose = "your" if person == me else f"{first_name(person)}’s"
    if is_day_off(hours, local.date()):
        return f"{local:%A} is not among {whose} days."
    return f"{local:%H:%M} is outside {whose} reasonable hours."


def _hours(person: Person) -> Hours:
    suits_on = person.days.split(",")
    off = frozenset(i for i, day in enumerate(Weekday.values) if day not in suits_on)
    return Hours(person.zone, person.day_from, person.day_until, days_off=off)
