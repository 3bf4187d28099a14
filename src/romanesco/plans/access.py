"""Locking a plan for a change, after asking whether this person may make it."""

from romanesco.base.errors import NotFound, Refused
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_see, may_write


class PlanNotWritable(Refused):
    code = "plan_not_writable"
    message = "This plan can be read, but no longer changed."


def locked(plan: Plan) -> Plan:
    """The plan and its session as they are now, locked until the transaction ends."""
    return (
        Plan.objects.select_for_update(of=("self", "session"))
        .select_related("session__pair__mentor", "session__pair__mentee", "document")
        .get(id=plan.id)
    )


def writable(plan: Plan, by: Person) -> Plan:
    """The plan, locked for a change by this person. Raises NotFound or PlanNotWritable."""
    fresh = locked(plan)
    if not may_see(fresh, by):
        raise NotFound
    if not may_write(fresh, by):
        raise PlanNotWritable
    return fresh
