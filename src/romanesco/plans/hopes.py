"""Saying what became of a hope. Nobody is scolded, and any answer may change."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from romanesco.base import bus
from romanesco.base.errors import Refused
from romanesco.pairs.operations import require_not_closed
from romanesco.people.models import Person
from romanesco.plans.models import Hope, HopeOutcome
from romanesco.plans.queries import hope_for


class UnknownOutcome(Refused):
    code = "unknown_outcome"
    message = "Choose one of: done, partly, not yet, let go."
    field = "outcome"


@transaction.atomic
def settle_hope(hope_id: UUID, outcome: str, *, by: Person, at: datetime) -> Hope:
    """Note what became of a hope: done, partly, not_yet or let_go; empty takes the answer back.

    Raises NotFound, UnknownOutcome or PairIsOver.
    """
    hope = hope_for(by, hope_id)
    require_not_closed(hope.pair)
    if outcome and outcome not in HopeOutcome.values:
        raise UnknownOutcome
    hope.outcome, hope.outcome_at = outcome, at if outcome else None
    hope.save(update_fields=["outcome", "outcome_at"])
    bus.announce(bus.PairChanged(pair_id=hope.pair_id))
    return hope
