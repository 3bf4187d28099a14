"""The people of the demo. Each run makes its own, so that no run touches another's pair."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from romanesco.people.models import Person


@dataclass(frozen=True)
class Character:
    name: str
    address: str
    time_zone: str


ROSA = Character("Rosa Okafor", "rosa.okafor", "Europe/Amsterdam")
THEO = Character("Theo Lindqvist", "theo.lindqvist", "America/Sao_Paulo")
OLGA = Character("Olga Marin", "olga.marin", "Europe/Bucharest")


def unsaved(who: Character, *, at: datetime) -> Person:
    """Somebody new, not stored yet, who has no password and signs in by a link."""
    person = Person(
        name=who.name,
        email=f"{who.address}+{secrets.token_hex(4)}@example.org",
        time_zone=who.time_zone,
        joined_at=at,
    )
    person.set_unusable_password()
    return person


def arrive(who: Character, *, at: datetime) -> Person:
    """Somebody new."""
    person = unsaved(who, at=at)
    person.save()
    return person
