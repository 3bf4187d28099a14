"""Passkeys that one has, and whether one of them may go."""

from datetime import datetime
from typing import Self

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from romanesco.base.errors import NotFound, Refused
from romanesco.people.models import Person

MOST = 20


class LastMeans(Refused):
    code = "last_means_of_signing_in"
    message = "This is your only way to sign in. Add another passkey or set a password first."


class TooManyPasskeys(Refused):
    code = "too_many_passkeys"
    message = "You have twenty passkeys already. Remove one that you no longer use first."


class Passkey:
    """One passkey as its owner sees it."""

    def __init__(self, authenticator: Authenticator) -> None:
        self.id: int = authenticator.pk
        self.name: str = authenticator.data["name"]
        self.made_at: datetime = authenticator.created_at
        self.used_at: datetime | None = authenticator.last_used_at

    @classmethod
    def all_of(cls, person: Person) -> list[Self]:
        return [cls(found) for found in _of(person).order_by("created_at", "pk")]


def has_passkey(person: Person) -> bool:
    return bool(_of(person).exists())


def require_room(person: Person) -> None:
    """Raises TooManyPasskeys."""
    if _of(person).count() >= MOST:
        raise TooManyPasskeys


def has_means(person: Person) -> bool:
    """Whether this person can sign in again without anybody's help."""
    return person.has_usable_password() or has_passkey(person) or bool(settings.HAS_MAIL)


@transaction.atomic
def remove_passkey(passkey_id: int, *, by: Person) -> None:
    """Remove one's own passkey. Raises NotFound, or LastMeans when nothing else would be left."""
    Person.objects.select_for_update().get(id=by.id)
    found = _of(by).filter(pk=passkey_id).first()
    if found is None:
        raise NotFound
    found.delete()
    if not has_means(by):
        raise LastMeans


def _of(person: Person):  # type: ignore[no-untyped-def]
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
