"""What an address is about: the plan that words sent there belong to."""

from datetime import datetime
from uuid import UUID

from romanesco.mail.models import ReplyAddress
from romanesco.plans.models import Plan
from romanesco.plans.queries import plans_with_pair


def plan_of(address: ReplyAddress, *, at: datetime) -> Plan | None:
    """The plan; of a rhythm, the next one. None where there is none (any more), or where the
    person is not of its pair."""
    plans = plans_with_pair()
    if address.purpose == "plan":
        plan = plans.filter(id=address.about).first()
    else:
        ahead = plans.filter(
            session__rhythm=address.about, session__state="planned", session__starts_at__gte=at
        )
        session = plans.filter(session=address.about)
        plan = session.first() or ahead.order_by("session__starts_at").first()
    if plan is None or address.person_id not in _pair_of(plan):
        return None
    return plan


def session_or_rhythm(address: ReplyAddress) -> UUID | None:
    """What an invitation that is answered there was about."""
    if address.purpose == "calendar":
        return address.about
    return Plan.objects.filter(id=address.about).values_list("session_id", flat=True).first()


def _pair_of(plan: Plan) -> tuple[UUID, UUID]:
    pair = plan.session.pair
    return pair.mentor_id, pair.mentee_id
