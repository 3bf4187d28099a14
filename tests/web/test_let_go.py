"""What was let go on a page, a topic's history, and a session that goes on, for each of the two."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.actions.operations import Promise, add_action, let_go
from romanesco.journey import hold
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.challenges import settle_challenge
from romanesco.plans.hopes import settle_hope
from romanesco.plans.models import AgendaItem, Challenge, Hope, Plan
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import answer, prompts, topic
from tests.web.visiting import SCRIPT, text_of, visit_as

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
    topic(live, "The books", by=theo())
    answer(live, "hopes", "- One page", by=theo())
    answer(live, "challenges", "- The migration", by=theo())
    return live


@pytest.fixture
def following(plan: Plan) -> Plan:
    """The next plan, Theo's draft, once all of it but one topic was let go."""
    item = plan.items.get(prompt="The books")
    session = wrap_up(plan, {item.id: "let_go"}, by=theo(), at=AFTER, next_one=NEXT)
    pair = plan.session.pair
    action = add_action(pair, Promise("Write it up", "mentee"), by=theo(), at=AFTER)
    let_go(action.id, by=theo(), at=LATER)
    settle_hope(Hope.objects.get().id, "let_go", by=rosa(), at=LATER)
    settle_challenge(Challenge.objects.get().id, "let_go", by=rosa(), at=LATER)
    return Plan.objects.select_related("session__pair").get(session=session)


def seen(person: Person, path: str) -> str:
    with time_machine.travel(LATER, tick=False):
        answer = visit_as(person).get(path)
    assert answer.status_code == 200
    return text_of(answer)


def test_all_that_was_let_go_stands_there_and_is_taken_up_again(
    pair: Pair, following: Plan
) -> None:
    page = f"/pairs/{pair.id}/let-go/"
    words = seen(rosa(), page)
    for text in ("The books", "Write it up", "One page", "The migration"):
        assert text in words
    assert words.count("Take it up again") == 4
    item = AgendaItem.objects.get(prompt="The books")
    client = visit_as(rosa())
    for path, name, value in (
        (f"/plans/{item.plan_id}/items/{item.id}/letting-go", "let_go", "0"),
        (f"/actions/{pair.actions.get().id}/completion", "done", "0"),
        (f"/hopes/{Hope.objects.get().id}/outcome", "outcome", ""),
        (f"/challenges/{Challenge.objects.get().id}/outcome", "outcome", ""),
    ):
        with time_machine.travel(LATER, tick=False):
            assert client.post(path, {name: value}, headers=SCRIPT).status_code == 204
    assert "Take it up again" not in seen(rosa(), page)
    assert prompts(following)[5:] == ["Saying no", "The books"]
    assert pair.actions.get().is_open


def test_it_says_where_it_went_but_never_onto_the_partners_draft(
    pair: Pair, following: Plan
) -> None:
    item = AgendaItem.objects.get(prompt="The books")
    path, page = f"/plans/{item.plan_id}/items/{item.id}/letting-go", f"/pairs/{pair.id}/let-go/"

    def again(person: Person) -> str:
        client = visit_as(person)
        with time_machine.travel(LATER, tick=False):
            client.post(
                path, {"let_go": "0", "again": "1"}, headers={"Referer": f"http://testserver{page}"}
            )
            return text_of(client.get(page))

    assert "It waits for the next plan." in again(rosa())  # where it stands is Theo's draft
    AgendaItem.objects.filter(plan=following, prompt="The books").delete()
    AgendaItem.objects.filter(id=item.id).update(let_go_at=AFTER)
    assert "It stands on the plan of 3 December." in again(theo())
    settle_hope(Hope.objects.get().id, "let_go", by=rosa(), at=LATER)
    client = visit_as(rosa())
    hope = f"/hopes/{Hope.objects.get().id}/outcome"
    client.post(hope, {"outcome": "", "again": "1"})
    assert "It is asked after when you meet next." in text_of(client.get(page))


def test_the_diary_and_the_pairs_page_lead_there(pair: Pair) -> None:
    for page in (f"/pairs/{pair.id}/", f"/pairs/{pair.id}/history"):
        assert f'href="/pairs/{pair.id}/let-go/"' in visit_as(theo()).get(page).content.decode()


def test_what_was_let_go_on_a_draft_is_not_told_to_the_partner(pair: Pair, following: Plan) -> None:
    item = following.items.get(prompt="Saying no")
    path = f"/plans/{following.id}/items/{item.id}/letting-go"
    for other in (rosa(), olga()):
        assert visit_as(other).post(path, {"let_go": "1"}).status_code == 404
        assert visit_as(other).get(path).status_code == 404
    assert visit_as(theo()).post(path, {"let_go": "1"}, headers=SCRIPT).status_code == 204
    assert "Saying no" in seen(theo(), f"/pairs/{pair.id}/let-go/")
    assert "Saying no" not in seen(rosa(), f"/pairs/{pair.id}/let-go/")


def test_the_list_is_asked_for_with_as_many_queries_however_long(pair: Pair) -> None:
    def let_go_of(number: int) -> None:
        for n in range(number):
            action = add_action(pair, Promise(f"No. {n}", "mentee"), by=theo(), at=MONDAY)
            let_go(action.id, by=theo(), at=MONDAY + timedelta(minutes=n))

    def queries() -> int:
        client = visit_as(theo())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/pairs/{pair.id}/let-go/").status_code == 200
        return len(captured)

    let_go_of(1)
    one = queries()
    let_go_of(44)
    assert queries() == one
    assert "No. 43" in seen(theo(), f"/pairs/{pair.id}/let-go/")
    earlier = seen(theo(), f"/pairs/{pair.id}/let-go/?page=2")
    assert ("No. 1" in earlier, "No. 43" in earlier) == (True, False)


def test_a_topic_opens_its_history_of_plans_that_one_may_see(plan: Plan, following: Plan) -> None:
    here = plan.items.get(prompt="Saying no")
    there = following.items.get(prompt="Saying no")
    mine = f"/plans/{following.id}/items/{there.id}/history"
    words = seen(theo(), mine)
    assert "Rosa’s topic, second time raised, first on 26 November" in words
    assert "kept for next time" in words
    assert "stands on this plan" in words
    words = seen(rosa(), f"/plans/{plan.id}/items/{here.id}/history")
    assert "kept for next time" in words
    assert "stands on this plan" not in words
    for other in (rosa(), olga()):
        assert visit_as(other).get(mine).status_code == 404
    nothing = f"/plans/{plan.id}/items/{uuid4()}/history"
    assert visit_as(theo()).get(nothing).status_code == 404


def test_a_session_wrapped_up_by_mistake_goes_on(plan: Plan, following: Plan) -> None:
    path = f"/plans/{plan.id}/reopening"
    assert visit_as(olga()).post(path).status_code == 404
    with time_machine.travel(LATER, tick=False):
        answer = visit_as(rosa()).post(path, follow=True)
    assert "The session goes on" in text_of(answer)
    assert Plan.objects.get(id=plan.id).state == "live"
    assert "left of 45 minutes" in seen(theo(), f"/plans/{plan.id}/")
    with time_machine.travel(LATER + timedelta(days=2), tick=False):
        another_day = text_of(visit_as(theo()).get(f"/plans/{plan.id}/"))
    assert "left of 45 minutes" not in another_day
    with time_machine.travel(LATER, tick=False):
        again = visit_as(rosa()).post(path, follow=True)
    assert "stays wrapped up" in text_of(again)
    assert visit_as(rosa()).post(f"/plans/{following.id}/reopening").status_code == 404
