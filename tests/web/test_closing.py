"""The closing pack as a page, as Markdown and as a PDF; offered when the time has come."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from romanesco.closing import as_pdf
from romanesco.goals.operations import add_goal
from romanesco.journey import hold, leave
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.plans.models import Plan
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import answer
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
OFFER = "What you take along"


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pair() -> Pair:
    pair = signed(a_pair(rosa(), theo()), runs_until=(MONDAY + timedelta(days=83)).date())
    add_goal(pair, "Speak at a <conference>", "a talk accepted", by=theo(), at=MONDAY)
    plan = hold.start(a_plan(pair).session, by=theo(), at=MONDAY)
    answer(plan, "went_well", "I <asked> for help.", by=theo())
    wrap_up(plan, {}, by=theo(), at=MONDAY)
    return pair


def test_both_read_the_page_and_take_it_in_two_forms(pair: Pair) -> None:
    for somebody in (rosa(), theo()):
        client, path = visit_as(somebody), f"/pairs/{pair.id}/closing/"
        page = client.get(path)
        assert "I &lt;asked&gt; for help." in page.content.decode()
        assert "1 session, on 23 November 2026." in text_of(page)
        markdown = client.get(f"{path}pack.md")
        assert markdown["Content-Type"] == "text/markdown; charset=utf-8"
        assert "- Speak at a \\<conference>" in markdown.content.decode()
        pdf = client.get(f"{path}pack.pdf")
        assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
        named = 'attachment; filename="theo-lindqvist-and-rosa-okafor.pdf"'
        assert pdf["Content-Disposition"] == named
        assert "no-store" in pdf["Cache-Control"]


def test_an_outsider_gets_the_404_of_nothing(pair: Pair) -> None:
    for part in ("", "pack.md", "pack.pdf"):
        assert visit_as(olga()).get(f"/pairs/{pair.id}/closing/{part}").status_code == 404


def test_where_no_pdf_can_be_made_the_page_says_so(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_pdf, "TEMPLATE", as_pdf.TEMPLATE.with_name("nothing.typ"))
    answer = visit_as(theo()).get(f"/pairs/{pair.id}/closing/pack.pdf")
    assert answer.status_code == 409
    assert "The PDF could not be made just now." in text_of(answer)
    assert "I <asked> for help." in text_of(answer)


def test_it_is_offered_when_the_time_has_come(
    pair: Pair, on_monday: time_machine.Traveller
) -> None:
    def page() -> str:
        return text_of(visit_as(theo()).get(f"/pairs/{pair.id}/"))

    for weeks, is_offered in ((0, False), (5, False), (10, True), (13, True)):
        on_monday.move_to(MONDAY + timedelta(weeks=weeks))
        assert (OFFER in page()) == is_offered
    on_monday.move_to(MONDAY)
    assert OFFER in text_of(visit_as(theo()).get(f"/pairs/{pair.id}/closure"))
    leave.close(pair, by=rosa(), at=MONDAY)
    assert OFFER in page()


def test_a_final_session_leads_there(pair: Pair) -> None:
    plan = a_plan(pair)
    path = f'href="/pairs/{pair.id}/closing/"'

    def leads_there(page: str) -> bool:
        return path in visit_as(theo()).get(page).content.decode()

    assert not leads_there(f"/pairs/{pair.id}/")
    plan.items.filter(purpose="challenges").update(purpose="road_ahead")
    live = hold.start(plan.session, by=theo(), at=plan.session.starts_at)
    assert not leads_there(f"/pairs/{pair.id}/")
    wrap_up(live, {}, by=theo(), at=plan.session.starts_at)
    for page in (f"/pairs/{pair.id}/", f"/plans/{plan.id}/"):
        assert leads_there(page)
        assert visit_as(olga()).get(page).status_code == 404
    earlier = Plan.objects.exclude(id=plan.id).get()
    assert not leads_there(f"/plans/{earlier.id}/")
