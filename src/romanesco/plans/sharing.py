"""Sharing: by a click, at the agreed moment, or from the beginning; and taking it back."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from romanesco.base import bus
from romanesco.base.errors import NotFound, Refused
from romanesco.mail.outbox import unsend
from romanesco.mail.queries import has_gone_out
from romanesco.people.models import Person
from romanesco.plans import document, notes, versions
from romanesco.plans.access import locked
from romanesco.plans.as_markdown import Section, as_markdown
from romanesco.plans.body import Body
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import is_open_rule, may_see, may_share, may_withdraw
from romanesco.plans.version_models import VersionName
from romanesco.ydocs import store

logger = logging.getLogger(__name__)


class NotYoursToShare(Refused):
    code = "not_yours_to_share"
    message = "This plan has been shared already, or is not yours to share."


class AlreadyOpened(Refused):
    code = "already_opened"
    message = "Your partner has opened this plan, so it stays shared."


@transaction.atomic
def share(plan: Plan, *, by: Person, at: datetime) -> Plan:
    """Let the partner see the plan now. Raises NotFound or NotYoursToShare."""
    fresh = locked(plan)
    if not may_see(fresh, by):
        raise NotFound
    if not may_share(fresh, by):
        raise NotYoursToShare
    return reveal(fresh, by=by, at=at)


@transaction.atomic
def withdraw_sharing(plan: Plan, *, by: Person, at: datetime) -> Plan:
    """Make a shared plan a draft again, as long as the partner has not opened it.

    Where the agreed moment has passed, it is shared again when the session starts (rule 3).
    Raises NotFound or AlreadyOpened, also where a letter has brought the partner the words.
    """
    fresh = locked(plan)
    if not may_see(fresh, by):
        raise NotFound
    if not may_withdraw(fresh, by):
        raise AlreadyOpened
    unsend(fresh.id)
    if fresh.shared_at and has_gone_out(fresh.id, "shared", since=fresh.shared_at):
        raise AlreadyOpened("Your partner has the plan in a letter, so it stays shared.")
    renew_document(fresh, at=at)
    versions.forget(fresh)
    fresh.shared_at = fresh.shared_by = None
    if fresh.share_due_at is not None and fresh.share_due_at <= at:
        fresh.share_due_at = fresh.session.starts_at
    fresh.save(update_fields=["shared_at", "shared_by", "share_due_at", "document"])
    bus.announce(bus.PlanChanged(plan_id=fresh.id))
    return fresh


def share_due(*, at: datetime) -> int:
    """Share each plan whose agreed moment has come, each in a transaction of its own; returns
    how many. Safe with any number of workers, and after a downtime. Pairs on pause wait."""
    due = Plan.objects.filter(
        shared_at=None,
        share_due_at__lte=at,
        session__state="planned",
        session__pair__state="active",
    )
    return sum(_share_one(plan_id, at) for plan_id in due.values_list("id", flat=True)[:500])


def _share_one(plan_id: UUID, at: datetime) -> bool:
    try:
        with transaction.atomic():
            plan = locked(Plan(id=plan_id))
            is_due = plan.share_due_at is not None and plan.share_due_at <= at
            if plan.state != "draft" or not is_due or plan.session.pair.state != "active":
                return False
            reveal(plan, by=None, at=at)
            return True
    except Exception:
        logger.exception("A plan could not be shared at its moment: %s", plan_id)
        return False


def reveal(plan: Plan, *, by: Person | None, at: datetime) -> Plan:
    """Make the draft the shared plan. The caller holds the lock and has asked whether it may."""
    renew_document(plan, at=at)
    plan.shared_at, plan.shared_by = at, by
    plan.save(update_fields=["shared_at", "shared_by", "document"])
    if not is_open_rule(plan):
        versions.keep(plan, VersionName.SHARED, at=at)
    bus.announce(bus.PlanChanged(plan_id=plan.id))
    return plan


def renew_document(plan: Plan, *, at: datetime) -> None:
    """Give the plan a fresh document that holds what is there and nothing of how it came to be.

    What was removed goes for good. The words under a skipped question, and a topic of one's own
    that was left out this time, stay with the preparer, in the private notes.
    """
    _delete_removed(plan, at)
    store.hold(plan.document_id)
    state = store.load(plan.document_id)
    bodies = document.bodies(state)
    kept = {str(i.id): bodies.get(str(i.id), []) for i in plan.items.filter(skipped_at=None)}
    _keep_skipped(plan, bodies)
    _own_skipped(plan).delete()
    skipped: dict[str, Body] = {str(i.id): [] for i in plan.items.exclude(skipped_at=None)}
    old = plan.document
    barred = sorted({*old.barred_clients, *document.clients(state)})
    plan.document = store.create(document.fresh({**kept, **skipped}), barred)
    plan.save(update_fields=["document"])
    store.delete(old.id)


def _delete_removed(plan: Plan, at: datetime) -> None:
    """What the preparer took off. Their own topic is let go; a partner's topic, carried here,
    waits for the next plan, since its author has not seen that it was taken off."""
    removed = plan.items.exclude(removed_at=None)
    own = removed.filter(author=plan.preparer, carried_from__isnull=False)
    origins = list(own.values_list("carried_from_id", flat=True))
    AgendaItem.objects.filter(id__in=origins).update(let_go_at=at)
    removed.delete()


def _own_skipped(plan: Plan) -> QuerySet[AgendaItem]:
    """Topics that only the preparer knows of, left out this time."""
    if plan.preparer is None:
        return plan.items.none()
    skipped = plan.items.exclude(skipped_at=None)
    return skipped.filter(kind="topic", carried_from=None, author=plan.preparer)


def _keep_skipped(plan: Plan, bodies: dict[str, Body]) -> None:
    preparer = plan.preparer
    if preparer is None:
        return
    own = set(_own_skipped(plan).values_list("id", flat=True))
    sections = [
        (item.id, Section(item.prompt, body_to_markdown(bodies.get(str(item.id), []))))
        for item in plan.items.exclude(skipped_at=None)
    ]
    kept = [section for id_, section in sections if section.body.strip() or id_ in own]
    if kept:
        notes.keep(plan, as_markdown(kept), person=preparer)
