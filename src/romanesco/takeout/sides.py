"""The open side of a pair that was brought in: given away with a link, by the one who brought it.

No file takes a side; only this does. Whoever accepts gets the imported person's place in all that
the two have together, and what stands there as that person's stands under their name from then on.
"""

from datetime import datetime

from django.db import models, transaction

from romanesco.base import bus
from romanesco.base.errors import NotFound, Refused
from romanesco.pairs import invitations
from romanesco.pairs.invitations import Invitee
from romanesco.pairs.models import Invitation, Pair
from romanesco.pairs.queries import pairs_of
from romanesco.people.models import Person
from romanesco.search import marking


class NoOpenSide(Refused):
    code = "no_open_side"
    message = "Both sides of this pair are taken. There is nobody to invite."


@transaction.atomic
def offer_side(pair: Pair, *, by: Person, at: datetime) -> Invitation:
    """The invitation to the open side: the one that is out already, or a new one.

    Raises NoOpenSide and TooManyInvitations.
    """
    Pair.objects.select_for_update().get(pk=pair.pk)
    partner = Person.objects.get(pk=pair.partner_of(by).pk)
    if not partner.is_imported:
        raise NoOpenSide
    earlier = Invitation.objects.filter(pair=pair, accepted_at=None)
    if out := earlier.filter(withdrawn_at=None, expires_at__gt=at).first():
        return out
    earlier.filter(withdrawn_at=None).update(withdrawn_at=at)
    earlier.update(pair=None)
    made = invitations.invite(Invitee(partner.name), side=pair.side_of(by), by=by, at=at)
    made.pair = pair
    made.save(update_fields=["pair"])
    return made


@transaction.atomic
def take_side(invitation: Invitation, *, by: Person, at: datetime) -> Pair:
    """Take the imported person's place, in each pair they have with the one who brought them.

    Raises OwnInvitation, InvitationExpired, or NotFound when it is gone or the side is taken.
    """
    pair = invitation.pair
    if pair is None:
        raise NotFound
    place = pair.partner_of(invitation.by)
    people = Person.objects.select_for_update().filter(pk__in=[place.pk, invitation.by_id, by.pk])
    held = {person.pk: person for person in people.order_by("pk")}
    invitations.use_up(invitation, by=by, at=at)
    if place.pk not in held or not held[place.pk].is_imported or not held[by.pk].is_active:
        raise NotFound
    pairs = list(pairs_of(place))
    _give_all(place, by)
    held[place.pk].delete()
    for each in pairs:
        marking.mark_all(each.pk)
        bus.announce(bus.PairChanged(pair_id=each.pk))
    return Pair.objects.select_related("mentor", "mentee").get(pk=pair.pk)


def _give_all(place: Person, person: Person) -> None:
    """Whatever table points to the one points to the other, also those that are added later."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
            rows = relation.related_model._base_manager  # noqa: SLF001 (all of them)
            name = relation.field.name
            rows.filter(**{name: place}).update(**{name: person})
