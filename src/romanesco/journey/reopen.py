"""Taking up a session again that was wrapped up by mistake: it goes on where it was."""

from datetime import datetime

from django.db import transaction

from romanesco.actions.models import ActionItem
from romanesco.base import bus
from romanesco.base.errors import NotFound
from romanesco.journey.in_turn import in_turn
from romanesco.mail.outbox import unsend
from romanesco.people.models import Person
from romanesco.plans import versions
from romanesco.plans.access import locked
from romanesco.plans.carrying import carry_waiting
from romanesco.plans.challenges import count_askings
from romanesco.plans.coming_back import bring_back
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_see
from romanesco.plans.version_models import VersionName
from romanesco.sessions import reopening


@transaction.atomic
def reopen(plan: Plan, *, by: Person, at: datetime) -> Plan:
    """Let a session that was held go on; what was decided as it was wrapped up still stands, and
    can be changed on the plan.

    Topics that moved on stand here again. Hopes and challenges stay as they are, with what was
    said of them, until the session is wrapped up again. A letter about it that has not gone out
    is taken back; after the next wrap-up another is written. Raises NotFound or StaysWrappedUp.
    """
    in_turn(plan.session.pair)
    fresh = locked(plan)
    if not may_see(fresh, by):
        raise NotFound
    fresh.session = reopening.reopen(fresh.session, by=by, at=at)
    unsend(fresh.session_id)
    versions.forget(fresh, VersionName.WRAPPED_UP)
    for gone, item in bring_back(fresh, at=at).items():
        beneath = ActionItem.objects.filter(item=gone)
        beneath.update(item=item, session=fresh.session)
    carry_waiting(fresh, at=at)
    count_askings(fresh.session.pair)
    bus.announce(bus.PlanChanged(plan_id=fresh.id))
    return fresh
