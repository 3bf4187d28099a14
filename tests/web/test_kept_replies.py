"""Letters without a place: one's own, and what one does with them."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.people.models import Person
from romanesco.plans import document
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import Plan
from romanesco.plans.queries import note_for
from romanesco.plans.sharing import share
from romanesco.replies.keeping import LONGEST_KEPT, MOST_KEPT, TooManyKept, keep
from romanesco.replies.models import KeptReply
from romanesco.ydocs import store
from tests.cast import MONDAY, a_pair, a_plan, cora, olga, rosa, signed, theo
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
HOME_LINE = "A letter of yours found no place yet."


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def plan() -> Plan:
    return a_plan(signed(a_pair(rosa(), theo())))


def kept(
    plan: Plan | None, text: str, *, person: Person | None = None, why: str = "no_question"
) -> KeptReply:
    return keep(
        person or theo(),
        plan,
        from_address="theo@example.org",
        subject="Re: Session 1 with Rosa",
        text=text,
        why=why,
        at=MONDAY,
    )


def page(person: Person) -> str:
    return text_of(visit_as(person).get("/letters/kept/"))


def path(letter: KeptReply, what: str) -> str:
    return f"/letters/kept/{letter.id}/{what}"


def topics(plan: Plan) -> list[str]:
    return list(plan.items.filter(kind="topic").values_list("prompt", flat=True))


def test_nothing_waits() -> None:
    assert "Nothing waits here" in page(theo())
    assert HOME_LINE not in text_of(visit_as(theo()).get("/"))


def test_theo_sees_his_and_nobody_else_does(plan: Plan) -> None:
    share(plan, by=theo(), at=MONDAY)
    kept(plan, "Leaving the <b>team</b>")
    answer = visit_as(theo()).get("/letters/kept/")
    assert "Leaving the &lt;b&gt;team&lt;/b&gt;" in answer.content.decode()
    assert "From theo@example.org" in text_of(answer)
    assert HOME_LINE in text_of(visit_as(theo()).get("/"))
    for somebody in (rosa(), olga(), cora()):
        client = visit_as(somebody)
        pages = ["/", "/letters/kept/", f"/plans/{plan.id}/", f"/pairs/{plan.session.pair_id}/"]
        for address in [*pages, f"/sessions/{plan.session_id}/"]:
            shown = client.get(address)
            assert "Leaving the" not in text_of(shown)
            assert HOME_LINE not in text_of(shown)


@pytest.mark.parametrize("what", ["topic", "under", "note", "letting-go"])
def test_another_gets_the_same_404_as_for_nothing(plan: Plan, what: str) -> None:
    letter = kept(plan, "Leaving the team")
    for somebody in (rosa(), olga(), cora()):
        client = visit_as(somebody)
        nothing = text_of(client.post(f"/letters/kept/{uuid4()}/{what}"))
        for answer in (client.post(path(letter, what)), client.get(path(letter, what))):
            assert answer.status_code == 404
            assert text_of(answer) == nothing
    letter.refresh_from_db()
    assert (letter.text, letter.settled_at) == ("Leaving the team", None)
    assert topics(plan) == []


def test_one_letter_and_many_take_the_same_number_of_queries(plan: Plan) -> None:
    counts = []
    for number in (1, 5):
        for one in range(number):
            kept(plan, f"letter {one}")
        with CaptureQueriesContext(connection) as queries:
            page(theo())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_who_is_signed_out_is_led_to_the_door(plan: Plan) -> None:
    client = visit_as(theo())
    client.logout()
    assert "/account/login/" in client.get("/letters/kept/").headers["Location"]


def test_it_becomes_a_topic(plan: Plan) -> None:
    letter = kept(plan, "Leaving the team\n\nI have thought about it\nsince May.")
    assert "Add as a topic" in page(theo())
    answer = visit_as(theo()).post(path(letter, "topic"))
    assert answer.headers["Location"].startswith(f"/plans/{plan.id}/#item-")
    shown = text_of(visit_as(theo()).get(f"/plans/{plan.id}/"))
    assert "Leaving the team" in shown
    assert "since May." in shown
    letter.refresh_from_db()
    assert (letter.text, letter.subject, letter.settled_at) == ("", "", MONDAY)
    again = visit_as(theo()).post(path(letter, "topic"), follow=True)
    assert "found its place already" in text_of(again)
    assert topics(plan) == ["Leaving the team"]


def test_it_goes_under_a_question(plan: Plan) -> None:
    letter = kept(plan, "The search page is out.")
    item = plan.items.order_by("position")[1]
    assert f"2. {item.prompt}" in page(theo())
    answer = visit_as(theo()).post(path(letter, "under"), {"item": str(item.id)})
    assert answer.headers["Location"] == f"/plans/{plan.id}/#item-{item.id}"
    bodies = document.bodies(store.load(plan.document_id))
    assert body_to_markdown(bodies[str(item.id)]) == "The search page is out."
    letter.refresh_from_db()
    assert (letter.text, letter.settled_at) == ("", MONDAY)


def test_it_goes_under_nothing_that_is_not_there(plan: Plan) -> None:
    letter = kept(plan, "The search page is out.")
    for item in (str(uuid4()), "", "x"):
        answer = visit_as(theo()).post(path(letter, "under"), {"item": item})
        assert answer.status_code == 404
    letter.refresh_from_db()
    assert letter.settled_at is None


def test_who_does_not_prepare_is_offered_no_questions(plan: Plan) -> None:
    share(plan, by=theo(), at=MONDAY)
    kept(plan, "Mine", person=rosa())
    assert "Put it under" not in page(rosa())


def test_a_strangers_letter_is_first_let_go(plan: Plan) -> None:
    kept(plan, "Buy this", why="other_sender")
    shown = page(theo())
    assert shown.index("Let it go") < shown.index("It was me: add as a topic")
    assert "Put it under" not in shown


def test_home_counts_what_waits(plan: Plan) -> None:
    kept(plan, "Here are mine.", why="introduction")
    assert HOME_LINE not in text_of(visit_as(theo()).get("/"))
    kept(plan, "One")
    assert HOME_LINE in text_of(visit_as(theo()).get("/"))
    kept(plan, "Two")
    assert "2 letters of yours found no place yet." in text_of(visit_as(theo()).get("/"))


def test_it_becomes_a_note_below_the_one_that_is_there(plan: Plan) -> None:
    visit_as(theo()).post(f"/sessions/{plan.session_id}/notes", {"text": "Ask her"})
    answer = visit_as(theo()).post(path(kept(plan, "Leaving?"), "note"), follow=True)
    assert "It is in your private notes now." in text_of(answer)
    assert note_for(plan, theo()) == "Ask her\n\nLeaving?"
    assert note_for(plan, rosa()) == ""
    long = kept(plan, "x" * 20_001)
    assert "up to 20,000 characters" in text_of(
        visit_as(theo()).post(path(long, "note"), follow=True)
    )
    assert KeptReply.objects.get(id=long.id).text == long.text


def test_it_is_let_go(plan: Plan) -> None:
    letter = kept(plan, "Never mind")
    visit_as(theo()).post(path(letter, "letting-go"))
    assert "Never mind" not in page(theo())
    assert KeptReply.objects.get().text == ""


def test_a_draft_of_another_is_neither_named_nor_written_in(plan: Plan) -> None:
    letter = kept(plan, "One thing of mine", person=rosa(), why="not_shared")
    assert "Add as a topic" not in page(rosa())
    answer = visit_as(rosa()).post(path(letter, "topic"), follow=True)
    assert "No plan that you may write in is ahead" in text_of(answer)
    assert topics(plan) == []
    assert visit_as(rosa()).post(path(letter, "note")).status_code == 302
    assert note_for(plan, rosa()) == "One thing of mine"


def test_another_sender_is_asked_about_and_unknown_reasons_are_words() -> None:
    kept(None, "It was me, from work", why="other_sender")
    kept(None, "Odd", why="something_new")
    shown = page(theo())
    assert "Was it you?" in shown
    assert "from another one than yours" in shown
    assert "found no place by themselves" in shown
    assert "Put into my notes" not in shown


def test_what_is_cut_off_is_said(plan: Plan) -> None:
    kept(plan, "ä" * LONGEST_KEPT)
    assert len(KeptReply.objects.get().text.encode()) == LONGEST_KEPT
    assert "It went on for 32000 more characters" in page(theo())


def test_a_hundred_are_kept_and_room_is_made_from_the_settled_then_from_strangers(
    plan: Plan,
) -> None:
    mine = [kept(plan, f"letter {number}") for number in range(MOST_KEPT - 2)]
    kept(plan, "from somebody", why="other_sender")
    settled = kept(plan, "settled")
    visit_as(theo()).post(path(settled, "letting-go"))
    kept(plan, "one more")
    assert not KeptReply.objects.filter(id=settled.id).exists()
    kept(plan, "and more")
    assert not KeptReply.objects.filter(why="other_sender").exists()
    with pytest.raises(TooManyKept):
        kept(plan, "too many")
    assert KeptReply.objects.filter(person=theo(), settled_at=None).count() == MOST_KEPT
    assert KeptReply.objects.filter(id__in=[one.id for one in mine]).count() == MOST_KEPT - 2
    assert "80 more wait behind these" in page(theo())
    assert kept(plan, "Rosa's own", person=rosa()).text == "Rosa's own"
