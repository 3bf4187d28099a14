"""The only way in to a pair: guarded by who asks."""

from uuid import UUID

from django.db.models import Q, QuerySet

from romanesco.base.errors import NotFound
from romanesco.pairs.models import Invitation, Pair
from romanesco.people.models import Person


def pairs_of(person: Person) -> QuerySet[Pair]:
    """The pairs that this person is one of, the newest first."""
    return (
        Pair.objects.filter(Q(mentor=person) | Q(mentee=person))
        .select_related("mentor", "mentee")
        .order_by("state", "-begun_at")
    )


def pair_for(person: Person, pair_id: UUID) -> Pair:
    """That pair, if this person is one of the two. Raises NotFound, the same for everybody else."""
    pair = pairs_of(person).filter(id=pair_id).first()
    if pair is None:
        raise NotFound
    return pair


def open_invitations(person: Person) -> QuerySet[Invitation]:
    """What this person has asked and nobody has answered yet, expired ones too."""
    return person.invitations.filter(accepted_at=None, withdrawn_at=None).order_by("-created_at")
