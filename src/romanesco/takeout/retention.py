"""What the two agreed to keep for so many months only is deleted after them, really.

A session goes with its plan and everything in and beside it, and with what was promised there and
is settled. What is open stays: promises, and a session of which a topic still waits for a plan.
A topic that went on stays one thread, from whatever is left of it.
"""

import logging
from datetime import datetime
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q, QuerySet

from romanesco.actions.models import ActionItem
from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import IN_FORCE
from romanesco.base import bus
from romanesco.mail.models import Letter, ReplyAddress
from romanesco.pairs.models import Pair
from romanesco.plans import versions_packed
from romanesco.plans.access import locked
from romanesco.plans.models import AgendaItem, Hope, Plan
from romanesco.plans.queries import waiting_topics
from romanesco.plans.version_models import PlanVersion
from romanesco.sessions.models import MentoringSession
from romanesco.takeout.vanishing import forget_traces
from romanesco.ydocs import store

logger = logging.getLogger(__name__)

AT_ONCE = 200  # sessions in one round; the next round is within the hour


def kept_since(months: int, *, at: datetime) -> datetime:
    """What ended before this instant is not kept any longer."""
    since: datetime = at - relativedelta(months=months)  # type: ignore[no-untyped-call]
    return since


def outlived(pair: Pair, months: int, *, at: datetime) -> QuerySet[MentoringSession]:
    """The pair's sessions that ended so long ago, the oldest first."""
    found = pair.sessions.filter(ended_at__lt=kept_since(months, at=at)).order_by("ended_at")
    if pair.state == "closed":
        return found
    return found.exclude(plan__in=waiting_topics(pair).order_by().values("plan"))


def delete_old(*, at: datetime) -> int:
    """Delete what pairs agreed not to keep; returns how many sessions. Safe with any number of
    workers: each session is deleted in a transaction of its own, and tried again if that fails."""
    agreed = Agreement.objects.filter(**IN_FORCE, keeps_months__isnull=False)
    done = 0
    for agreement in agreed.select_related("pair"):
        months = agreement.keeps_months or 0
        ids = list(outlived(agreement.pair, months, at=at).values_list("id", flat=True)[:AT_ONCE])
        gone = sum(_is_deleted(session_id) for session_id in ids)
        if gone:
            forget_traces([agreement.pair_id])
        done += gone
    return done


def _is_deleted(session_id: UUID) -> bool:
    try:
        with transaction.atomic():
            return _delete(session_id)
    except Exception:
        logger.exception("A session could not be deleted when its time was over: %s", session_id)
        return False


def _delete(session_id: UUID) -> bool:
    plan = Plan.objects.filter(session=session_id).first()
    if plan is not None:
        _delete_plan(locked(plan))
    session = MentoringSession.objects.select_for_update().filter(id=session_id).first()
    if session is None:
        return False
    promised = ActionItem.objects.filter(session=session)
    promised.exclude(done_at=None, let_go_at=None).delete()
    _forget_letters([session.pk])
    bus.announce(bus.PairChanged(pair_id=session.pair_id))
    session.delete()
    return True


def _delete_plan(plan: Plan) -> None:
    store.hold(plan.document_id)
    items = list(plan.items.select_related("carried_from", "carried_to"))
    ActionItem.objects.filter(item__in=[item.pk for item in items]).update(item=None)
    _forget_hopes(plan)
    _forget_letters([plan.pk])
    bus.announce(bus.PlanChanged(plan_id=plan.pk))
    document_id = plan.document_id
    plan.delete()
    store.delete(document_id)
    for item in items:
        _join(item)


def _join(gone: AgendaItem) -> None:
    """Let a topic that went through this one be one thread still: what follows follows what was
    before; and what was before is settled as this one was, or it would wait anew."""
    before = gone.carried_from_id
    if before is None or not AgendaItem.objects.filter(id=before).exists():
        return
    after = getattr(gone, "carried_to", None)
    later = AgendaItem.objects.filter(id__in=[after.pk] if after else [])
    if not later.update(carried_from=before):
        AgendaItem.objects.filter(id=before).update(
            discussed_at=gone.discussed_at, let_go_at=gone.let_go_at or gone.removed_at
        )


def _forget_hopes(plan: Plan) -> None:
    """A later plan was kept with what was hoped for at this one beside it."""
    texts = set(Hope.objects.filter(plan=plan).values_list("text", flat=True))
    if not texts:
        return
    others = PlanVersion.objects.filter(plan__session__pair=plan.session.pair_id)
    for version in others.exclude(plan=plan):
        content = versions_packed.without_hoped(bytes(version.content), texts)
        if content != bytes(version.content):
            version.content = content
            version.save(update_fields=["content"])


def _forget_letters(ids: list[UUID]) -> None:
    Letter.objects.filter(Q(about__in=ids) | Q(thread__in=ids)).delete()
    ReplyAddress.objects.filter(about__in=ids).delete()
