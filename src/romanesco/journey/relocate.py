"""A person who tells of another time zone: sessions stay, drafts are shared by their new clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from romanesco.agreements.queries import rules_of
from romanesco.base import bus
from romanesco.journey import away
from romanesco.journey.in_turn import in_turn
from romanesco.pairs.queries import pairs_of
from romanesco.people import operations as people
from romanesco.people.models import Person
from romanesco.people.operations import About
from romanesco.plans import share_rule
from romanesco.plans.making import share_rule_of
from romanesco.plans.models import Plan
from romanesco.plans.queries import drafts_of


@transaction.atomic
def describe(person: Person, about: About, *, at: datetime) -> None:
    """Change what one tells of oneself, as `people.operations.describe` does.

    Sessions keep their instant and the zone that they were agreed in. "The day before at 16:00"
    is by the preparer's clock, so drafts of theirs get another moment of sharing; days away are
    days of the new zone.
    """
    before = Person.objects.select_for_update(no_key=True).get(id=person.id).zone
    people.describe(person, about)
    if person.zone != before:
        _relocate(person, before, at)


def _relocate(person: Person, before: ZoneInfo, at: datetime) -> None:
    for pair in sorted(pairs_of(person).exclude(state="closed"), key=lambda one: one.id):
        in_turn(pair)
        for plan in drafts_of(pair).filter(prepared_by=pair.side_of(person)):
            _share_by(plan, before, person.zone, at)
    away.leave_out(person, at=at)


def _share_by(plan: Plan, before: ZoneInfo, zone: ZoneInfo, at: datetime) -> None:
    """Only a moment that stood as agreed moves; one that was put off stays."""
    rule, starts_at = share_rule_of(rules_of(plan.session.pair)), plan.session.starts_at
    if plan.share_due_at != share_rule.agreed_moment(rule, starts_at, before):
        return
    moment = share_rule.due_at(rule, starts_at, zone, at=at)
    if moment != plan.share_due_at:
        plan.share_due_at = moment
        plan.save(update_fields=["share_due_at"])
        bus.announce(bus.PlanChanged(plan_id=plan.id))
