"""A plan as it was, on its page."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from romanesco.journey import hold
from romanesco.journey.wrap_up import wrap_up
from romanesco.plans import operations, versions
from romanesco.plans.hopes import settle_hope
from romanesco.plans.models import Plan
from tests.cast import MONDAY, a_pair, a_plan, cora, olga, rosa, signed, theo
from tests.journey.stories import answer, topic
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(days=3, hours=4)


@pytest.fixture
def plan() -> Plan:
    """A draft of Theo's, with words in it."""
    plan = a_plan(signed(a_pair(rosa(), theo())))
    answer(plan, "check_in", "Tired, and glad", by=theo())
    operations.write_note(plan, "My own secret", by=theo(), at=MONDAY)
    return plan


def shared(plan: Plan) -> Plan:
    return operations.share(plan, by=theo(), at=MONDAY)


def held(plan: Plan) -> Plan:
    """They met; Rosa wrote on, and took a question off."""
    shared(plan)
    answer(plan, "check_in", "Rested", by=rosa())
    topic(plan, "Saying no", "<b>An hour</b> a day", by=rosa())
    operations.remove(plan.items.get(purpose="challenges"), by=rosa(), at=MONDAY)
    fresh = Plan.objects.get(id=plan.id)
    hold.start(fresh.session, by=theo(), at=START)
    wrap_up(fresh, {}, by=theo(), at=START + timedelta(hours=1))
    return fresh


def page(plan: Plan, name: str = "shared") -> str:
    return f"/plans/{plan.id}/versions/{name}/"


def test_the_plan_leads_there_once_there_is_one(plan: Plan) -> None:
    client = visit_as(theo())
    assert "Earlier versions" not in text_of(client.get(f"/plans/{plan.id}/"))
    with time_machine.travel(MONDAY, tick=False):
        shared(plan)
        told = client.get(f"/plans/{plan.id}/")
    assert "Earlier versions As it was when shared · 23 November" in text_of(told)
    assert "today at 06:00. Rosa has not opened it yet. As it was then" in text_of(told)
    assert (page(plan) in told.content.decode(), "wrapped_up" in told.content.decode()) == (
        True,
        False,
    )
    held_plan = held(a_plan(plan.session.pair, days=4))
    told = client.get(f"/plans/{held_plan.id}/")
    both = told.content.decode()
    assert page(held_plan) in both
    assert page(held_plan, "wrapped_up") in both
    assert "As it was wrapped up · 26 November" in text_of(told)
    assert both.index('id="versions"') < both.index('id="agenda"')


def test_it_reads_as_it_stood_and_says_what_has_changed(plan: Plan) -> None:
    held(plan)
    with time_machine.travel(START, tick=False):
        was = text_of(visit_as(rosa()).get(page(plan)))
    assert "As it was when shared" in was
    assert "Monday, 23 November, 10:00 for you in Amsterdam · 06:00 for Theo in São Paulo" in was
    assert "Changed since Tired, and glad" in was
    assert "The session: Thursday, 26 November, 14:00 for you in Amsterdam · 10:00 for" in was
    assert was.count("Changed since") == was.count("Taken off since") == 1
    assert "Saying no" not in was
    became = visit_as(rosa()).get(page(plan, "wrapped_up"))
    assert "As it was wrapped up" in text_of(became)
    assert "Saying no Your topic · kept for next time <b>An hour</b> a day" in text_of(became)
    assert "<b>An hour" not in became.content.decode()
    assert "since" not in text_of(became)


def test_where_both_saw_it_grow_it_is_told_by_the_session() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo()), share_when="together"))
    hold.start(plan.session, by=theo(), at=START)
    assert "As it was when the session began" in text_of(visit_as(theo()).get(page(plan)))


def test_reading_it_opens_the_plan(plan: Plan) -> None:
    shared(plan)
    visit_as(theo()).get(page(plan))
    assert Plan.objects.get(id=plan.id).opened_at is None
    visit_as(rosa()).get(page(plan))
    assert Plan.objects.get(id=plan.id).opened_at is not None


def test_it_goes_with_a_sharing_that_is_taken_back(plan: Plan) -> None:
    operations.withdraw_sharing(shared(plan), by=theo(), at=MONDAY)
    assert visit_as(theo()).get(page(plan)).status_code == 404
    assert visit_as(rosa()).get(page(plan)).status_code == 404


