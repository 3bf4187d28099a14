"""Noting that the partner has seen what was shared, after which it stays shared."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from romanesco.base import bus, many
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.joining import accesses
from romanesco.plans.models import BOTH, Plan

OPEN = """
    UPDATE romanesco_plan SET opened_at = %s
    WHERE id IN (%s) AND opened_at IS NULL AND shared_at IS NOT NULL RETURNING id
"""


def mark_opened(plan_id: UUID, *, by: Person, at: datetime) -> None:
    """Note that the partner has seen what was shared; the preparer's own looking does not count.

    To be called before the plan is read, so that sharing cannot be taken back in between.
    """
    for access in accesses([(by.pk, plan_id)]).values():
        if access.is_news:
            note_opened([plan_id], at=at)


def mark_all_opened(pair: Pair, *, by: Person, at: datetime) -> None:
    """As `mark_opened`, of all that the partner has shared in a pair, before it is read whole."""
    mine = [pair.side_of(by).value, BOTH]
    shared = Plan.objects.filter(session__pair=pair, shared_at__isnull=False, opened_at=None)
    news = list(shared.exclude(prepared_by__in=mine).values_list("id", flat=True))
    if news:
        note_opened(news, at=at)


@transaction.atomic
def note_opened(plan_ids: Collection[UUID], *, at: datetime) -> None:
    """Note it of plans whose news it is; sharing may have been taken back a moment ago."""
    for (plan_id,) in many.rows(OPEN, at, plan_ids):
        bus.announce(bus.PlanChanged(plan_id=many.uuid_of(plan_id)))
