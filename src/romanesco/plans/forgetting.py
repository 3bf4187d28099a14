"""What the two delete is gone for good, where their agreement says so.

A room folds its document when it empties; here is the rest of it, hourly: what was taken off a
plan loses its words once nobody brings it back, and documents that nobody's leaving has folded
are folded. What was typed and deleted again is in no table then.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from romanesco.agreements.queries import pairs_that_keep_nothing
from romanesco.plans import document
from romanesco.plans.access import locked
from romanesco.plans.models import AgendaItem, Plan
from romanesco.ydocs import store, traces

logger = logging.getLogger(__name__)

UNDO = timedelta(hours=1)
"""How long what was taken off may be brought back."""


def forget_deleted(*, at: datetime) -> int:
    """Forget what pairs deleted who keep no versions; returns of how many plans. Safe with any
    number of workers: each plan is done in a transaction of its own, and once more the next time
    if it failed."""
    pairs = pairs_that_keep_nothing()
    if not pairs.exists():
        return 0
    store.spill()
    mine = Plan.objects.filter(session__pair__in=pairs)
    has_traces = Q(document__updates__isnull=False) | Q(items__removed_at__lt=at - UNDO)
    plans = mine.filter(has_traces).values_list("id", flat=True).distinct()
    done = sum(_is_done(plan_id, at) for plan_id in plans)
    if not connection.in_atomic_block:
        traces.clear()  # of this and of what was deleted before
    return done


def _is_done(plan_id: UUID, at: datetime) -> bool:
    try:
        with transaction.atomic():
            plan = locked(Plan(id=plan_id))
            _forget_removed(plan, at)
        store.compact(plan.document_id)
    except (Plan.DoesNotExist, store.DocumentGone):
        return False
    except Exception:
        logger.exception("What was deleted of a plan could not be forgotten: %s", plan_id)
        return False
    return True


def _forget_removed(plan: Plan, at: datetime) -> None:
    removed = plan.items.filter(removed_at__lt=at - UNDO, carried_to=None)
    _wipe(plan, removed)
    gone = removed.exclude(id__in=_of_the_partner(plan, removed).values("id"))
    origins = list(gone.exclude(carried_from=None).values_list("carried_from_id", flat=True))
    # They have waited no longer since it was taken off, and would anew without it.
    AgendaItem.objects.filter(id__in=origins, let_go_at=None).update(let_go_at=at)
    gone.delete()


def _wipe(plan: Plan, removed: QuerySet[AgendaItem]) -> None:
    """Empty their texts in the document, also in the browsers that have it open."""
    ids = [str(item_id) for item_id in removed.values_list("id", flat=True)]
    if not ids:
        return
    state = store.load(plan.document_id)
    store.append(plan.document_id, [document.replace_body(state, item_id, []) for item_id in ids])


def _of_the_partner(plan: Plan, removed: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Topics of the partner's that were taken off a draft: they wait for the next plan, since
    their author has not seen it (`sharing.py`). Their words stand where they came from."""
    if plan.state != "draft":
        return removed.none()
    return removed.exclude(carried_from=None).exclude(author=plan.preparer)
