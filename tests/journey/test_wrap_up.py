"""Ending a session: hopes become rows, topics move on with their lineage, letters go out."""

from datetime import timedelta

import pytest

from romanesco.base.errors import NotFound
from romanesco.journey import hold
from romanesco.journey.leave import pause
from romanesco.journey.wrap_up import NotBegun, UnknownDecision, wrap_up
from romanesco.plans import operations
from romanesco.plans.models import AgendaItem, Hope, Plan
from romanesco.plans.queries import last_hopes
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment, InThePast, SessionHasChanged
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.stories import answer, prompts, topic

pytestmark = pytest.mark.django_db
NEXT = Appointment(MONDAY + timedelta(days=10), "America/Sao_Paulo", 45)
AFTER = MONDAY + timedelta(days=3, hours=5)


@pytest.fixture
def plan() -> Plan:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    return hold.start(plan.session, by=theo(), at=plan.session.starts_at)


def test_what_was_hoped_for_stands_in_the_next_plan(plan: Plan) -> None:
    answer(plan, "hopes", "- One page, not six\n- Pair with Ana", by=theo())
    following = wrap_up(plan, {}, by=rosa(), at=AFTER, next_one=NEXT)
    assert following is not None
    assert [hope.text for hope in Hope.objects.all()] == ["One page, not six", "Pair with Ana"]
    next_plan = Plan.objects.get(session=following)
    assert [hope.text for hope in last_hopes(next_plan)] == ["One page, not six", "Pair with Ana"]


def test_hopes_of_a_session_held_ahead_of_its_date_stand_in_one_that_comes_before_it() -> None:
    late = a_plan(signed(a_pair(rosa(), theo())), days=9)
    early = hold.start(late.session, by=theo(), at=MONDAY)
    assert early.session.ends_at == MONDAY + timedelta(minutes=45)
    answer(early, "hopes", "One page, not six", by=theo())
    sooner = Appointment(MONDAY + timedelta(days=2), "America/Sao_Paulo", 45)
    following = wrap_up(early, {}, by=rosa(), at=MONDAY + timedelta(hours=1), next_one=sooner)
    assert following is not None
    next_plan = Plan.objects.get(session=following)
    assert [hope.text for hope in last_hopes(next_plan)] == ["One page, not six"]


def test_each_open_topic_is_kept_discussed_or_let_go(plan: Plan) -> None:
    kept, said, dropped = (topic(plan, name, by=rosa()) for name in ("kept", "said", "dropped"))
    decisions = {kept.id: "keep", said.id: "discussed", dropped.id: "let_go"}
    following = wrap_up(plan, decisions, by=theo(), at=AFTER, next_one=NEXT)
    assert following is not None
    next_plan = Plan.objects.get(session=following)
    assert prompts(next_plan)[5:] == ["kept"]
    carried = next_plan.items.get(prompt="kept")
    assert (carried.carried_from, carried.times_raised, carried.author) == (kept, 2, rosa())
    assert carried.first_raised_at == Plan.objects.get(id=plan.id).session.told_at


def test_what_is_open_goes_to_the_nearest_plan_also_where_another_is_planned(plan: Plan) -> None:
    topic(plan, "Saying no", by=rosa())
    near = a_plan(plan.session.pair, days=6)
    wrap_up(plan, {}, by=theo(), at=AFTER, next_one=NEXT)
    assert prompts(near)[5:] == ["Saying no"]


def test_nothing_is_half_done_when_the_next_date_is_refused(plan: Plan) -> None:
    past = Appointment(MONDAY - timedelta(days=1), "UTC")
    with pytest.raises(InThePast):
        wrap_up(plan, {}, by=theo(), at=AFTER, next_one=past)
    assert MentoringSession.objects.get().state == "live"


def test_an_unknown_decision_is_refused(plan: Plan) -> None:
    item = topic(plan, "Saying no", by=theo())
    with pytest.raises(UnknownDecision):
        wrap_up(plan, {item.id: "burn"}, by=theo(), at=AFTER)
    assert AgendaItem.objects.get(id=item.id).let_go_at is None


def test_a_session_is_wrapped_up_once_and_by_the_two(plan: Plan) -> None:
    with pytest.raises(NotFound):
        wrap_up(a_plan(plan.session.pair, days=20), {}, by=rosa(), at=AFTER)
    wrap_up(plan, {}, by=theo(), at=AFTER)
    with pytest.raises(SessionHasChanged):
        wrap_up(Plan.objects.get(id=plan.id), {}, by=rosa(), at=AFTER)


def test_what_has_not_begun_is_not_wrapped_up() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    operations.share(plan, by=theo(), at=MONDAY)
    soon = plan.session.starts_at - timedelta(minutes=1)
    for somebody in (rosa(), theo()):
        with pytest.raises(NotBegun):
            wrap_up(plan, {}, by=somebody, at=soon)
    fresh = Plan.objects.get(id=plan.id)
    assert (fresh.session.state, fresh.opened_at) == ("planned", None)


@pytest.mark.parametrize("is_paused", [True, False])
def test_where_nobody_pressed_start_it_began_at_its_time(is_paused: bool) -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    operations.share(plan, by=theo(), at=MONDAY)
    if is_paused:
        pause(plan.session.pair, by=theo(), at=AFTER)
    wrap_up(plan, {}, by=rosa(), at=AFTER)
    fresh = Plan.objects.get(id=plan.id)
    session = fresh.session
    assert (session.state, session.started_at, session.ended_at) == (
        "held",
        plan.session.starts_at,
        AFTER,
    )
    assert fresh.opened_at == AFTER
