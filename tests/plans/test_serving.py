"""Which goal an item serves: said by whoever may write, never across pairs, and it goes along."""

import pytest

from romanesco.actions.operations import Promise
from romanesco.actions.operations import serve as serve_action
from romanesco.base.errors import NotFound
from romanesco.goals.models import Goal
from romanesco.goals.operations import add_goal
from romanesco.journey import hold
from romanesco.journey.promise import add_promise
from romanesco.pairs.models import Pair
from romanesco.plans.access import PlanNotWritable
from romanesco.plans.serving import items_serving, serve
from romanesco.plans.sharing import share
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()))


@pytest.fixture
def goal(pair: Pair) -> Goal:
    return add_goal(pair, "Speak at a conference", by=theo(), at=MONDAY)


def test_said_and_taken_back(pair: Pair, goal: Goal) -> None:
    item = topic(a_plan(pair), "Stage fright", by=theo())
    serve(item, goal.id, by=theo(), at=MONDAY)
    assert items_serving(pair, theo()) == [item]
    serve(item, None, by=theo(), at=MONDAY)
    assert items_serving(pair, theo()) == []


def test_before_sharing_the_partner_may_not_and_an_outsider_never(pair: Pair, goal: Goal) -> None:
    plan = a_plan(pair)
    item = topic(plan, "Stage fright", by=theo())
    for somebody in (rosa(), olga()):
        with pytest.raises(NotFound):
            serve(item, goal.id, by=somebody, at=MONDAY)
    share(plan, by=theo(), at=MONDAY)
    serve(item, goal.id, by=rosa(), at=MONDAY)
    with pytest.raises(NotFound):
        serve(item, None, by=olga(), at=MONDAY)
    item.refresh_from_db()
    assert item.goal == goal


def test_a_plan_that_is_over_stands(pair: Pair, goal: Goal) -> None:
    plan = a_plan(pair)
    item = topic(plan, "Stage fright", by=theo())
    plan.session.state = "held"
    plan.session.save()
    with pytest.raises(PlanNotWritable):
        serve(item, goal.id, by=theo(), at=MONDAY)


def test_a_goal_of_another_pair_cannot_be_served(pair: Pair) -> None:
    theirs = add_goal(a_pair(rosa(), olga()), "Theirs", by=olga(), at=MONDAY)
    plan = hold.start(a_plan(pair).session, by=theo(), at=MONDAY)
    item = topic(plan, "Stage fright", by=theo())
    with pytest.raises(NotFound):
        serve(item, theirs.id, by=rosa(), at=MONDAY)
    with pytest.raises(NotFound):
        add_promise(plan, Promise("x", "mentee", goal=theirs.id), by=rosa(), at=MONDAY)
    action = add_promise(plan, Promise("x", "mentee"), by=rosa(), at=MONDAY)
    with pytest.raises(NotFound):
        serve_action(action.id, theirs.id, by=rosa(), at=MONDAY)


def test_a_promise_beneath_an_item_serves_its_goal_unless_another_is_named(
    pair: Pair, goal: Goal
) -> None:
    other = add_goal(pair, "Write more", by=theo(), at=MONDAY)
    plan = hold.start(a_plan(pair).session, by=theo(), at=MONDAY)
    item = topic(plan, "Stage fright", by=theo())
    serve(item, goal.id, by=theo(), at=MONDAY)
    beneath = Promise("Send the abstract", "mentee", item=item.id)
    assert add_promise(plan, beneath, by=rosa(), at=MONDAY).goal == goal
    named = Promise("Write it up", "mentee", item=item.id, goal=other.id)
    assert add_promise(plan, named, by=rosa(), at=MONDAY).goal == other
    alone = add_promise(plan, Promise("Rest", "mentor"), by=rosa(), at=MONDAY)
    assert alone.goal is None
    assert serve_action(alone.id, goal.id, by=theo(), at=MONDAY).goal == goal
    with pytest.raises(NotFound):
        serve_action(alone.id, None, by=olga(), at=MONDAY)
