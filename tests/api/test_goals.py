"""Goals over the API: listed, added, changed; what serves them; and nobody else's."""

import pytest

from romanesco.actions.operations import Promise, add_action
from romanesco.base import clock
from romanesco.goals.models import Goal
from romanesco.goals.operations import add_goal
from romanesco.journey import leave
from romanesco.pairs.models import Pair
from romanesco.plans.models import Plan
from romanesco.plans.operations import add_topic
from tests.api.client import Api

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(pair: Pair) -> Goal:
    return add_goal(pair, "Speak at a *conference*", by=pair.mentee, at=clock.now())


def test_either_adds_one_and_both_read_it(theo: Api, rosa: Api, pair: Pair) -> None:
    told = {"text": "Speak at a conference", "measure": "a talk accepted"}
    added = rosa.send("POST", f"/pairs/{pair.id}/goals", told)
    assert added.status_code == 201
    assert added.json() | told == added.json()
    assert (added.json()["state"], added.json()["made_by"]) == ("open", str(pair.mentor_id))
    assert theo.get(f"/pairs/{pair.id}/goals").json() == [added.json()]


def test_it_is_worded_anew_moved_and_reached_at_once(theo: Api, pair: Pair, goal: Goal) -> None:
    other = add_goal(pair, "Write", by=pair.mentee, at=clock.now())
    told = {"measure": "a page a week", "position": 1}
    changed = theo.send("PATCH", f"/goals/{other.id}", told).json()
    assert (changed["text"], changed["measure"]) == ("Write", "a page a week")
    assert theo.get(f"/pairs/{pair.id}/goals").json()[0]["id"] == str(other.id)
    for state in ("reached", "reached", "let_go", "open"):
        assert theo.send("PATCH", f"/goals/{goal.id}", {"state": state}).json()["state"] == state


def test_a_change_that_cannot_be_whole_is_none(theo: Api, goal: Goal) -> None:
    answer = theo.send("PATCH", f"/goals/{goal.id}", {"state": "reached", "text": " "})
    assert (answer.status_code, answer.json()["code"]) == (422, "goal_empty")
    goal.refresh_from_db()
    assert goal.is_open


def test_what_serves_a_goal_says_so(theo: Api, rosa: Api, plan: Plan, goal: Goal) -> None:
    pair, at = plan.session.pair, clock.now()
    item = add_topic(plan, "Stage fright", by=pair.mentee, at=at)
    action = add_action(pair, Promise("Send it", "mentee"), by=pair.mentee, at=at)
    told, path = {"goal": str(goal.id)}, f"/plans/{plan.id}/items/{item.id}/goal"
    assert rosa.send("PUT", path, told).status_code == 404  # a draft
    assert theo.send("PUT", path, told).json()["goal"] == str(goal.id)
    text = theo.get(f"/plans/{plan.id}.md").content.decode()
    assert "## Stage fright\n\nServes the goal: Speak at a \\*conference\\*" in text
    served = rosa.send("PUT", f"/actions/{action.id}/goal", told).json()
    assert served["goal"] == str(goal.id)
    assert theo.send("PUT", path, {"goal": None}).json()["goal"] is None
    elsewhere = {"goal": str(plan.id)}
    assert theo.send("PUT", path, elsewhere).status_code == 404


def test_an_outsider_gets_the_404_of_nothing(olga: Api, pair: Pair, goal: Goal) -> None:
    nothing = olga.get(f"/pairs/{goal.id}/goals").content
    for answer in (
        olga.get(f"/pairs/{pair.id}/goals"),
        olga.send("POST", f"/pairs/{pair.id}/goals", {"text": "Mine"}),
        olga.send("PATCH", f"/goals/{goal.id}", {"text": "Mine"}),
    ):
        assert (answer.status_code, answer.content) == (404, nothing)


def test_a_closed_pair_only_reads(theo: Api, pair: Pair, goal: Goal) -> None:
    leave.close(pair, by=pair.mentor, at=clock.now())
    assert len(theo.get(f"/pairs/{pair.id}/goals").json()) == 1
    for answer in (
        theo.send("POST", f"/pairs/{pair.id}/goals", {"text": "More"}),
        theo.send("PATCH", f"/goals/{goal.id}", {"state": "reached"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "pair_is_over")
