"""The loop on the next plan: hopes beside the first two questions, challenges, promises."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.actions.operations import Promise, add_action
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.challenges import settle_challenge
from romanesco.plans.hopes import settle_hope
from romanesco.plans.models import Challenge, Hope, Plan
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.stories import answer, topic
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()), cadence="weekly")


def on(day: float) -> datetime:
    return MONDAY + timedelta(days=day)


def held(pair: Pair, day: float, *, hopes: str = "", challenges: str = "") -> Plan:
    plan = a_plan(pair, at=on(day), days=0.1)
    for purpose, words in (("hopes", hopes), ("challenges", challenges)):
        if words:
            answer(plan, purpose, words, by=theo())
    wrap_up(plan, {}, by=theo(), at=on(day + 0.5))
    return plan


def ahead(pair: Pair, day: float) -> Plan:
    return operations.share(a_plan(pair, at=on(day), days=2), by=theo(), at=on(day))


def beneath(plan: Plan, question: str, *, by: Person, day: float) -> str:
    """The words beneath one question of the plan page."""
    with time_machine.travel(on(day), tick=False):
        page = visit_as(by).get(f"/plans/{plan.id}/")
    items = [
        one for one in re.split(r'<li class="item', page.content.decode())[1:] if question in one
    ]

    class Part:
        content = ("<i" + items[0]).encode()

    return text_of(Part())


def test_hopes_stand_beside_the_first_two_questions(pair: Pair) -> None:
    held(pair, 0, hopes="- One page\n- Pair with Ana\n- Sleep")
    plan = ahead(pair, 1)
    said = beneath(plan, "gone well in the last week", by=rosa(), day=2)
    assert "Theo hoped to One page done partly not yet let go" in said
    page, pairing, sleep = Hope.objects.all()
    settle_hope(page.id, "done", by=theo(), at=on(2))
    settle_hope(pairing.id, "not_yet", by=theo(), at=on(2))
    said = beneath(plan, "has gone well", by=theo(), day=2)
    assert ("You hoped to" in said, "One page" in said, "Pair with Ana" in said) == (
        True,
        True,
        False,
    )
    said = beneath(plan, "has not gone well", by=theo(), day=2)
    assert "Pair with Ana What got in the way? not yet" in said
    settle_hope(sleep.id, "not_yet", by=rosa(), at=on(2))
    said = beneath(plan, "has not gone well", by=theo(), day=2)
    assert said.count("Have we overestimated something?") == 2


def test_what_was_seen_coming_is_asked_after_until_it_is_over(pair: Pair) -> None:
    held(pair, 0, challenges="- The migration")
    second = ahead(pair, 1)
    asked = "met it did not come still ahead let go"
    said = beneath(second, "challenges", by=theo(), day=2)
    assert f"You saw this coming The migration {asked}" in said
    settle_challenge(Challenge.objects.get().id, "ahead", by=rosa(), at=on(2))
    said = beneath(second, "challenges", by=theo(), day=2)
    assert "The migration What would help when it comes? still ahead" in said
    wrap_up(second, {}, by=theo(), at=on(3.5))
    third = ahead(pair, 4)
    said = beneath(third, "challenges", by=rosa(), day=4)
    assert f"Theo saw this coming The migration still ahead when you last met {asked}" in said
    settle_challenge(Challenge.objects.get().id, "met", by=theo(), at=on(5))
    assert "What did you learn from it? met it" in beneath(third, "challenges", by=theo(), day=5)


def test_a_promise_whose_day_has_passed_is_asked_about_and_can_be_let_go(pair: Pair) -> None:
    first = held(pair, 0)
    soon = Promise("Write it up", "mentee", due_on=date(2026, 11, 25))
    add_action(pair, soon, by=theo(), at=on(0.2), session=first.session)
    held(pair, 1)
    held(pair, 2)
    plan = ahead(pair, 3)
    with time_machine.travel(on(4), tick=False):
        words = text_of(visit_as(rosa()).get(f"/plans/{plan.id}/"))
        on_the_pairs_page = text_of(visit_as(theo()).get(f"/pairs/{pair.id}/"))
    assert "brought up at 2 sessions since Is it still the right thing to do? Let it go" in words
    assert "brought up at 2 sessions since Is it still the right thing to do?" in on_the_pairs_page
    assert "overdue" not in words.lower()


def test_the_page_asks_as_often_however_much_there_is(pair: Pair) -> None:
    def queries(plan: Plan) -> int:
        client = visit_as(theo())
        with time_machine.travel(on(9), tick=False):
            client.get(f"/plans/{plan.id}/")
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"/plans/{plan.id}/").status_code == 200
        return len(captured)

    plan = ahead(pair, 8)
    few = queries(plan)
    for day in (0, 1, 2):
        held(pair, day, hopes="- a\n- b\n- c", challenges="- d\n- e")
        add_action(pair, Promise(f"Promise {day}", "mentee"), by=theo(), at=on(day))
    for n in range(3):
        topic(plan, f"Topic {n}", by=theo())
    assert queries(plan) == few
