"""What a person tells of themselves."""

from dataclasses import asdict, dataclass
from datetime import time

from django.db import transaction

from romanesco.people.models import Person


@dataclass(frozen=True)
class About:
    """How one is called, where one lives, and when a session suits one: hours on one's own clock
    (an end before the begin is on the day after) and weekdays by RFC 5545's names (`MO,TU`).
    Partners see all but the language."""

    name: str
    time_zone: str
    language: str
    day_from: time
    day_until: time
    days: str


@transaction.atomic
def describe(person: Person, about: About) -> None:
    """Change what one tells of oneself."""
    told = asdict(about)
    for name, value in told.items():
        setattr(person, name, value)
    person.save(update_fields=list(told))
