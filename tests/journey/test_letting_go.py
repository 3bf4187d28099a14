"""What is let go is seen later and can be taken up again; a draft of the partner's is not named."""

from datetime import timedelta

import pytest

from romanesco.actions.operations import Promise, add_action, let_go
from romanesco.base.errors import NotFound
from romanesco.journey import hold
from romanesco.journey.letting_go import (
    TopicHasMovedOn,
    let_go_by,
    let_topic_go,
    take_topic_up_again,
)
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.plans import operations
from romanesco.plans.access import PlanNotWritable
from romanesco.plans.challenges import settle_challenge
from romanesco.plans.hopes import settle_hope
from romanesco.plans.lineage import standings_of
from romanesco.plans.models import AgendaItem, Challenge, Hope, Plan
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import answer, prompts, topic

pytestmark = pytest.mark.django_db
NEXT = Appointment(MONDAY + timedelta(days=10), "America/Sao_Paulo", 45)
AFTER = MONDAY + timedelta(days=3, hours=5)
LATER = AFTER + timedelta(hours=1)


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()))


@pytest.fixture
def plan(pair: Pair) -> Plan:
    found = a_plan(pair)
    live = hold.start(found.session, by=theo(), at=found.session.starts_at)
    topic(live, "Saying no", "To whom?", by=rosa())
    return live


def test_a_topic_let_go_at_the_end_waits_again_on_the_next_plan(plan: Plan) -> None:
    item = plan.items.get(kind="topic")
    following = wrap_up(plan, {item.id: "let_go"}, by=theo(), at=AFTER, next_one=NEXT)
    next_plan = Plan.objects.get(session=following)
    assert prompts(next_plan)[5:] == []
    take_topic_up_again(item, by=rosa(), at=LATER)
    assert prompts(next_plan)[5:] == ["Saying no"]
    with pytest.raises(TopicHasMovedOn):
        take_topic_up_again(item, by=rosa(), at=LATER)
    with pytest.raises(TopicHasMovedOn):
        let_topic_go(item, by=rosa(), at=LATER)


def test_on_a_plan_that_is_ahead_it_is_let_go_and_taken_up_where_it_stands(plan: Plan) -> None:
    item = plan.items.get(kind="topic")
    operations.focus(item, is_focus=True, by=theo(), at=AFTER)
    let_topic_go(item, by=theo(), at=AFTER)
    assert Plan.objects.get(id=plan.id).focus is None
    take_topic_up_again(item, by=rosa(), at=AFTER)
    assert AgendaItem.objects.get(kind="topic").let_go_at is None


def test_all_that_was_let_go_stands_in_one_list_the_latest_first(plan: Plan, pair: Pair) -> None:
    answer(plan, "hopes", "- One page", by=theo())
    answer(plan, "challenges", "- The migration", by=theo())
    item = plan.items.get(kind="topic")
    wrap_up(plan, {item.id: "let_go"}, by=theo(), at=AFTER, next_one=NEXT)
    action = add_action(pair, Promise("Write it up", "mentee"), by=theo(), at=AFTER)
    challenge, hope = Challenge.objects.get(), Hope.objects.get()
    settle_challenge(challenge.id, "let_go", by=theo(), at=LATER)
    let_go(action.id, by=rosa(), at=LATER + timedelta(hours=1))
    settle_hope(hope.id, "let_go", by=rosa(), at=LATER + timedelta(hours=2))
    found = [(row["what"], row["id"]) for row in let_go_by(pair, rosa())]
    assert found == [
        ("hope", hope.id),
        ("action", action.id),
        ("challenge", challenge.id),
        ("topic", item.id),
    ]
    assert let_go_by(pair, rosa()).count() == 4


def test_what_was_let_go_on_a_draft_is_its_preparers_alone(plan: Plan, pair: Pair) -> None:
    following = wrap_up(plan, {}, by=theo(), at=AFTER, next_one=NEXT)
    draft = Plan.objects.select_related("session__pair").get(session=following)
    item = draft.items.get(kind="topic")
    let_topic_go(item, by=theo(), at=LATER)
    assert [row["id"] for row in let_go_by(pair, theo())] == [item.id]
    assert list(let_go_by(pair, rosa())) == []
    origin = AgendaItem.objects.select_related("plan__session__pair").get(plan=plan, kind="topic")
    assert [one.plan_id for one in standings_of(origin, theo())] == [plan.id, draft.id]
    assert [one.plan_id for one in standings_of(origin, rosa())] == [plan.id]
    for by in (rosa(), olga()):
        for act in (let_topic_go, take_topic_up_again):
            with pytest.raises(NotFound):
                act(item, by=by, at=LATER)


def test_a_pair_on_pause_only_reads(plan: Plan, pair: Pair) -> None:
    Pair.objects.update(state="paused")
    with pytest.raises(PlanNotWritable):
        let_topic_go(plan.items.get(kind="topic"), by=theo(), at=AFTER)
