"""Finding sessions: in the order in which they were."""

from datetime import timedelta

import pytest

from romanesco.journey import hold, leave, wrap_up
from romanesco.sessions.queries import sessions_past
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_past_is_told_by_when_it_was_not_by_when_it_was_planned() -> None:
    pair = signed(a_pair(rosa(), theo()))
    far, near = a_plan(pair, days=20).session, a_plan(pair, days=10)
    leave.cancel(far, by=theo(), at=MONDAY)
    live = hold.start(near.session, by=theo(), at=MONDAY + DAY)  # nine days early
    wrap_up.wrap_up(live, {}, by=theo(), at=MONDAY + 2 * DAY)

    past = list(sessions_past(pair))

    assert [session.state for session in past] == ["held", "cancelled"]
    assert past[0].told_at == MONDAY + DAY
    assert past[1].told_at == far.starts_at


def test_some_minutes_late_is_still_the_agreed_moment() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    late = hold.start(plan.session, by=theo(), at=plan.session.starts_at + timedelta(minutes=7))
    assert late.session.told_at == plan.session.starts_at
