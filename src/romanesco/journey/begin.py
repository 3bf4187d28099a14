"""Becoming a pair, and agreeing how to work."""

from datetime import datetime

from django.db import transaction

from romanesco.agreements import operations as agreements
from romanesco.agreements.models import Agreement
from romanesco.journey import rhythm
from romanesco.journey.in_turn import in_turn
from romanesco.pairs import invitations
from romanesco.pairs.models import Invitation, Pair
from romanesco.people.models import Person
from romanesco.plans import versions
from romanesco.plans.making import fit_to_rules
from romanesco.plans.models import Plan


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Person, at: datetime) -> Pair:
    """Make the pair, and lay an agreement with good defaults before the two.

    Raises what `pairs.invitations.accept` raises.
    """
    pair = invitations.accept(invitation, by=by, at=at)
    agreements.draft_first(pair, by=invitation.by, at=at)
    return pair


@transaction.atomic
def sign_agreement(agreement: Agreement, *, by: Person, at: datetime) -> bool:
    """Sign; once both have, plans that are not shared yet follow the new rules, and the sessions
    ahead the new rhythm. Where no earlier versions are kept, those that there were are gone.

    Returns whether it is in force now. Raises what `agreements.operations.sign` raises.
    """
    in_turn(agreement.pair)
    is_in_force = agreements.sign(agreement, by=by, at=at)
    if is_in_force:
        plans = Plan.objects.select_for_update(of=("self",)).filter(
            session__pair=agreement.pair_id, session__state="planned", shared_at=None
        )
        for plan in plans.select_related("session__pair__mentor", "session__pair__mentee"):
            fit_to_rules(plan, agreement, at=at)
        if not agreement.keeps_versions:
            versions.forget_all(agreement.pair_id)
        rhythm.follow(agreement.pair, by=by, at=at)
    return is_in_force
