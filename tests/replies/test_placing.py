"""From an answer to the plan: where its words stand then, and what is kept."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from romanesco.journey import leave
from romanesco.mail import demo_mode
from romanesco.mail.content import Content, Question
from romanesco.mail.models import Letter
from romanesco.mail.outbox import Envelope, post_content
from romanesco.mail.reply_address import reply_address
from romanesco.mail.way_in import Place, Port
from romanesco.people.models import Person
from romanesco.plans import document, operations, sharing
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import AgendaItem, Plan
from romanesco.replies.models import KeptReply
from romanesco.replies.placing import Reply, place
from romanesco.ydocs import store
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo

pytestmark = pytest.mark.django_db
WELL = "What has gone well in the last week?"
ANSWER = """On Tue, Nov 24, 2026 at 10:00 AM Romanesco <a@romanesco.example> wrote:

> 1. Personal check-in

Tired, [glad](javascript:alert(1)).

> 2. What has gone well in the last week?

- The search page
- No complaints

> 3. What has not gone well in the last week?
>
> Open your plan:
> https://romanesco.example/plans/1/
"""


@pytest.fixture
def plan() -> Plan:
    return a_plan(signed(a_pair(rosa(), theo())))


@pytest.fixture
def _demo(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    demo_mode.begin()


def answered(plan: Plan, text: str, *, by: Person | None = None) -> str:
    by = by or theo()
    return place(Reply(by, plan, by.email, "Re: Session 1 with Rosa", text), at=MONDAY)


def said(plan: Plan) -> dict[str, str]:
    """What stands under each item, where something does."""
    fresh = Plan.objects.get(id=plan.id)
    bodies = document.bodies(store.load(fresh.document_id))
    items = fresh.items.filter(removed_at=None, skipped_at=None)
    under = {item.prompt: body_to_markdown(bodies[str(item.id)]) for item in items}
    return {prompt: words for prompt, words in under.items() if words}


def asked_by_letter(plan: Plan) -> None:
    """Theo gets the letter with the plan's questions."""
    asked = tuple(
        Question(number, item.prompt, said(plan).get(item.prompt, ""), str(item.id))
        for number, item in enumerate(plan.items.filter(kind="question"), start=1)
    )
    address = reply_address(theo().pk, "plan", plan.id, until=MONDAY + timedelta(days=14))
    post_content(theo(), Content("Session 1", "Your plan", asked), Envelope("x", reply_to=address))


def topics(plan: Plan) -> list[str]:
    return list(plan.items.filter(kind="topic").values_list("prompt", flat=True))


def item(plan: Plan, prompt: str) -> AgendaItem:
    return plan.items.get(prompt=prompt)


def kept() -> list[tuple[str, str]]:
    return list(KeptReply.objects.values_list("why", "text"))


def test_answers_go_below_their_questions(plan: Plan) -> None:
    assert answered(plan, ANSWER) == "placed"
    assert said(plan) == {
        "Personal check-in": r"Tired, \[glad\](javascript:alert(1)).",
        WELL: "- The search page\n- No complaints",
    }
    assert kept() == []


def test_what_stands_there_is_never_replaced_nor_added_twice(plan: Plan) -> None:
    operations.replace_body(item(plan, WELL), markdown_to_body("**Mine**"), by=theo(), at=MONDAY)
    assert answered(plan, ANSWER) == "placed"
    assert said(plan)[WELL] == "**Mine**\n\n- The search page\n- No complaints"
    before = said(plan)
    assert answered(plan, ANSWER) == "nothing"
    assert said(plan) == before
    assert answered(plan, f"> 2. {WELL}\n\nAnd one thing more.") == "placed"
    assert said(plan)[WELL].endswith("\n\nAnd one thing more.")


def test_an_empty_answer_changes_nothing(plan: Plan) -> None:
    assert answered(plan, "> 1. Personal check-in\n\n\n") == "nothing"
    assert (said(plan), kept()) == ({}, [])


