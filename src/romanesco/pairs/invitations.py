"""Inviting a partner: a link to copy, accepted with a button, once, by one other person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from romanesco.base.errors import NotFound, Refused
from romanesco.pairs.models import Invitation, Pair, Side
from romanesco.people.models import Person

LASTS = timedelta(days=14)
SIGNER = signing.Signer(salt="romanesco.pairs.invitation")


class InvitationExpired(Refused):
    code = "invitation_expired"
    message = "This invitation has expired. Ask for a new link."


class OwnInvitation(Refused):
    code = "own_invitation"
    message = "This is your own invitation. Send the link to your partner."


class TooManyInvitations(Refused):
    code = "too_many_invitations"
    message = "Twenty of your invitations are still open. Withdraw one that you no longer need."


@dataclass(frozen=True)
class Invitee:
    """How the inviter speaks of the one invited, before they have an account."""

    name: str
    email: str = ""


@transaction.atomic
def invite(invitee: Invitee, *, side: str, by: Person, at: datetime) -> Invitation:
    """Invite somebody, oneself being on `side`. Raises TooManyInvitations."""
    if by.invitations.filter(accepted_at=None, withdrawn_at=None).count() >= 20:
        raise TooManyInvitations
    return Invitation.objects.create(
        by=by,
        side=Side(side),
        partner_name=invitee.name,
        partner_email=invitee.email,
        created_at=at,
        expires_at=at + LASTS,
    )


def token_of(invitation: Invitation) -> str:
    """The secret part of the link. It is signed, not stored: a copied database opens nothing."""
    return SIGNER.sign(invitation.id.hex)


def invitation_for(token: str) -> Invitation:
    """The invitation of a link that nobody has used or withdrawn. Raises NotFound."""
    found = _by_token(token).filter(accepted_at=None, withdrawn_at=None).first()
    if found is None:
        raise NotFound
    return found


def pair_made_by(token: str, person: Person) -> Pair | None:
    """The pair that this link has already made, when this person is one of it."""
    found = _by_token(token).filter(accepted_at__isnull=False).first()
    return found.pair if found and found.pair and found.pair.has(person) else None


@transaction.atomic
def accept(invitation: Invitation, *, by: Person, at: datetime) -> Pair:
    """Make the pair. Raises what `use_up` raises; NotFound where there is a pair already."""
    if invitation.pair_id is not None:
        raise NotFound
    use_up(invitation, by=by, at=at)
    mentor, mentee = (invitation.by, by) if invitation.side == Side.MENTOR else (by, invitation.by)
    pair = Pair.objects.create(mentor=mentor, mentee=mentee, begun_at=at, state_changed_at=at)
    Invitation.objects.filter(id=invitation.id).update(pair=pair)
    return pair


def use_up(invitation: Invitation, *, by: Person, at: datetime) -> None:
    """Claimed by update-where-open, so that of two who press at once one gets it.

    Raises OwnInvitation, InvitationExpired, or NotFound when it is gone.
    """
    if invitation.by_id == by.pk:
        raise OwnInvitation
    if invitation.expires_at <= at:
        raise InvitationExpired
    still_open = Invitation.objects.filter(
        id=invitation.id, accepted_at=None, withdrawn_at=None, expires_at__gt=at
    )
    if not still_open.update(accepted_at=at):
        raise NotFound


@transaction.atomic
def withdraw(invitation_id: UUID, *, by: Person, at: datetime) -> None:
    """Take back one's own invitation. Raises NotFound when there is none that is open."""
    mine = by.invitations.filter(id=invitation_id, accepted_at=None, withdrawn_at=None)
    if not mine.update(withdrawn_at=at):
        raise NotFound


def _by_token(token: str) -> QuerySet[Invitation]:
    try:
        invitation_id = UUID(hex=SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        raise NotFound from None
    return Invitation.objects.select_related("by", "pair").filter(id=invitation_id)
