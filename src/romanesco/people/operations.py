"""What a person tells of themselves."""

from datetime import time

from django.db import transaction

from romanesco.people.models import Person


@transaction.atomic
def describe(
    person: Person, *, name: str, time_zone: str, language: str, day_from: time, day_until: time
) -> None:
    """Change one's own name, time zone, language and reasonable hours (on one's own clock; an end
    before the begin is on the day after). Partners see all but the language."""
    person.name, person.time_zone, person.language = name, time_zone, language
    person.day_from, person.day_until = day_from, day_until
    person.save(update_fields=["name", "time_zone", "language", "day_from", "day_until"])
