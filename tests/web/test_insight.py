"""A pair's pictures, and the weather that somebody arrives with."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.journey.hold import start
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.check_ins import choose_weather, weather_for
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.opening import mark_opened
from romanesco.plans.sharing import share
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import answer, topic
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()))


def held(pair: Pair, days: float, *, hopes: str = "One page of notes") -> Plan:
    """A session that both came to, each with a weather."""
    at = MONDAY + timedelta(days=days)
    plan = a_plan(pair, days=days)
    choose_weather(plan, 2, by=theo(), at=MONDAY)
    choose_weather(plan, 5, by=rosa(), at=MONDAY)
    answer(plan, "hopes", hopes, by=theo())
    start(plan.session, by=theo(), at=at)
    plan.session.refresh_from_db()
    wrap_up(plan, {}, by=theo(), at=at + timedelta(minutes=45))
    return plan


def page(pair: Pair, person: Person) -> str:
    return text_of(visit_as(person).get(f"/pairs/{pair.id}/pictures/"))


def test_each_picture_has_its_table(pair: Pair) -> None:
    held(pair, 3)
    held(pair, 10, hopes="Ask Ada\n\nRest on Sunday")
    said = page(pair, theo())
    assert "You met twice. The longest time between two sessions was 7 days." in said
    assert "3 hopes: 0 done." in said
    assert "Ask Ada open" in said
    assert "26 November rainy sunny" in said
    assert "26 November sunny rainy" in page(pair, rosa())


def test_with_nothing_to_draw_it_says_what_will_be_here(pair: Pair) -> None:
    assert "Nothing to draw yet" in page(pair, theo())


def test_what_keeps_coming_back_is_not_told_before_it_is_shared(pair: Pair) -> None:
    plan = a_plan(pair)
    item = topic(plan, "Whether to leave", by=theo())
    AgendaItem.objects.filter(id=item.id).update(times_raised=3)
    assert "Whether to leave Raised 3 times" in page(pair, theo())
    assert "Whether to leave" not in page(pair, rosa())
    share(plan, by=theo(), at=MONDAY)
    assert "Whether to leave" not in page(pair, rosa())
    mark_opened(plan.id, by=rosa(), at=MONDAY)
    assert "Whether to leave Raised 3 times" in page(pair, rosa())


def test_twenty_sessions_cost_as_many_queries_as_one(pair: Pair) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(pair, theo())
        return len(captured)

    held(pair, 3)
    one = queries()
    for week in range(1, 6):
        held(pair, 3 + 7 * week)
    assert queries() == one


def test_the_partner_sees_the_weather_as_they_see_top_of_mind(pair: Pair) -> None:
    plan = a_plan(pair)
    address = f"/sessions/{plan.session_id}/weather"
    assert visit_as(theo()).post(address, {"weather": "4"}).status_code == 302
    assert weather_for(plan, rosa()) == (None, None)
    mine = visit_as(theo()).get(f"/plans/{plan.id}/").content.decode()
    assert 'aria-pressed="true">bright spells' in mine
    share(plan, by=theo(), at=MONDAY)
    assert "Theo: bright spells" in text_of(visit_as(rosa()).get(f"/plans/{plan.id}/"))
    visit_as(theo()).post(address, {"weather": ""})
    assert "Theo: bright spells" not in text_of(visit_as(rosa()).get(f"/plans/{plan.id}/"))


@pytest.mark.parametrize("chosen", ["0", "6", "-1", "sunny", "٣", "9" * 5000])
def test_another_weather_is_refused_in_words(pair: Pair, chosen: str) -> None:
    plan = a_plan(pair)
    path = f"/sessions/{plan.session_id}/weather"
    answer = visit_as(theo()).post(path, {"weather": chosen}, follow=True)
    assert "Choose one of: stormy, rainy" in text_of(answer) or chosen == "٣"
    assert (weather_for(plan, theo())[0] is None) == (chosen != "٣")


def test_nobody_else_sees_or_chooses(pair: Pair) -> None:
    plan = held(pair, 3)
    assert visit_as(olga()).get(f"/pairs/{pair.id}/pictures/").status_code == 404
    path = f"/sessions/{plan.session_id}/weather"
    assert visit_as(olga()).post(path, {"weather": "1"}).status_code == 404
    over = visit_as(theo()).post(path, {"weather": "1"}, follow=True)
    assert "can be read, but no longer changed" in text_of(over)
    assert weather_for(plan, theo())[0] == 2
