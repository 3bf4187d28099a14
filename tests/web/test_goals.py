"""The page of goals: both add and change; what serves a goal shows to whoever may see its plan."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.actions.models import ActionItem
from romanesco.actions.operations import Promise, add_action
from romanesco.goals.models import Goal
from romanesco.goals.operations import add_goal, reach
from romanesco.journey import hold, leave
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.opening import mark_opened
from romanesco.plans.serving import serve
from romanesco.plans.sharing import share
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
def goal(pair: Pair) -> Goal:
    return add_goal(pair, "Speak at a conference", "a talk accepted", by=theo(), at=MONDAY)


def page(person: Person, pair: Pair) -> str:
    return text_of(visit_as(person).get(f"/pairs/{pair.id}/goals/"))


def served_by_a_promise(goal: Goal, text: str, **more: object) -> ActionItem:
    told = {"pair": goal.pair, "owner": theo(), "made_by": theo(), "made_at": MONDAY, "goal": goal}
    return ActionItem.objects.create(text=text, **{**told, **more})


def test_the_empty_page_teaches_with_an_example_and_either_writes_one_down(pair: Pair) -> None:
    assert "a talk that is accepted before March, and given" in page(theo(), pair)
    told = {"text": "Lead a <project>", "measure": "two people follow it"}
    answer = visit_as(rosa()).post(f"/pairs/{pair.id}/goals/addition", told, follow=True)
    assert "Lead a &lt;project&gt;" in answer.content.decode()
    assert "We will know it by: two people follow it" in page(theo(), pair)
    assert Goal.objects.get().made_by == rosa()


def test_it_is_worded_anew_moved_reached_let_go_and_taken_up(pair: Pair, goal: Goal) -> None:
    other = add_goal(pair, "Write one page a week", by=rosa(), at=MONDAY)
    client, at = visit_as(rosa()), f"/goals/{other.id}/"
    client.post(f"{at}wording", {"text": "Write a page each month", "measure": ""})
    assert client.post(f"{at}position", {"position": "0"}).headers["Location"] == (
        f"/pairs/{pair.id}/goals/#goal-{other.id}"
    )
    said = page(theo(), pair)
    assert said.index("Write a page each month") < said.index("Speak at a conference")
    client.post(f"{at}reaching")
    assert "Reached Write a page each month reached on 23 November" in page(theo(), pair)
    client.post(f"{at}letting-go")
    assert "let go on 23 November" in page(theo(), pair)
    client.post(f"{at}taking-up")
    other.refresh_from_db()
    assert other.is_open


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"text": " ", "measure": "a <talk>"}, "Say in a few words what it is"),
        ({"text": "x" * 301, "measure": "a <talk>"}, "Up to 300 characters"),
        ({"text": "Speak", "measure": "a <talk>" + "x" * 500}, "Up to 500 characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    pair: Pair, goal: Goal, told: dict[str, str], said: str
) -> None:
    client = visit_as(theo())
    for path in (f"/pairs/{pair.id}/goals/addition", f"/goals/{goal.id}/wording"):
        answer = client.post(path, told)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert "a &lt;talk&gt;" in answer.content.decode()
    goal.refresh_from_db()
    assert goal.text == "Speak at a conference"


def test_an_item_of_a_draft_shows_to_its_writer_alone(pair: Pair, goal: Goal) -> None:
    draft = a_plan(pair)
    serve(topic(draft, "Stage fright", by=theo()), goal.id, by=theo(), at=MONDAY)
    assert "Stage fright" in page(theo(), pair)
    hers = visit_as(rosa()).get(f"/pairs/{pair.id}/goals/").content.decode()
    assert goal.text in hers
    assert "Stage fright" not in hers
    assert str(draft.id) not in hers
    share(draft, by=theo(), at=MONDAY)
    assert "Stage fright" not in page(rosa(), pair)  # it can be taken back until she opens it
    mark_opened(draft.id, by=rosa(), at=MONDAY)
    assert "Stage fright" in page(rosa(), pair)


def test_a_draft_changes_nothing_of_what_the_partner_has_seen(pair: Pair, goal: Goal) -> None:
    plan = a_plan(pair, days=1)
    serve(topic(plan, "Stage fright", by=theo()), goal.id, by=theo(), at=MONDAY)
    plan = hold.start(plan.session, by=theo(), at=MONDAY)
    next_plan = a_plan(pair, days=9)
    wrap_up(plan, {}, by=theo(), at=MONDAY + timedelta(hours=1))
    carried = next_plan.items.get(kind="topic")
    assert carried.goal == goal  # what it serves goes along
    serve(carried, None, by=theo(), at=MONDAY + timedelta(hours=2))
    assert "Stage fright" not in page(theo(), pair)
    assert "Stage fright" in page(rosa(), pair)


def test_what_serves_it_and_what_came_of_that(pair: Pair, goal: Goal) -> None:
    served_by_a_promise(goal, "Send the abstract")
    served_by_a_promise(goal, "Read two others", done_at=MONDAY)
    served_by_a_promise(goal, "Rent a hall", let_go_at=MONDAY)
    plan = a_plan(pair)
    becomes = {"Stage fright": "discussed", "Saying no": "let_go"}
    topics = {topic(plan, words, by=theo()): what for words, what in becomes.items()}
    for item in topics:
        serve(item, goal.id, by=theo(), at=MONDAY)
    plan = hold.start(plan.session, by=theo(), at=MONDAY)
    wrap_up(plan, {item.id: what for item, what in topics.items()}, by=theo(), at=MONDAY)
    said = page(rosa(), pair)
    assert "Send the abstract Theo" in said
    assert "1 promise kept · talked about on 23 November" in said
    assert "Rent a hall" not in said
    assert "Saying no" not in said


def test_a_promise_that_is_open_serves_it_from_now_on(pair: Pair, goal: Goal) -> None:
    spare = add_action(pair, Promise("Send the abstract", "mentee"), by=theo(), at=MONDAY)
    client = visit_as(rosa())
    assert "for no goal yet Send the abstract" in page(rosa(), pair)
    client.post(f"/goals/{goal.id}/promises", {"action": str(spare.id)})
    spare.refresh_from_db()
    assert spare.goal == goal
    for nonsense in ({}, {"action": str(goal.id)}):
        assert client.post(f"/goals/{goal.id}/promises", nonsense).status_code == 404


def test_a_closed_pair_only_reads(pair: Pair, goal: Goal) -> None:
    served_by_a_promise(goal, "Send the abstract")
    leave.close(pair, by=rosa(), at=MONDAY)
    html = visit_as(theo()).get(f"/pairs/{pair.id}/goals/").content.decode()
    assert "Send the abstract" in html
    assert html.count("<form") == 0
    answer = visit_as(theo()).post(f"/pairs/{pair.id}/goals/addition", {"text": "More"})
    assert "stands as it was" in text_of(answer)
    assert "stands as it was" in text_of(
        visit_as(theo()).post(f"/goals/{goal.id}/reaching", follow=True)
    )
    assert Goal.objects.get().is_open


def test_the_number_of_queries_is_the_same_for_more(pair: Pair, goal: Goal) -> None:
    def queries() -> int:
        client = visit_as(theo())
        client.get(f"/pairs/{pair.id}/goals/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/pairs/{pair.id}/goals/")
        return len(captured)

    def another(number: int) -> None:
        more = add_goal(pair, f"Goal {number}", by=theo(), at=MONDAY)
        served_by_a_promise(more, f"Promise {number}")
        plan = a_plan(pair, days=number)
        serve(topic(plan, f"Topic {number}", by=theo()), more.id, by=theo(), at=MONDAY)
        reach(add_goal(pair, f"Done {number}", by=rosa(), at=MONDAY).id, by=rosa(), at=MONDAY)

    another(3)
    one = queries()
    for number in range(4, 7):
        another(number)
    assert queries() == one


def test_a_promise_is_untied_or_serves_another_from_the_page(pair: Pair, goal: Goal) -> None:
    other = add_goal(pair, "Write <weekly>", by=rosa(), at=MONDAY)
    action = served_by_a_promise(goal, "Send the talk")
    at, where = f"/pairs/{pair.id}/goals/", f"/actions/{action.id}/goal"
    shown = visit_as(rosa()).get(at).content.decode()
    assert f'action="{where}"' in shown
    assert f'<option value="{other.id}">Serves: Write &lt;weekly&gt;</option>' in shown
    for chosen in (str(other.id), ""):
        told = visit_as(rosa()).post(
            where, {"goal": chosen}, headers={"Referer": f"http://testserver{at}"}
        )
        assert told.headers["Location"].endswith(at)
        action.refresh_from_db()
        assert str(action.goal_id or "") == chosen
    assert visit_as(olga()).post(where, {"goal": str(goal.id)}).status_code == 404
