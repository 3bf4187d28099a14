"""Locking a plan for a change, after asking whether this person may make it."""

from romanesco.base.errors import NotFound, Refused
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_see, may_write
from romanesco.sessions.models import MentoringSession


class PlanNotWritable(Refused):
    code = "plan_not_writable"
    message = "This plan can be read, but no longer changed."


def locked(plan: Plan) -> Plan:
    """The plan and its session as they are now, locked until the transaction ends.

    Locked first and read afterwards: a row that was waited for may point to another document or
    session by then, which a join within the waiting query would not find (PostgreSQL).
    """
    session_id = Plan.objects.select_for_update().values_list("session_id", flat=True)
    MentoringSession.objects.select_for_update().get(id=session_id.get(id=plan.id))
    return Plan.objects.select_related(
        "session__pair__mentor", "session__pair__mentee", "document"
    ).get(id=plan.id)


def writable(plan: Plan, by: Person) -> Plan:
    """The plan, locked for a change by this person. Raises NotFound or PlanNotWritable."""
    fresh = locked(plan)
    if not may_see(fresh, by):
        raise NotFound
    if not may_write(fresh, by):
        raise PlanNotWritable
    return fresh
