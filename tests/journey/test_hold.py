"""Starting a session: its plan is there, and no draft is opened before its time."""

from datetime import timedelta

import pytest

from romanesco.journey import hold, leave, prepare
from romanesco.journey.hold import TooEarlyToStart
from romanesco.pairs.operations import PairNotActive
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_see
from romanesco.sessions.operations import Appointment, SessionHasChanged
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return a_plan(signed(a_pair(rosa(), theo())))


def test_a_draft_is_there_for_both_when_the_session_starts(plan: Plan) -> None:
    live = hold.start(plan.session, by=rosa(), at=plan.session.starts_at)
    assert (live.state, may_see(live, rosa())) == ("live", True)
    assert live.opened_at is not None


def test_the_partner_cannot_open_a_draft_by_starting_early(plan: Plan) -> None:
    early = plan.session.starts_at - timedelta(minutes=31)
    with pytest.raises(TooEarlyToStart):
        hold.start(plan.session, by=rosa(), at=early)
    plan.refresh_from_db()
    assert (plan.shared_at, plan.session.state) == (None, "planned")


def test_the_one_who_prepares_may_start_whenever_it_suits(plan: Plan) -> None:
    assert hold.start(plan.session, by=theo(), at=MONDAY).state == "live"


def test_a_session_starts_once(plan: Plan) -> None:
    hold.start(plan.session, by=theo(), at=MONDAY)
    with pytest.raises(SessionHasChanged):
        hold.start(plan.session, by=rosa(), at=MONDAY)


def test_nothing_starts_on_pause(plan: Plan) -> None:
    leave.pause(plan.session.pair, by=rosa(), at=MONDAY)
    with pytest.raises(PairNotActive):
        hold.start(plan.session, by=theo(), at=plan.session.starts_at)
    plan.refresh_from_db()
    assert plan.shared_at is None


def test_a_session_whose_plan_went_on_cannot_start(plan: Plan) -> None:
    gone = plan.session
    leave.cancel(gone, by=theo(), at=MONDAY)
    later = Appointment(MONDAY + timedelta(days=9), "UTC")
    prepare.schedule(gone.pair, later, by=theo(), at=MONDAY)
    with pytest.raises(SessionHasChanged):
        hold.start(gone, by=theo(), at=MONDAY)
