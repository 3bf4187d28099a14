"""Starting a session: its plan is there, whatever happened before (product.md, rule 3)."""

from datetime import datetime

from django.db import transaction

from romanesco.base import bus
from romanesco.base.errors import Refused
from romanesco.journey.in_turn import in_turn
from romanesco.journey.keeping import keep_version
from romanesco.people.models import Person
from romanesco.plans.access import locked
from romanesco.plans.models import Plan
from romanesco.plans.queries import is_open_rule, may_start
from romanesco.plans.sharing import reveal
from romanesco.plans.version_models import VersionName
from romanesco.sessions import operations as sessions
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import SessionHasChanged


class TooEarlyToStart(Refused):
    code = "too_early_to_start"
    message = "The plan is not shared yet. You can start half an hour before the session begins."


@transaction.atomic
def start(
    session: MentoringSession, *, by: Person, at: datetime, began_at: datetime | None = None
) -> Plan:
    """Begin the conversation; a plan that is still a draft is shared now, and one that both saw
    from the beginning is kept as it stands. `began_at`: when it began, where that is told later.

    Raises TooEarlyToStart where starting would open a draft before its time, SessionHasChanged,
    and what `sessions.operations.start` raises.
    """
    in_turn(session.pair)
    found = Plan.objects.filter(session=session).first()
    if found is None:  # its plan went on with another session
        raise SessionHasChanged
    plan = locked(found)
    if not may_start(plan, by, at=at):
        raise TooEarlyToStart
    if plan.shared_at is None:
        reveal(plan, by=None, at=at)
    plan.session = sessions.start(session, by=by, at=at, began_at=began_at)
    if plan.opened_at is None:
        plan.opened_at = at
        plan.save(update_fields=["opened_at"])
    if is_open_rule(plan):
        keep_version(plan, VersionName.SHARED, at=at)
    bus.announce(bus.PlanChanged(plan_id=plan.id))
    return plan
