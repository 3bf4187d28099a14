"""Proposing, signing and withdrawing a version of the agreement."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from romanesco.agreements.cadence import require_near_end, require_order, rule_of
from romanesco.agreements.models import Agreement, Signature
from romanesco.agreements.queries import open_proposals, signed_by_both
from romanesco.agreements.terms import FIELDS
from romanesco.base import bus
from romanesco.base.errors import Refused
from romanesco.base.zones import zone_named
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import require_not_closed
from romanesco.people.models import Person


class ProposalGone(Refused):
    code = "proposal_gone"
    message = "This version is no longer open to sign. Look at the newest one."


class AlreadySigned(Refused):
    code = "already_signed"
    message = "You have signed this version already."


class NotYourProposal(Refused):
    code = "not_your_proposal"
    message = "Only the one who proposed it can take it back."


@transaction.atomic
def draft_first(pair: Pair, *, by: Person, at: datetime) -> Agreement:
    """Lay the defaults before a new pair, signed by nobody yet."""
    return Agreement.objects.create(pair=pair, number=1, proposed_by=by, proposed_at=at)


@transaction.atomic
def propose(pair: Pair, terms: Mapping[str, Any], *, by: Person, at: datetime) -> Agreement:
    """Propose a new version and sign it oneself. It replaces a proposal that is still open.

    Raises PairIsOver, NoSuchRhythm, ZoneUnknown, EndsBeforeBeginning or EndsTooFarOff. Unknown
    names in `terms` are a programmer's error (TypeError).
    """
    locked = Pair.objects.select_for_update().get(id=pair.id)
    require_not_closed(locked)
    if unknown := set(terms) - set(FIELDS):
        raise TypeError(f"not terms of an agreement: {unknown}")
    open_proposals(pair).update(replaced_at=at)
    last = pair.agreements.aggregate(Max("number"))["number__max"] or 0
    agreement = Agreement(pair=pair, number=last + 1, proposed_by=by, proposed_at=at, **terms)
    _require_possible(agreement)
    require_near_end(agreement.runs_until, today=at.astimezone(by.zone).date())
    agreement.save(force_insert=True)
    Signature.objects.create(agreement=agreement, person=by, signed_at=at)
    bus.announce(bus.PairChanged(pair_id=pair.id))
    return agreement


@transaction.atomic
def sign(agreement: Agreement, *, by: Person, at: datetime) -> bool:
    """Sign an open proposal; returns whether it is in force now, since both have.

    Raises ProposalGone, AlreadySigned or PairIsOver.
    """
    pair = Pair.objects.select_for_update().get(id=agreement.pair_id)
    require_not_closed(pair)
    if not open_proposals(pair).filter(id=agreement.id).exists():
        raise ProposalGone
    _, is_new = Signature.objects.get_or_create(
        agreement=agreement, person=by, defaults={"signed_at": at}
    )
    if not is_new:
        raise AlreadySigned
    bus.announce(bus.PairChanged(pair_id=pair.id))
    # Counted anew: the caller's agreement may have come with its signatures as they were.
    if Signature.objects.filter(agreement=agreement).count() < 2:
        return False
    signed_by_both(pair).update(replaced_at=at)
    Agreement.objects.filter(id=agreement.id).update(in_force_at=at)
    agreement.in_force_at = at
    return True


@transaction.atomic
def withdraw_proposal(agreement: Agreement, *, by: Person, at: datetime) -> None:
    """Take back one's own proposal; the version in force stays. Raises ProposalGone or
    NotYourProposal."""
    if agreement.proposed_by_id != by.pk:
        raise NotYourProposal
    if not open_proposals(agreement.pair).filter(id=agreement.id).update(withdrawn_at=at):
        raise ProposalGone
    bus.announce(bus.PairChanged(pair_id=agreement.pair_id))


def _require_possible(it: Agreement) -> None:
    """Refuses a rhythm that could make no dates, before anybody signs it."""
    rule_of(it.cadence, it.every_weeks, it.month_week, it.meets_on)
    if it.meets_zone:
        zone_named(it.meets_zone)
    require_order(it.begins_on, it.runs_until)