def test_a_question_that_was_skipped_or_removed_is_taken_up_again(plan: Plan) -> None:
    operations.skip(item(plan, WELL), is_skipped=True, by=theo(), at=MONDAY)
    operations.remove(item(plan, "Personal check-in"), by=theo(), at=MONDAY)
    assert answered(plan, ANSWER) == "placed"
    assert set(said(plan)) == {WELL, "Personal check-in"}


def test_a_question_that_was_reworded_or_moved_is_found(plan: Plan, settings: Settings) -> None:
    settings.WAY_IN = Port(Place("", "reply.example.org"), "127.0.0.1", 2525)
    asked_by_letter(plan)
    operations.reword(item(plan, WELL), "What went really well last week?", by=theo(), at=MONDAY)
    moved = item(plan, "What challenges do you anticipate?")
    operations.place(moved, 1, by=theo(), at=MONDAY)
    text = f"> 2. {WELL}\n\nThe search page.\n\n> 5. What challenges do you anticipate?\n\nNone."
    assert answered(plan, text) == "placed"
    assert said(plan) == {
        "What went really well last week?": "The search page.",
        "What challenges do you anticipate?": "None.",
    }


def test_numbers_are_those_of_the_letter(plan: Plan, settings: Settings) -> None:
    settings.WAY_IN = Port(Place("", "reply.example.org"), "127.0.0.1", 2525)
    asked_by_letter(plan)
    operations.place(item(plan, WELL), 5, by=theo(), at=MONDAY)
    assert answered(plan, "2. The search page.\n3) Nothing.") == "placed"
    assert said(plan) == {
        WELL: "The search page.",
        "What has not gone well in the last week?": "Nothing.",
    }


def test_what_stood_there_and_was_changed_since_is_not_added_again(
    plan: Plan, settings: Settings
) -> None:
    settings.WAY_IN = Port(Place("", "reply.example.org"), "127.0.0.1", 2525)
    operations.replace_body(item(plan, WELL), markdown_to_body("Old words"), by=theo(), at=MONDAY)
    asked_by_letter(plan)
    operations.replace_body(item(plan, WELL), markdown_to_body("New ones"), by=theo(), at=MONDAY)
    unmarked = f"From: R <r@example.org>\nSent: now\nTo: T\nSubject: S\n\n2. {WELL}\n  Old words\n"
    assert answered(plan, unmarked) == "nothing"
    assert answered(plan, unmarked + "and mine\n") == "placed"
    assert said(plan)[WELL] == "New ones\n\nand mine"


def test_words_below_no_question_are_kept(plan: Plan) -> None:
    assert answered(plan, "Sorry, a full week.\n\n" + ANSWER) == "placed"
    assert kept() == [("no_question", "Sorry, a full week.")]
    assert answered(plan, "Nothing to say.") == "kept_no_question"
    assert topics(plan) == []


@pytest.mark.usefixtures("_demo")
def test_a_line_that_only_leads_to_the_answers_is_kept_without_a_word(plan: Plan) -> None:
    assert answered(plan, "Oi! Here are mine, inline.\n\n" + ANSWER) == "placed"
    assert kept() == [("introduction", "Oi! Here are mine, inline.")]
    assert "/letters/kept/" not in Letter.objects.get(kind="answer").text
    answered(plan, "Here is one: I am ill.\n\n" + ANSWER)
    assert ("no_question", "Here is one: I am ill.") in kept()


def test_the_partner_writes_nothing_before_it_is_shared(plan: Plan) -> None:
    assert answered(plan, ANSWER, by=rosa()) == "kept_not_open"
    assert said(plan) == {}
    assert KeptReply.objects.get().person == rosa()
    assert kept() == [("not_open", ANSWER)]


def test_of_what_is_kept_whole_the_letter_is_left_out_where_it_is_known(
    plan: Plan, settings: Settings
) -> None:
    settings.WAY_IN = Port(Place("", "reply.example.org"), "127.0.0.1", 2525)
    asked_by_letter(plan)
    leave.cancel(plan.session, by=theo(), at=MONDAY)
    assert answered(plan, ANSWER.partition("> 3.")[0]) == "kept_not_open"
    words = "Tired, [glad](javascript:alert(1)).\n\n- The search page\n- No complaints"
    assert kept() == [("not_open", words)]


