"""Scheduling and moving a session together with its plan."""

from datetime import timedelta
from typing import Any

import pytest

from romanesco.journey import leave, prepare
from romanesco.journey.prepare import TooSoonForDraft
from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_see
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.stories import prompts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_plan_is_made_with_its_session_from_the_five_questions() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    assert prompts(plan) == [
        "Personal check-in",
        "What has gone well in the last week?",
        "What has not gone well in the last week?",
        "What are you hoping to accomplish in the coming week?",
        "What challenges do you anticipate?",
    ]
    assert plan.share_due_at == plan.session.starts_at - DAY


def test_anything_but_weekly_asks_since_we_last_met() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo()), cadence="monthly"))
    assert "What has gone well since we last met?" in prompts(plan)


@pytest.mark.parametrize(
    ("terms", "who_sees"),
    [
        ({}, ["theo"]),
        ({"preparer": "mentor"}, ["rosa"]),
        ({"preparer": "both"}, ["rosa", "theo"]),
        ({"share_when": "together"}, ["rosa", "theo"]),
    ],
)
def test_who_sees_a_new_plan(terms: dict[str, Any], who_sees: list[str]) -> None:
    plan = a_plan(signed(a_pair(rosa(), theo()), **terms))
    people = {"rosa": rosa(), "theo": theo()}
    assert [name for name, person in people.items() if may_see(plan, person)] == who_sees


def test_taking_turns_begins_with_the_mentee() -> None:
    pair = signed(a_pair(rosa(), theo()), preparer="turns")
    plans = [a_plan(pair, days=days) for days in (3, 10, 17)]
    assert [plan.prepared_by for plan in plans] == ["mentee", "mentor", "mentee"]


def test_a_moved_session_takes_the_moment_of_sharing_along() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    when = Appointment(MONDAY + 8 * DAY, "Europe/Amsterdam", 30)
    moved = prepare.move(plan.session, when, by=rosa(), at=MONDAY)
    again = Plan.objects.get(session=moved)
    assert (again.id, again.share_due_at) == (plan.id, MONDAY + 7 * DAY)


def test_at_short_notice_half_of_the_time_is_left_to_prepare() -> None:
    pair = signed(a_pair(rosa(), theo()))
    when = Appointment(MONDAY + timedelta(hours=2), "UTC")
    session = prepare.schedule(pair, when, by=theo(), at=MONDAY)
    assert Plan.objects.get(session=session).share_due_at == MONDAY + timedelta(hours=1)


class TestTheDateOfADraft:
    """The partner of the one who prepares may choose it, but not so that the draft is opened."""

    def test_is_a_day_ahead_where_the_partner_chooses(self) -> None:
        plan = a_plan(signed(a_pair(rosa(), theo())))
        for hours in (-0.1, 0.1, 23.9):
            with pytest.raises(TooSoonForDraft):
                prepare.move(plan.session, in_hours(hours), by=rosa(), at=MONDAY)
            with pytest.raises(TooSoonForDraft):
                leave.cancel(plan.session, by=rosa(), at=MONDAY, instead=in_hours(hours))
        assert MentoringSession.objects.get().starts_at == plan.session.starts_at
        prepare.move(plan.session, in_hours(24), by=rosa(), at=MONDAY)

    def test_is_a_day_ahead_also_after_a_cancellation(self) -> None:
        pair = signed(a_pair(rosa(), theo()))
        leave.cancel(a_plan(pair).session, by=rosa(), at=MONDAY)
        with pytest.raises(TooSoonForDraft):
            prepare.schedule(pair, in_hours(1), by=rosa(), at=MONDAY)
        prepare.schedule(pair, in_hours(1), by=theo(), at=MONDAY)

    def test_may_be_any_for_whoever_sees_the_plan(self) -> None:
        pair = signed(a_pair(rosa(), theo()))
        prepare.move(a_plan(pair).session, in_hours(1), by=theo(), at=MONDAY)
        shared = a_plan(pair, days=5)
        operations.share(shared, by=theo(), at=MONDAY)
        prepare.move(shared.session, in_hours(2), by=rosa(), at=MONDAY)

    def test_may_always_be_a_later_one(self) -> None:
        plan = a_plan(signed(a_pair(rosa(), theo())), days=0)
        prepare.move(plan.session, in_hours(4.5), by=rosa(), at=MONDAY)

    def test_leaves_half_of_the_time_where_the_partner_chooses(self) -> None:
        plan = a_plan(signed(a_pair(rosa(), theo())))
        prepare.move(plan.session, in_hours(25), by=rosa(), at=MONDAY)
        assert Plan.objects.get().share_due_at == in_hours(12.5).starts_at
        prepare.move(plan.session, in_hours(30), by=theo(), at=MONDAY)
        assert Plan.objects.get().share_due_at == in_hours(6).starts_at

    def test_may_be_near_where_it_opens_nothing(self) -> None:
        pair = signed(a_pair(rosa(), theo()))
        leave.cancel(a_plan(pair).session, by=theo(), at=MONDAY)
        signed(pair, preparer="mentor")
        prepare.schedule(pair, in_hours(1), by=rosa(), at=MONDAY)


def in_hours(hours: float) -> Appointment:
    return Appointment(MONDAY + timedelta(hours=hours), "UTC")
