"""A goal is chosen where one is: in an item's menu, and as something is promised."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.actions.models import ActionItem
from romanesco.actions.operations import Promise, add_action
from romanesco.goals.models import Goal
from romanesco.goals.operations import add_goal, reach
from romanesco.journey import hold
from romanesco.pairs.models import Pair
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.operations import focus
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import topic
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()))


@pytest.fixture
def plan(pair: Pair) -> Plan:
    return a_plan(pair)


@pytest.fixture
def item(plan: Plan) -> AgendaItem:
    return topic(plan, "Stage fright", by=theo())


@pytest.fixture
def goal(pair: Pair) -> Goal:
    return add_goal(pair, "Speak at a <conference>", by=theo(), at=MONDAY)


def test_without_goals_nothing_is_asked(plan: Plan, item: AgendaItem) -> None:
    client = visit_as(theo())
    for path in (f"/plans/{plan.id}/", f"/pairs/{plan.session.pair_id}/"):
        assert 'name="goal"' not in client.get(path).content.decode()


def test_an_item_serves_the_goal_that_its_menu_names(
    plan: Plan, item: AgendaItem, goal: Goal
) -> None:
    client, path = visit_as(theo()), f"/plans/{plan.id}/"
    answer = client.post(f"{path}items/{item.id}/goal", {"goal": str(goal.id)}, follow=True)
    assert answer.redirect_chain == [(path, 302)]
    link = f'serves: <a href="/pairs/{plan.session.pair_id}/goals/#goal-{goal.id}">Speak at a &lt;'
    assert link in answer.content.decode()
    client.post(f"{path}items/{item.id}/goal", {"goal": ""})
    assert "serves:" not in text_of(client.get(path))


def test_who_may_not_see_the_plan_finds_no_such_item(
    plan: Plan, item: AgendaItem, goal: Goal
) -> None:
    told = {"goal": str(goal.id)}
    for somebody in (rosa(), olga()):
        answer = visit_as(somebody).post(f"/plans/{plan.id}/items/{item.id}/goal", told)
        assert answer.status_code == 404
    for nonsense in ("nonsense", str(uuid4())):
        answer = visit_as(theo()).post(f"/plans/{plan.id}/items/{item.id}/goal", {"goal": nonsense})
        assert answer.status_code == 404
    item.refresh_from_db()
    assert item.goal is None


def test_a_promise_of_the_session_names_one(plan: Plan, item: AgendaItem, goal: Goal) -> None:
    plan = hold.start(plan.session, by=theo(), at=MONDAY)
    focus(item, is_focus=True, by=theo(), at=MONDAY)
    client = visit_as(theo())
    assert 'name="goal"' in client.get(f"/plans/{plan.id}/").content.decode()
    told = {"text": "Send it", "owner": "mentee", "item": str(item.id), "goal": str(goal.id)}
    client.post(f"/plans/{plan.id}/actions", told)
    assert ActionItem.objects.get().goal == goal
    refused = client.post(f"/plans/{plan.id}/actions", {**told, "text": " "})
    assert f'value="{goal.id}" selected' in refused.content.decode()


def test_a_promise_between_sessions_names_one_and_may_change(pair: Pair, goal: Goal) -> None:
    gone = add_goal(pair, "Reached already", by=theo(), at=MONDAY)
    reach(gone.id, by=theo(), at=MONDAY)
    client, path = visit_as(rosa()), f"/pairs/{pair.id}/"
    assert "Reached already" not in client.get(path).content.decode()
    told = {"text": "Send the abstract", "owner": "mentee", "goal": str(goal.id)}
    client.post(f"{path}actions", told)
    assert "serves: Speak at a <conference>" in text_of(client.get(path))
    action = ActionItem.objects.get()
    client.post(f"/actions/{action.id}/goal", {"goal": ""})
    action.refresh_from_db()
    assert action.goal is None


def test_the_plan_page_asks_no_more_for_more_goals(pair: Pair, plan: Plan, goal: Goal) -> None:
    def queries() -> int:
        client = visit_as(theo())
        client.get(f"/plans/{plan.id}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/plans/{plan.id}/")
        return len(captured)

    one = queries()
    for number in range(4):
        more = add_goal(pair, f"Goal {number}", by=theo(), at=MONDAY)
        served = topic(plan, f"Topic {number}", by=theo())
        AgendaItem.objects.filter(id=served.id).update(goal=more)
        promise = Promise(f"Promise {number}", "mentee", goal=more.id)
        add_action(pair, promise, by=theo(), at=MONDAY)
    assert queries() == one
