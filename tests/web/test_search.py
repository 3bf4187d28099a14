"""Searching on a page: what is found, how it is shown, and who finds nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from romanesco.journey import hold
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.models import Plan
from tests.cast import MONDAY, a_pair, a_plan, cora, olga, rosa, signed, theo
from tests.journey.stories import answer, topic
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(days=3, hours=4)
NOTHING = "Nothing found. Fewer words find more; the beginning of the last one is enough."


@pytest.fixture
def plan() -> Plan:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    topic(plan, "Saying no", "To the <b>krokodil</b> & others", by=theo())
    operations.write_note(plan, "A krokodil of my own", by=theo(), at=MONDAY)
    return plan


def search(person: Person, typed: str, **more: str | int) -> str:
    told = visit_as(person).get("/search/", {"q": typed, **more})
    assert told.status_code == 200
    return text_of(told)


def held(plan: Plan, at: timedelta) -> None:
    plan = hold.start(plan.session, by=theo(), at=START + at)
    wrap_up(plan, {}, by=theo(), at=START + at)


def test_words_are_shown_as_they_were_written_and_marked(plan: Plan) -> None:
    told = visit_as(theo()).get("/search/?q=Krok").content.decode()
    assert "To the &lt;b&gt;<mark>krokodil</mark>&lt;/b&gt; &amp; others" in told
    item = plan.items.get(kind="topic").id
    assert f'<a class="found__where" href="/plans/{plan.id}/#item-{item}">Saying no</a>' in told
    assert f'<a class="found__where" href="/plans/{plan.id}/#notes">Your note, yours alone' in told
    assert "Found in one place." in told
    assert 'value="Krok"' in told
    odd = visit_as(theo()).get("/search/", {"q": '"><script>x'}).content.decode()
    assert 'value="&quot;&gt;&lt;script&gt;x"' in odd
    assert "<script>x" not in odd


def test_nothing_found_is_one_page(plan: Plan) -> None:
    """Whether there is nothing, or nothing to be found by this person."""
    pages = {search(somebody, "krokodil") for somebody in (rosa(), olga(), cora())}
    pages |= {search(rosa(), "caiman").replace("caiman", "krokodil")}
    assert (
        len({page.replace(who, "") for page in pages for who in ("RO", "OM", "CD") if who in page})
        == 1
    )
    assert NOTHING in pages.pop()
    assert NOTHING not in search(rosa(), "")
    assert NOTHING in search(rosa(), "🥦!?")


def test_to_read_what_was_shared_is_to_open_it(plan: Plan) -> None:
    operations.share(plan, by=theo(), at=MONDAY)
    search(theo(), "krokodil")
    search(rosa(), "caiman")
    assert Plan.objects.get(id=plan.id).opened_at is None
    assert "Saying no" in search(rosa(), "saying")
    assert Plan.objects.get(id=plan.id).opened_at is not None


def test_whole_words_come_first_and_questions_last_and_then_the_newest(plan: Plan) -> None:
    held(plan, timedelta())
    pair = plan.session.pair
    for days, words in ((7, "challenged"), (14, "a challenge"), (21, "challenge, twice")):
        later = a_plan(pair, at=MONDAY + timedelta(days=days))
        answer(later, "check_in", words, by=theo())
        held(later, timedelta(days=days))
    found = search(theo(), "challenge")
    order = ["challenge, twice", "a challenge", "challenged", "What challenges do you anticipate"]
    places = [found.index(words) for words in order]
    assert places == sorted(places)
    assert "Found in 4 places." in found


def test_one_pairs_field_finds_that_pairs_words(plan: Plan) -> None:
    other = a_plan(signed(a_pair(olga(), theo())))
    topic(other, "Krokodil of Olga", by=theo())
    at = f"/pairs/{plan.session.pair_id}/search"
    here = text_of(visit_as(theo()).get(at, {"q": "krokodil"}))
    assert "Krokodil of Olga" not in here
    assert "Search in all your pairs" in here
    everywhere = search(theo(), "krokodil")
    assert "Olga & you" in everywhere
    assert "Rosa & you" in everywhere
    assert f'action="{at}"' in visit_as(theo()).get(at).content.decode()


def test_an_outsider_gets_the_same_404_as_for_nothing(plan: Plan) -> None:
    nothing = text_of(visit_as(olga()).get(f"/pairs/{uuid4()}/search?q=krokodil"))
    told = visit_as(olga()).get(f"/pairs/{plan.session.pair_id}/search?q=krokodil")
    assert told.status_code == 404
    assert text_of(told) == nothing
    assert Client().get("/search/?q=krokodil").status_code == 302


def test_a_partners_line_leads_to_the_session_where_there_is_no_plan_yet(plan: Plan) -> None:
    operations.write_line(plan, "An alligator", by=rosa(), at=MONDAY)
    told = visit_as(rosa()).get("/search/?q=alligator").content.decode()
    assert f'href="/sessions/{plan.session_id}/"' in told
    assert f"/plans/{plan.id}" not in told


def many(pair: Pair, count: int) -> None:
    for week in range(count):
        later = a_plan(pair, at=MONDAY + timedelta(days=7 * week))
        answer(later, "check_in", "caiman", by=theo())
        operations.write_note(later, "caiman", by=theo(), at=MONDAY)
        held(later, timedelta(days=7 * week))


def test_pages_and_a_constant_number_of_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("romanesco.search.results.A_PAGE", 5)
    pair = signed(a_pair(rosa(), theo()))
    client = visit_as(theo())
    counts, told = [], ""
    for more in (1, 6):
        many(pair, more)
        client.get("/search/?q=caiman")
        with CaptureQueriesContext(connection) as asked:
            told = text_of(client.get("/search/?q=caiman"))
        counts.append(len(asked))
    assert counts[0] == counts[1] < 12
    assert "Found in 7 places, page 1 of 2." in told
    assert search(theo(), "caiman", page=2).count("Session") == 2
    for odd in ("99", "nonsense", "-1"):
        assert "Found in 7 places" in search(theo(), "caiman", page=odd)
