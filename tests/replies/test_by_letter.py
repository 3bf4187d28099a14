"""Somebody who never signs in takes part by letter: out it goes, back it comes, into the plan."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from pytest_django import Settings

from romanesco.mail.models import Letter
from romanesco.mail.way_in import Place, Port
from romanesco.people.models import Person
from romanesco.plans import document, operations
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import Plan
from romanesco.plans.sharing import share
from romanesco.reminders.operations import remind
from romanesco.replies.arriving import arrive
from romanesco.replies.html_as_text import html_as_text
from romanesco.replies.models import KeptReply
from romanesco.ydocs import store
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.replies.posted import a_letter, octets

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1, hours=6)
MARKED = "On Tue, 24 Nov 2026 at 16:00, Romanesco <a@reply.example.org> wrote:\n\n"
UNMARKED = (
    "From: Romanesco <a@reply.example.org>\nSent: Tuesday\nTo: Theo\nSubject: Re: Session\n\n"
)
WELL = "What has gone well in the last week?"
HOPES = "What are you hoping to accomplish in the coming week?"


@pytest.fixture(autouse=True)
def traveller(settings: Settings) -> Iterator[time_machine.Traveller]:
    settings.HAS_MAIL = True
    settings.WAY_IN = Port(
        Place("", "reply.example.org"), "127.0.0.1", 2525, authority="mx.example.org"
    )
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def plan(traveller: time_machine.Traveller) -> Plan:
    """Theo's, with a line and a topic; he has been written to."""
    plan = a_plan(signed(a_pair(rosa(), theo())))
    hopes = plan.items.get(prompt=HOPES)
    operations.replace_body(hopes, markdown_to_body("**Ship** the search"), by=theo(), at=MONDAY)
    operations.add_topic(plan, "Promotion", by=theo(), at=MONDAY)
    traveller.move_to(TUESDAY)
    remind(at=TUESDAY)
    return plan


def letter_to(person: Person, kind: str) -> Letter:
    return Letter.objects.get(to=person.email, kind=kind)


def answered(letter: Letter, person: Person, text: str) -> str:
    raw = octets(a_letter(text, sender=f"{person.name} <{person.email}>", to=letter.reply_to))
    return arrive(raw, recipient=letter.reply_to, at=TUESDAY, sender=person.email)


def said(plan: Plan) -> dict[str, str]:
    fresh = Plan.objects.get(id=plan.id)
    bodies = document.bodies(store.load(fresh.document_id))
    under = {item.prompt: body_to_markdown(bodies[str(item.id)]) for item in fresh.items.all()}
    return {prompt: words for prompt, words in under.items() if words}


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize(("head", "mark"), [(MARKED, "> "), (UNMARKED, "")])
def test_the_preparer_answers_below_the_questions(
    plan: Plan, form: str, head: str, mark: str
) -> None:
    letter = letter_to(theo(), "prepare")
    quoted = letter.text if form == "text" else html_as_text(letter.html)
    lines = []
    for line in quoted.splitlines():
        lines.append(mark + line)
        if "Personal check-in" in line:
            lines += ["", "Tired, but fine.", ""]
        if "search" in line:
            lines += ["", "Get some sleep.", ""]
    assert answered(letter, theo(), head + "\n".join(lines)) == "placed"
    assert said(plan) == {
        "Personal check-in": "Tired, but fine.",
        HOPES: "**Ship** the search\n\nGet some sleep.",
    }
    assert not KeptReply.objects.exists()
    told = letter_to(theo(), "answer")
    assert "Two answers stand in the plan" in told.text
    assert (told.subject, told.thread) == (letter.subject, plan.session_id)
    assert not Letter.objects.filter(to=rosa().email, kind="answer").exists()


def test_html_that_lost_its_marks_places_no_line_of_the_letter(plan: Plan) -> None:
    share(plan, by=theo(), at=TUESDAY)
    remind(at=TUESDAY)
    letter = letter_to(theo(), "prepare")
    body = letter.html.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    html = (
        "<div>- One thing of mine</div><div>On Tue, 24 Nov 2026, Romanesco &lt;a@b.example&gt; "
        "wrote:</div><blockquote><p>quoted</p></blockquote></blockquote></div>" + body
    )
    raw = a_letter("", sender=f"Theo <{theo().email}>", to=letter.reply_to)
    raw.set_content(html, subtype="html")
    before = set(plan.items.values_list("prompt", flat=True))
    arrive(octets(raw), recipient=letter.reply_to, at=TUESDAY, sender=theo().email)
    assert set(plan.items.values_list("prompt", flat=True)) == before
    assert said(plan) == {HOPES: "**Ship** the search"}
    assert [one.text for one in KeptReply.objects.all()] == ["- One thing of mine"]


def test_an_answer_to_the_confirmation_adds_more(plan: Plan) -> None:
    answered(letter_to(theo(), "prepare"), theo(), "1. Tired.")
    told = letter_to(theo(), "answer")
    quoted = "\n".join(f"> {line}" for line in told.text.splitlines())
    assert answered(told, theo(), f"2. The search.\n\n{MARKED}{quoted}") == "placed"
    assert said(plan)[WELL] == "The search."
    assert said(plan)["Personal check-in"] == "Tired."


def test_the_partner_adds_topics_by_answering_what_was_shared(
    plan: Plan, traveller: time_machine.Traveller
) -> None:
    share(plan, by=theo(), at=TUESDAY)
    later = TUESDAY + timedelta(hours=1)
    traveller.move_to(later)
    remind(at=later)
    letter = letter_to(rosa(), "shared")
    assert "Promotion" in letter.text
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    quoted = quoted.replace("> Promotion", "> Promotion\n\nYes, let us.\n\n>", 1)
    text = f"Hi Theo,\n\n- Your talk in May\n- The team\n\nBest,\nRosa\n\n{MARKED}{quoted}"
    assert answered(letter, rosa(), text) == "placed"
    assert said(plan)["Promotion"] == "Yes, let us."
    assert {"Your talk in May", "The team"} <= {item.prompt for item in plan.items.all()}
    assert not KeptReply.objects.exists()
