"""A pair's page: the next session, what is open, what was; and never a word of a draft."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.actions.models import ActionItem
from romanesco.actions.operations import Promise, add_action
from romanesco.journey import hold, leave
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.notes import write_line, write_note
from romanesco.plans.sharing import share
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.stories import answer, topic
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()))


def page(person: Person, pair: Pair, part: str = "") -> str:
    return text_of(visit_as(person).get(f"/pairs/{pair.id}/{part}"))


def test_the_next_session_says_when_for_both_and_who_prepares(pair: Pair) -> None:
    a_plan(pair)
    mine, hers = page(theo(), pair), page(rosa(), pair)
    assert "Thursday, 26 November 10:00 for you in São Paulo · 14:00 for Rosa in Amsterdam" in mine
    assert "You prepare. Rosa sees it on Wednesday at 10:00." in mine
    assert "Prepare the plan" in mine
    assert "14:00 for you in Amsterdam · 10:00 for Theo in São Paulo" in hers
    assert "Theo prepares. You see it on Wednesday at 14:00." in hers
    assert "Prepare the plan" not in hers


def test_no_word_of_a_draft_reaches_the_partner(pair: Pair) -> None:
    plan = a_plan(pair)
    topic(plan, "Leaving the team", "SECRETWORDS", by=theo())
    answer(plan, "not_well", "SECRETWORDS", by=theo())
    write_line(plan, "SECRETWORDS", by=theo(), at=MONDAY)
    write_note(plan, "SECRETWORDS", by=theo(), at=MONDAY)
    client = visit_as(rosa())
    for path in (
        f"/pairs/{pair.id}/", f"/pairs/{pair.id}/history", f"/sessions/{plan.session_id}/",
        f"/sessions/{plan.session_id}/move", f"/sessions/{plan.session_id}/cancellation",
        f"/pairs/{pair.id}/pause", f"/pairs/{pair.id}/closure", f"/pairs/{pair.id}/agreement/", "/",
    ):  # fmt: skip
        html = client.get(path).content.decode()
        assert "SECRETWORDS" not in html
        assert "Leaving the team" not in html
        assert str(plan.id) not in html.replace(f"{rosa().id}:{plan.id}", "")


def test_topics_of_a_draft_that_was_cancelled_wait_for_its_writer_alone(pair: Pair) -> None:
    plan = a_plan(pair)
    topic(plan, "Leaving the team", by=theo())
    leave.cancel(plan.session, by=theo(), at=MONDAY)
    assert "Leaving the team yours" in page(theo(), pair)
    assert "Leaving the team" not in page(rosa(), pair)


def test_topics_of_a_shared_plan_wait_for_both(pair: Pair) -> None:
    plan = share(a_plan(pair), by=theo(), at=MONDAY)
    topic(plan, "Saying no", by=rosa())
    leave.cancel(plan.session, by=theo(), at=MONDAY)
    assert "Saying no Rosa’s, first raised 23 November" in page(theo(), pair)


def test_what_was_links_to_its_plan_where_one_may_see_it(pair: Pair) -> None:
    held = a_plan(pair)
    hold.start(held.session, by=theo(), at=held.session.starts_at)
    wrap_up(held, {}, by=theo(), at=held.session.ends_at)
    draft = a_plan(pair, days=9)
    leave.cancel(draft.session, by=theo(), at=MONDAY, reason="A <launch>")
    for part in ("", "history"):
        mine = visit_as(theo()).get(f"/pairs/{pair.id}/{part}").content.decode()
        hers = visit_as(rosa()).get(f"/pairs/{pair.id}/{part}").content.decode()
        assert f"/plans/{held.id}/" in mine
        assert f"/plans/{held.id}/" in hers
        assert f"/plans/{draft.id}/" in mine
        assert f"/plans/{draft.id}/" not in hers
        assert "A &lt;launch&gt;" in hers


def test_history_goes_back_page_by_page(pair: Pair) -> None:
    for days in range(1, 43):
        plan = a_plan(pair, days=days)
        leave.cancel(plan.session, by=theo(), at=MONDAY)
    assert "Earlier ones" in page(theo(), pair, "history")
    assert "Later ones" in page(theo(), pair, "history?page=2")
    assert "Later ones" in page(theo(), pair, "history?page=nonsense%00").replace(
        "Earlier", "Later"
    )


def test_the_number_of_queries_is_the_same_for_a_longer_past(pair: Pair) -> None:
    def queries() -> int:
        client = visit_as(theo())
        client.get(f"/pairs/{pair.id}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/pairs/{pair.id}/")
        return len(captured)

    def another(days: int) -> None:
        plan = hold.start(a_plan(pair, days=days).session, by=theo(), at=MONDAY)
        topic(plan, f"Topic {days}", by=theo())
        wrap_up(plan, {}, by=theo(), at=MONDAY)
        add_action(pair, Promise(f"Do {days}", "mentor"), by=theo(), at=MONDAY)

    another(3)
    one = queries()
    for days in range(4, 8):
        another(days)
    assert queries() == one


def test_a_promise_is_added_ticked_opened_again_and_let_go(pair: Pair) -> None:
    client = visit_as(theo())
    told = {"text": "Send the <write-up>", "owner": "mentor", "due_on": "2026-11-26"}
    answer = client.post(f"/pairs/{pair.id}/actions", told, follow=True)
    assert "Send the &lt;write-up&gt;" in answer.content.decode()
    action = ActionItem.objects.get()
    assert (action.owner, action.due_on) == (rosa(), date(2026, 11, 26))
    assert "Rosa, by Thursday" in text_of(answer)
    client.post(f"/actions/{action.id}/completion", {"done": "1"})
    assert "Nothing is open." in page(theo(), pair)
    client.post(f"/actions/{action.id}/completion", {"done": "0"})
    assert "Nothing is open." not in page(theo(), pair)
    client.post(f"/actions/{action.id}/letting-go")
    assert "Nothing is open." in page(theo(), pair)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text", "  ", "Say in a few words what will be done."),
        ("text", "x" * 501, "Up to 500 characters, please."),
        ("due_on", "soon", "Write the day as year-month-day"),
        ("owner", "the cat", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    pair: Pair, field: str, value: str, said: str
) -> None:
    told = {"text": "Send <it>", "owner": "mentee", "due_on": "", field: value}
    answer = visit_as(theo()).post(f"/pairs/{pair.id}/actions", told)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert field == "text" or "Send &lt;it&gt;" in answer.content.decode()
    assert not ActionItem.objects.exists()


def test_pausing_says_what_becomes_of_the_sessions_ahead(pair: Pair) -> None:
    plan = a_plan(pair)
    asked = page(rosa(), pair, "pause")
    assert "Sessions ahead keep their dates" in asked
    assert "Thursday, 26 November" in asked
    answer = visit_as(rosa()).post(f"/pairs/{pair.id}/pause", follow=True)
    assert "You are on pause" in text_of(answer)
    assert "Nothing is shared while you are on pause" in page(theo(), pair)
    read = text_of(visit_as(theo()).get(f"/plans/{plan.id}/"))
    assert "nothing is shared or written until you go on" in read
    assert "It is shared with" not in read
    assert "go on as planned" in page(theo(), pair, "resumption")
    visit_as(theo()).post(f"/pairs/{pair.id}/resumption")
    pair.refresh_from_db()
    assert pair.state == "active"


def test_closing_is_asked_about_and_refused_while_a_session_goes_on(pair: Pair) -> None:
    plan = a_plan(pair)
    hold.start(plan.session, by=theo(), at=plan.session.starts_at)
    answer = visit_as(rosa()).post(f"/pairs/{pair.id}/closure")
    assert answer.status_code == 422
    assert "has not been wrapped up yet" in text_of(answer)
    wrap_up(plan, {}, by=theo(), at=plan.session.ends_at)
    assert "This is for good" in page(rosa(), pair, "closure")
    visit_as(rosa()).post(f"/pairs/{pair.id}/closure")
    closed = page(theo(), pair)
    assert "This pair is closed since 23 November" in closed
    assert "Plan a session" not in closed
    assert "Add one" not in closed


@pytest.mark.parametrize("part", ["pause", "resumption", "closure"])
def test_what_has_changed_meanwhile_is_said_kindly(pair: Pair, part: str) -> None:
    leave.close(pair, by=rosa(), at=MONDAY)
    for said in (
        visit_as(theo()).get(f"/pairs/{pair.id}/{part}", follow=True),
        visit_as(theo()).post(f"/pairs/{pair.id}/{part}", follow=True),
    ):
        assert "paused, resumed or closed in the meantime" in text_of(said)


def test_a_promise_in_a_closed_pair_is_refused_kindly(pair: Pair) -> None:
    leave.close(pair, by=rosa(), at=MONDAY + timedelta(0))
    told = {"text": "Send it", "owner": "mentee"}
    answer = visit_as(theo()).post(f"/pairs/{pair.id}/actions", told)
    assert answer.status_code == 422
    assert "What you have together stands as it was" in text_of(answer)


def test_after_the_time_one_is_asked_whether_one_met(
    pair: Pair, on_monday: time_machine.Traveller
) -> None:
    plan = share(a_plan(pair), by=theo(), at=MONDAY)
    on_monday.move_to(plan.session.ends_at + timedelta(hours=1))
    asked = page(rosa(), pair)
    assert "Did you meet?" in asked
    assert "It did not happen" in asked
    assert "We met: wrap up" in asked
