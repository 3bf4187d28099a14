"""Ending a session that was held: what was said becomes rows, and what is open moves on."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from romanesco.base import bus
from romanesco.base.errors import NotFound, Refused
from romanesco.journey import hold, prepare
from romanesco.journey.in_turn import in_turn
from romanesco.journey.keeping import keep_version
from romanesco.people.models import Person
from romanesco.plans.access import locked
from romanesco.plans.carrying import carry_waiting, date_what_was_raised
from romanesco.plans.challenges import count_askings
from romanesco.plans.models import Plan
from romanesco.plans.projection import project_challenges, project_hopes
from romanesco.plans.queries import may_see
from romanesco.plans.version_models import VersionName
from romanesco.sessions import operations as sessions
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment
from romanesco.sessions.queries import sessions_ahead


class UnknownDecision(Refused):
    code = "unknown_decision"
    message = "For each open topic choose: keep it, discussed, or let it go."
    field = "decisions"


class NotBegun(Refused):
    code = "session_not_begun"
    message = "This session has not begun. Start it first, then wrap it up."


@transaction.atomic
def wrap_up(
    plan: Plan,
    decisions: Mapping[UUID, str],
    *,
    by: Person,
    at: datetime,
    next_one: Appointment | None = None,
) -> MentoringSession | None:
    """Wrap up a session; returns the next one, if there is one.

    `decisions` says of open topics by id: keep (also when nothing is said), discussed, or let_go.
    Raises NotFound, NotBegun, SessionHasChanged, UnknownDecision, and what `hold.start` and
    `prepare.schedule` raise.
    """
    in_turn(plan.session.pair)
    fresh = locked(plan)
    if not may_see(fresh, by):
        raise NotFound
    fresh = _begun(fresh, by=by, at=at)
    _decide(fresh, decisions, at)
    project_hopes(fresh)
    project_challenges(fresh)
    fresh.session = sessions.end(fresh.session, "held", by=by, at=at)
    date_what_was_raised(fresh)
    count_askings(fresh.session.pair)
    keep_version(fresh, VersionName.WRAPPED_UP, at=at)
    following = _following(fresh, next_one, by=by, at=at)
    bus.announce(bus.PlanChanged(plan_id=fresh.id))
    return following


def _begun(plan: Plan, *, by: Person, at: datetime) -> Plan:
    """The plan of a session that has begun. Where nobody pressed start, it began when they had
    agreed to."""
    session = plan.session
    if session.state != "planned":
        return plan
    if at < session.starts_at:
        raise NotBegun
    return hold.start(session, by=by, at=at, began_at=session.starts_at)


def _decide(plan: Plan, decisions: Mapping[UUID, str], at: datetime) -> None:
    fields = {"discussed": "discussed_at", "let_go": "let_go_at"}
    for item_id, decision in decisions.items():
        if decision == "keep":
            continue
        if decision not in fields:
            raise UnknownDecision
        plan.items.filter(id=item_id, kind="topic").update(**{fields[decision]: at})


def _following(
    plan: Plan, next_one: Appointment | None, *, by: Person, at: datetime
) -> MentoringSession | None:
    pair = plan.session.pair
    if next_one is not None:
        prepare.schedule(pair, next_one, by=by, at=at)
    following = sessions_ahead(pair).first()
    if following is None:
        return None
    next_plan = locked(Plan.objects.get(session=following))
    carry_waiting(next_plan, at=at)
    return following