def test_the_partners_words_are_topics_and_open_the_plan(plan: Plan) -> None:
    sharing.share(plan, by=theo(), at=MONDAY)
    text = f"Hi,\n\n- Promotion\n- Holidays\n  in May\n\nRosa\n\n> {WELL}\n\nLovely.\n"
    assert answered(plan, text, by=rosa()) == "placed"
    assert topics(plan) == ["Promotion", "Holidays"]
    assert said(plan) == {WELL: "Lovely.", "Holidays": "in May"}
    assert Plan.objects.get(id=plan.id).opened_at == MONDAY
    assert {i.author for i in plan.items.filter(kind="topic")} == {rosa()}
    assert answered(plan, text, by=rosa()) == "nothing"
    assert answered(plan, "1. One more\n2. And another", by=rosa()) == "added"
    assert topics(plan)[2:] == ["One more", "And another"]


def test_a_line_that_only_leads_to_the_answers_is_no_topic(plan: Plan) -> None:
    sharing.share(plan, by=theo(), at=MONDAY)
    answered(plan, f"Hi! See my answers below.\n\n> {WELL}\n\nLovely.\n", by=rosa())
    assert (topics(plan), said(plan)) == ([], {WELL: "Lovely."})


def test_too_much_at_once_is_kept_whole(plan: Plan) -> None:
    sharing.share(plan, by=theo(), at=MONDAY)
    many = "\n".join(f"- Topic {number}" for number in range(11))
    assert answered(plan, many, by=rosa()) == "kept_too_many_topics"
    assert answered(plan, ANSWER + "> 1. Personal check-in\n" + "long " * 12_000) == (
        "kept_item_too_long"
    )
    assert answered(plan, "x" * 200_001) == "kept_too_long"
    assert answered(plan, "x\n" * 3_001) == "kept_too_long"
    assert said(plan) == {}
    assert {len(text) + row.left_off for row in KeptReply.objects.all() for text in [row.text]} >= {
        200_001
    }


def test_a_plan_that_is_over_or_paused_takes_nothing(plan: Plan) -> None:
    leave.pause(plan.session.pair, by=rosa(), at=MONDAY)
    assert answered(plan, ANSWER) == "kept_not_open"
    leave.resume(plan.session.pair, by=rosa(), at=MONDAY)
    leave.cancel(plan.session, by=theo(), at=MONDAY)
    assert answered(plan, ANSWER) == "kept_not_open"
    assert said(plan) == {}


def test_an_outsider_whose_reply_came_so_far_gets_nowhere(plan: Plan) -> None:
    sharing.share(plan, by=theo(), at=MONDAY)
    assert answered(plan, ANSWER, by=olga()) == "kept_not_open"
    assert said(plan) == {}


@pytest.mark.usefixtures("_demo")
def test_the_person_hears_what_stands_where(plan: Plan) -> None:
    answered(plan, "Sorry, a full week.\n\n" + ANSWER)
    letter = Letter.objects.get(kind="answer")
    assert (letter.to, letter.subject) == (theo().email, "Session 1 with Rosa")
    assert letter.thread == plan.session_id
    assert "Two answers stand in the plan" in letter.text
    assert f"- {WELL}" in letter.text
    assert "/letters/kept/" in letter.text
    assert "The search page" not in letter.text
    answered(plan, ANSWER)
    assert Letter.objects.filter(kind="answer").count() == 1


@pytest.mark.usefixtures("_demo")
def test_the_person_hears_who_sees_it(plan: Plan) -> None:
    answered(plan, ANSWER)
    told = Letter.objects.get(kind="answer")
    assert "Only you see this until the plan is shared." in told.text
    told.delete()
    sharing.share(plan, by=theo(), at=MONDAY)
    answered(plan, f"> 2. {WELL}\n\nOne thing more.")
    assert "so Rosa sees this now." in Letter.objects.get(kind="answer").text


def test_where_no_letter_reaches_anybody_none_is_written(plan: Plan) -> None:
    answered(plan, ANSWER)
    assert not Letter.objects.filter(kind="answer").exists()
