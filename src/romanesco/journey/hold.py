"""Starting a session: its plan is there, whatever happened before (product.md, rule 3)."""

from datetime import datetime

from django.db import transaction

from romanesco.base import bus
from romanesco.people.models import Person
from romanesco.plans.access import locked
from romanesco.plans.models import Plan
from romanesco.plans.sharing import reveal
from romanesco.sessions import operations as sessions
from romanesco.sessions.models import MentoringSession


@transaction.atomic
def start(session: MentoringSession, *, by: Person, at: datetime) -> Plan:
    """Begin the conversation; a plan that is still a draft is shared now.

    Raises what `sessions.operations.start` raises.
    """
    plan = locked(Plan.objects.get(session=session))
    if plan.shared_at is None:
        reveal(plan, by=None, at=at)
    plan.session = sessions.start(session, by=by, at=at)
    if plan.opened_at is None:
        plan.opened_at = at
        plan.save(update_fields=["opened_at"])
    bus.announce(bus.PlanChanged(plan_id=plan.id))
    return plan
