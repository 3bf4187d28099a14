"""Scheduling and moving a session together with its plan."""

from datetime import datetime

from django.db import transaction

from romanesco.agreements.queries import rules_of
from romanesco.base.errors import Refused
from romanesco.journey.in_turn import in_turn
from romanesco.journey.taking_over import adopt, carry_to_next
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.carrying import carry_waiting
from romanesco.plans.making import fit_to_rules, make_plan
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_date
from romanesco.sessions import operations as sessions
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment


class TooSoonForDraft(Refused):
    code = "too_soon_for_draft"
    message = (
        "Your partner has not shared the plan yet, and this date would open it. Choose one at "
        "least a day ahead, or let your partner choose."
    )
    field = "date"


@transaction.atomic
def schedule(
    pair: Pair,
    when: Appointment,
    *,
    by: Person,
    at: datetime,
    instead_of: MentoringSession | None = None,
) -> MentoringSession:
    """Schedule a session with its plan.

    The plan of the session that this one is `instead_of`, or of the latest that was cancelled or
    did not happen, goes on as the new one's, with all that is in it; otherwise a new plan takes
    up the topics that wait and may not stand in one that comes before.

    Raises TooSoonForDraft where the date would open a draft of the partner's, and what
    `sessions.operations.schedule` raises.
    """
    in_turn(pair)
    session = sessions.schedule(pair, when, by=by, at=at)
    plan = _plan_of(instead_of) if instead_of else left_behind(pair)
    if plan is None:
        plan = make_plan(session, rules_of(pair), at=at)
    else:
        _fit(plan, adopt(plan, session), by, at)
    carry_to_next(pair, at)  # another may be nearer
    carry_waiting(plan, at=at)
    return session


@transaction.atomic
def move(
    session: MentoringSession, when: Appointment, *, by: Person, at: datetime
) -> MentoringSession:
    """Move a session; its plan goes along, and the moment of sharing with it. Raises
    TooSoonForDraft as `schedule` does, and what `sessions.operations.move` raises."""
    in_turn(session.pair)
    was_to_start_at = MentoringSession.objects.get(id=session.id).starts_at
    moved = sessions.move(session, when, by=by, at=at)
    plan = Plan.objects.get(session=moved)
    plan.session = moved
    _fit(plan, was_to_start_at, by, at)
    return moved


def _plan_of(session: MentoringSession) -> Plan | None:
    return Plan.objects.filter(session=session).select_related("session").first()


def left_behind(pair: Pair) -> Plan | None:
    """The plan of the latest session that did not take place, unless another is ahead already."""
    plans = Plan.objects.filter(session__pair=pair)
    if plans.filter(session__state__in=["planned", "live"]).exists():
        return None
    latest = plans.order_by("-session__starts_at").select_related("session").first()
    return latest if latest and latest.session.state in ("cancelled", "missed") else None


def _fit(plan: Plan, was_to_start_at: datetime, by: Person, at: datetime) -> None:
    fit_to_rules(plan, rules_of(plan.session.pair), at=at, dated_by=by)
    if not may_date(plan, by, was_to_start_at, at=at):
        raise TooSoonForDraft
