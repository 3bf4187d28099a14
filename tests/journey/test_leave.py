"""Sessions that do not take place, and pairs that pause or end: nothing is lost, nothing leaks."""

from datetime import timedelta

import pytest

from romanesco.journey import hold, leave
from romanesco.journey.leave import SessionGoesOn
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import PairHasChanged
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_see, waiting_topics
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment, InThePast
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.stories import answer, prompts, topic, words_of

pytestmark = pytest.mark.django_db
LATER = Appointment(MONDAY + timedelta(days=10), "Europe/Amsterdam", 45)


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()))


def test_a_new_date_in_the_same_step_takes_the_plan_along(pair: Pair) -> None:
    plan = a_plan(pair)
    answer(plan, "went_well", "The retry queue is live", by=theo())
    topic(plan, "Saying no", by=theo())
    following = leave.cancel(plan.session, by=theo(), at=MONDAY, reason="A launch", instead=LATER)
    assert following is not None
    moved = Plan.objects.get(session=following)
    assert (moved.id, moved.state, moved.session.number) == (plan.id, "draft", 1)
    assert moved.share_due_at == LATER.starts_at - timedelta(days=1)
    assert "Saying no" in prompts(moved)
    assert "retry queue" in words_of(moved)
    assert not may_see(moved, rosa())


def test_the_plan_goes_to_the_new_date_also_where_another_session_is_ahead(pair: Pair) -> None:
    plan, other = a_plan(pair, days=3), a_plan(pair, days=20)
    answer(plan, "went_well", "The retry queue is live", by=theo())
    topic(plan, "Saying no", by=theo())
    following = leave.cancel(plan.session, by=theo(), at=MONDAY, instead=LATER)
    plan.refresh_from_db()
    assert plan.session == following
    assert "retry queue" in words_of(plan)
    assert "Saying no" in prompts(plan)
    assert "Saying no" not in prompts(other)


def test_without_a_new_date_the_plan_waits_and_is_still_the_preparers(pair: Pair) -> None:
    plan = a_plan(pair)
    topic(plan, "Saying no", by=theo())
    assert leave.cancel(plan.session, by=rosa(), at=MONDAY) is None
    plan.refresh_from_db()
    assert (plan.state, may_see(plan, theo()), may_see(plan, rosa())) == ("cancelled", True, False)
    assert [item.prompt for item in waiting_topics(pair)] == ["Saying no"]


def test_a_topic_moves_to_the_next_session_that_is_ahead(pair: Pair) -> None:
    first, second = a_plan(pair, days=3), a_plan(pair, days=10)
    topic(first, "Saying no", "to swaps", by=theo())
    topic(second, "Reading a profile", by=theo())
    leave.cancel(first.session, by=theo(), at=MONDAY)
    assert "Saying no" in prompts(second)
    assert "to swaps" in words_of(second)
    assert not waiting_topics(pair).exists()


def test_a_new_date_that_is_refused_leaves_the_session_where_it_was(pair: Pair) -> None:
    plan = a_plan(pair)
    past = Appointment(MONDAY - timedelta(days=1), "UTC")
    with pytest.raises(InThePast):
        leave.cancel(plan.session, by=theo(), at=MONDAY, instead=past)
    assert MentoringSession.objects.get().state == "planned"


def test_a_session_that_did_not_happen_moves_on_too(pair: Pair) -> None:
    plan = a_plan(pair)
    topic(plan, "Saying no", by=theo())
    after = plan.session.starts_at + timedelta(hours=2)
    following = leave.miss(plan.session, by=rosa(), at=after, instead=LATER)
    assert following is not None
    assert "Saying no" in prompts(Plan.objects.get(session=following))
    assert MentoringSession.objects.get(id=plan.session.id).state == "missed"


def test_on_pause_sessions_keep_their_dates_and_what_lay_in_it_did_not_happen(pair: Pair) -> None:
    near, far = a_plan(pair, days=3), a_plan(pair, days=30)
    topic(near, "Saying no", by=theo())
    leave.pause(pair, by=rosa(), at=MONDAY)
    leave.resume(pair, by=theo(), at=MONDAY + timedelta(days=7))
    states = {s.number: s.state for s in MentoringSession.objects.all()}
    assert states == {1: "missed", 2: "planned"}
    assert "Saying no" in prompts(Plan.objects.get(session=far.session_id))


def test_closing_cancels_what_is_ahead_and_a_draft_stays_with_its_writer(pair: Pair) -> None:
    plan = a_plan(pair)
    leave.close(pair, by=rosa(), at=MONDAY)
    plan.refresh_from_db()
    assert (pair.state, plan.state) == ("closed", "cancelled")
    assert (may_see(plan, theo()), may_see(plan, rosa())) == (True, False)
    with pytest.raises(PairHasChanged):
        leave.resume(pair, by=theo(), at=MONDAY)


def test_a_session_that_goes_on_has_to_be_wrapped_up_before_closing(pair: Pair) -> None:
    plan = a_plan(pair)
    hold.start(plan.session, by=theo(), at=plan.session.starts_at)
    with pytest.raises(SessionGoesOn):
        leave.close(pair, by=rosa(), at=MONDAY + timedelta(days=4))
    assert Pair.objects.get().state == "active"
