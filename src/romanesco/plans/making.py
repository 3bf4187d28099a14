"""Making the plan of a session, and fitting one to a rule that has changed."""

from datetime import datetime

from django.db import transaction

from romanesco.agreements.models import Agreement
from romanesco.base import bus
from romanesco.people.models import Person
from romanesco.plans import document, notes, share_rule
from romanesco.plans.as_markdown import Section, as_markdown
from romanesco.plans.body import Body
from romanesco.plans.carrying import carry_waiting
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import AgendaItem, ItemKind, Plan
from romanesco.plans.sharing import reveal
from romanesco.plans.structure import beginning_of, questions, word_to_rhythm
from romanesco.sessions.models import MentoringSession
from romanesco.ydocs import store


def share_rule_of(rules: Agreement) -> share_rule.ShareRule:
    """The agreement's answer to "when is it shared"."""
    return share_rule.ShareRule(
        when=rules.share_when,  # type: ignore[arg-type]
        amount=rules.share_amount,
        unit=rules.share_unit,  # type: ignore[arg-type]
        days_before=rules.share_days_before,
        at_time=rules.share_time,
    )


@transaction.atomic
def make_plan(session: MentoringSession, rules: Agreement, *, at: datetime) -> Plan:
    """The plan of a new session: what the pair's plans begin with, worded to the rhythm."""
    who = share_rule.prepared_by(rules.preparer, last_preparer(session))
    structure = beginning_of(session.pair, rules.cadence)
    plan = Plan(session=session, prepared_by=who, template=structure.key, created_at=at)
    items = questions(plan, structure, at)
    plan.document = store.create(document.fresh(_blank(items)), [])
    _set_moment(plan, rules, at=at)
    if plan.share_due_at is None:
        plan.shared_at = at
    plan.save()
    AgendaItem.objects.bulk_create(items)
    bus.tell_within(bus.PlanWritten(plan_id=plan.id))
    return plan


@transaction.atomic
def fit_to_rules(
    plan: Plan, rules: Agreement, *, at: datetime, dated_by: Person | None = None
) -> None:
    """Let a plan that is not shared follow the rules and its session's date as they are now.

    A date `dated_by` the preparer's partner leaves half of the time until then to prepare, or
    else as much as there was. Where another prepares now, the draft so far stays with the one
    who wrote it, in the private notes, and the plan begins anew: nobody reads a draft that was
    not shared with them.
    """
    if plan.state != "draft":
        return
    moment = plan.share_due_at
    who = plan.prepared_by if rules.preparer == "turns" else rules.preparer
    is_handed_over = who not in (plan.prepared_by, "both")
    if is_handed_over:
        store.hold(plan.document_id)
        _keep_draft(plan)
        _begin_anew(plan, rules, at)
    plan.prepared_by = share_rule.prepared_by(who, None)
    _set_moment(plan, rules, at=at)
    if dated_by is not None and not plan.is_prepared_by(dated_by):
        _leave_time(plan, moment, at)
    plan.save(update_fields=["prepared_by", "share_due_at", "document"])
    word_to_rhythm(plan, rules.cadence)
    if plan.share_due_at is None:
        reveal(plan, by=None, at=at)
    if is_handed_over:
        carry_waiting(plan, at=at)
    bus.announce(bus.PlanChanged(plan_id=plan.id))


def last_preparer(session: MentoringSession) -> str | None:
    """Who prepared the session before this one, for taking turns."""
    earlier = Plan.objects.filter(
        session__pair=session.pair_id, session__starts_at__lt=session.starts_at
    ).exclude(session__state__in=["cancelled", "missed"])
    return earlier.order_by("-session__starts_at").values_list("prepared_by", flat=True).first()


def _set_moment(plan: Plan, rules: Agreement, *, at: datetime) -> None:
    rule = share_rule_of(rules)
    if share_rule.is_open_from_the_beginning(rule, plan.prepared_by):
        plan.share_due_at = None
        return
    preparer = plan.session.pair.person_on(plan.prepared_by)
    plan.share_due_at = share_rule.due_at(rule, plan.session.starts_at, preparer.zone, at=at)


def _leave_time(plan: Plan, before: datetime | None, at: datetime) -> None:
    starts_at = plan.session.starts_at
    if plan.share_due_at is not None and before is not None:
        soonest = min(before, at + (starts_at - at) / 2)
        plan.share_due_at = min(max(plan.share_due_at, soonest), starts_at)


def _keep_draft(plan: Plan) -> None:
    """Put what the preparer wrote into their private notes."""
    bodies = document.bodies(store.load(plan.document_id))
    items = list(plan.items.filter(removed_at=None))
    written = [
        Section(item.prompt, body_to_markdown(bodies.get(str(item.id), []))) for item in items
    ]
    own = {item.prompt for item in items if item.kind == ItemKind.TOPIC and not item.carried_from}
    kept = [s for s in written if s.body.strip() or s.prompt in own]
    if kept and plan.preparer is not None:
        notes.keep(plan, as_markdown(kept), person=plan.preparer)


def _begin_anew(plan: Plan, rules: Agreement, at: datetime) -> None:
    """The questions alone, in a document that takes nothing from the old one. Topics that had
    been carried here wait again, with the words that they came with."""
    plan.items.all().delete()
    structure = beginning_of(plan.session.pair, rules.cadence)
    items = questions(plan, structure, at)
    AgendaItem.objects.bulk_create(items)
    old = plan.document
    barred = {*old.barred_clients, *document.clients(store.load(old.id))}
    plan.document = store.create(document.fresh(_blank(items)), barred)
    plan.template = structure.key
    plan.save(update_fields=["document", "template"])
    store.delete(old.id)


def _blank(items: list[AgendaItem]) -> dict[str, Body]:
    return {str(item.id): [] for item in items}
