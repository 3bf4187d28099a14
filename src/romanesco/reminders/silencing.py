"""Turning a kind of letter off, and on again; and the address with which a mail program does so."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse

from romanesco.base.errors import NotFound
from romanesco.people.models import Person
from romanesco.reminders.models import Kind, Silenced

SALT = "romanesco.reminders.silencing"
LASTS_SECONDS = 365 * 24 * 60 * 60  # a letter's link works for a year


def silence(person: Person, kind: str, *, at: datetime) -> None:
    """Write no more letters of this kind. Raises NotFound for a kind that there is not."""
    Silenced.objects.get_or_create(person=person, kind=_known(kind), defaults={"silenced_at": at})


def unsilence(person: Person, kind: str) -> None:
    """Write letters of this kind again; what was due meanwhile is not made up for."""
    Silenced.objects.filter(person=person, kind=_known(kind)).delete()


def silenced_kinds(person: Person) -> set[str]:
    return set(Silenced.objects.filter(person=person).values_list("kind", flat=True))


def stop_url(person: Person, kind: str) -> str:
    """The address that stops this kind for this person: RFC 8058's one click, and a page."""
    token = signing.dumps([person.pk.hex, str(kind)], salt=SALT, compress=False)
    return settings.PUBLIC_URL + reverse("stop_letters", args=[token])


def read_stop_token(token: str) -> tuple[Person, Kind]:
    """Whose letters of which kind a token stops. Raises NotFound for a forged or an old one."""
    try:
        person_id, kind = signing.loads(token, salt=SALT, max_age=LASTS_SECONDS)
        return Person.objects.get(pk=person_id, is_active=True), Kind(kind)
    except (signing.BadSignature, Person.DoesNotExist, ValueError, TypeError):
        raise NotFound from None


def _known(kind: str) -> Kind:
    if kind not in Kind.values:
        raise NotFound
    return Kind(kind)
