"""The letters that a person may read here."""

from django.db.models import Q, QuerySet

from romanesco.mail.models import Letter
from romanesco.mail.outbox import Addressee


def letters_for(person: Addressee) -> QuerySet[Letter]:
    """What was written to this person, or to their address before they had an account."""
    to_address = Q(person_id=None, to__iexact=person.email)
    return Letter.objects.filter(Q(person_id=person.id) | to_address).order_by("-written_at", "id")
