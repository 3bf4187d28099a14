"""The letters that a person may read here."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from romanesco.mail.models import Letter
from romanesco.mail.outbox import Addressee


def letters_for(person: Addressee) -> QuerySet[Letter]:
    """What was written to this person, or to their address before they had an account."""
    to_address = Q(person_id=None, to__iexact=person.email)
    return Letter.objects.filter(Q(person_id=person.id) | to_address).order_by("-written_at", "id")


def has_gone_out(about: UUID, kind: str, *, since: datetime) -> bool:
    """Whether a letter of this kind about this was sent, or is just being sent."""
    letters = Letter.objects.filter(about=about, kind=kind, written_at__gte=since)
    return letters.exclude(sent_at=None, claimed_at=None).exists()
