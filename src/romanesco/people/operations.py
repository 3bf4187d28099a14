"""What a person tells of themselves."""

from django.db import transaction

from romanesco.people.models import Person


@transaction.atomic
def describe(person: Person, *, name: str, time_zone: str, language: str) -> None:
    """Change one's own name, time zone and language. Partners see the first two."""
    person.name, person.time_zone, person.language = name, time_zone, language
    person.save(update_fields=["name", "time_zone", "language"])
