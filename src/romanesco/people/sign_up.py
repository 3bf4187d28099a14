"""Becoming a person: with a password, or with a passkey that was just made."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from romanesco.people.models import Person


@dataclass(frozen=True)
class Applicant:
    """What somebody said of themselves. The id is chosen before, since a passkey bears it."""

    name: str
    email: str
    time_zone: str
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def as_person(self, **more: Any) -> Person:
        """The person that they would be, not saved."""
        told = {"name": self.name, "email": self.email.lower(), "time_zone": self.time_zone}
        return Person(id=self.id, **told, **more)


@dataclass(frozen=True)
class NewPasskey:
    """A credential that the browser has made and the server has checked (WebAuthn, level 3)."""

    name: str
    credential: dict[str, Any]


@transaction.atomic
def sign_up(applicant: Applicant, means: str | NewPasskey, *, at: datetime) -> Person:
    """Make the person together with their first means of signing in: a password or a passkey.

    An address that somebody else gave too makes another account of its own.
    """
    person = applicant.as_person(joined_at=at)
    if isinstance(means, str):
        person.set_password(means)
    else:
        person.set_unusable_password()
    person.save(force_insert=True)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    if isinstance(means, NewPasskey):
        add_passkey(person, means)
    return person


def add_passkey(person: Person, passkey: NewPasskey) -> None:
    Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": passkey.name, "credential": passkey.credential},
    )