def test_a_draft_is_nothing_to_the_partner(plan: Plan) -> None:
    for somebody in (rosa(), theo()):
        assert visit_as(somebody).get(page(plan)).status_code == 404


def test_an_outsider_gets_the_same_404_as_for_nothing(plan: Plan) -> None:
    nothing = text_of(visit_as(olga()).get(f"/pairs/{uuid4()}/"))
    held(plan)
    for somebody in (olga(), cora()):
        for name in ("shared", "wrapped_up", "draft"):
            told = visit_as(somebody).get(page(plan, name))
            assert told.status_code == 404
            assert text_of(told).replace("CD", "OM") == nothing.replace("CD", "OM")
    assert Client().get(page(plan)).headers["Location"].startswith("/")


def test_a_private_note_is_in_none(plan: Plan) -> None:
    held(plan)
    for somebody in (rosa(), theo()):
        for name in ("shared", "wrapped_up"):
            told = visit_as(somebody).get(page(plan, name)).content.decode()
            assert "My own secret" not in told


def test_a_pair_that_keeps_none_has_no_page_of_it(plan: Plan) -> None:
    held(plan)
    signed(plan.session.pair, keeps_versions=False)
    for somebody in (theo(), rosa()):
        client = visit_as(somebody)
        told = client.get(page(plan))
        assert told.status_code == 404
        assert "You two agreed to keep no earlier versions." in text_of(told)
        assert "You two agreed" not in text_of(client.get(page(plan, "nonsense")))
        beside = text_of(client.get(f"/plans/{plan.id}/"))
        assert "Earlier versions You two agreed to keep no earlier versions." in beside
    nothing = text_of(visit_as(olga()).get(f"/pairs/{uuid4()}/"))
    assert text_of(visit_as(olga()).get(page(plan))) == nothing


def test_a_draft_of_a_pair_that_keeps_none_says_nothing_of_it(plan: Plan) -> None:
    """There is nothing yet that could have been kept; to the partner there is no plan at all."""
    signed(plan.session.pair, keeps_versions=False)
    for somebody in (theo(), rosa()):
        assert "You two agreed" not in text_of(visit_as(somebody).get(page(plan)))
    assert "You two agreed" not in text_of(visit_as(theo()).get(f"/plans/{plan.id}/"))


def test_a_change_leads_to_where_the_item_stands_now(plan: Plan) -> None:
    shared(plan)
    answer(plan, "check_in", "Rested", by=rosa())
    answer(plan, "challenges", "Two swaps", by=rosa())
    operations.reword(plan.items.get(purpose="hopes"), "What next?", by=rosa(), at=MONDAY)
    told = visit_as(theo()).get(page(plan)).content.decode()
    for purpose, words in (
        ("check_in", "Changed since"),
        ("challenges", "Nothing yet; written since"),
        ("hopes", "Reworded since"),
    ):
        item = plan.items.get(purpose=purpose).id
        assert f'<a href="/plans/{plan.id}/#item-{item}">{words}</a>' in told


def test_it_tells_what_was_hoped_for_and_what_had_become_of_it(plan: Plan) -> None:
    answer(plan, "hopes", "- finish the queue\n- sleep", by=theo())
    held(plan)
    queue, sleep = plan.hopes.all()
    settle_hope(queue.id, "done", by=theo(), at=START)
    following = a_plan(plan.session.pair, days=7)
    operations.share(following, by=theo(), at=START)
    settle_hope(sleep.id, "let_go", by=theo(), at=START)
    told = text_of(visit_as(theo()).get(page(following)))
    assert "You hoped to finish the queue done sleep" in told
    wrapped = visit_as(rosa()).get(page(plan, "wrapped_up"))
    assert "Theo hopes to finish the queue sleep" in text_of(wrapped)


def test_the_plan_page_asks_once_for_its_versions(plan: Plan) -> None:
    """Their words are not read, however many there are."""
    held(plan)
    client, path = visit_as(theo()), f"/plans/{plan.id}/"
    client.get(path)
    with CaptureQueriesContext(connection) as with_two:
        client.get(path)
    asked = [query["sql"] for query in with_two if "planversion" in query["sql"]]
    assert len(asked) == 1
    assert "content" not in asked[0]
    versions.forget(plan)
    with CaptureQueriesContext(connection) as with_none:
        client.get(path)
    assert len(with_none) == len(with_two) + 1  # whether the two agreed to keep none
