"""Another structure, templates of one's own, suggestions and turns, by plain forms."""

from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.pairs.models import Pair
from romanesco.plans import operations, templates
from romanesco.plans.models import Plan
from romanesco.plans.template import Question
from romanesco.plans.template_models import Template, ThinkingTurns
from tests.cast import MONDAY, a_pair, a_plan, cora, olga, rosa, signed, theo
from tests.journey.stories import answer, prompts, topic
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
OURS = [Question("check_in", "How are you?"), Question("hopes", "One thing?")]


@pytest.fixture
def plan() -> Plan:
    """A draft of Theo's."""
    return a_plan(signed(a_pair(rosa(), theo())))


@pytest.fixture
def pair(plan: Plan) -> Pair:
    return plan.session.pair


def test_one_click_takes_another_structure(plan: Plan) -> None:
    client = visit_as(theo())
    answer(plan, "check_in", "Rested", by=theo())
    assert "Another structure" in text_of(client.get(f"/plans/{plan.id}/"))
    page = client.get(f"/plans/{plan.id}/structure/")
    assert "To take one goal from a wish to a next step" in text_of(page)
    assert "Strengths: what comes easily to you" in text_of(page)
    told = client.post(f"/plans/{plan.id}/structure/choice", {"structure": "swot"}, follow=True)
    assert told.redirect_chain == [(f"/plans/{plan.id}/", 302)]
    assert "This plan is a “SWOT” now. All that was written is there." in text_of(told)
    html = told.content.decode()
    assert ("Rested" in html, "boards-" in html) == (True, True)
    sides = [html.count(f"item--cell item--{side}") for side in ("left", "right")]
    assert sides == [2, 2]
    assert client.post(f"/plans/{plan.id}/structure/choice", {"structure": "x"}).status_code == 404
    assert client.get(f"/plans/{plan.id}/structure/choice").status_code == 302


def test_before_sharing_the_partner_finds_nothing_of_it(plan: Plan, pair: Pair) -> None:
    mine = templates.keep("Mine alone", OURS, of=theo(), by=theo(), at=MONDAY)
    ours = templates.keep("Ours", OURS, of=pair, by=theo(), at=MONDAY)
    forms = {
        "structure/choice": {"structure": "swot"},
        "structure/keeping": {"name": "Hers", "of": "me"},
        "turns": {"move": "start"},
    }
    nothing = visit_as(rosa()).get(f"/plans/{uuid4()}/structure/")
    for stranger in (rosa(), olga(), cora()):
        client = visit_as(stranger)
        told = client.get(f"/plans/{plan.id}/structure/")
        assert told.status_code == 404
        if stranger == rosa():
            assert told.content == nothing.content
        for at, form in forms.items():
            assert client.post(f"/plans/{plan.id}/{at}", form).status_code == 404
            assert client.get(f"/plans/{plan.id}/{at}").status_code == 404
    for stranger, theirs in ((rosa(), [mine]), (olga(), [mine, ours]), (cora(), [mine, ours])):
        client = visit_as(stranger)
        for one in theirs:
            at = f"/templates/{one.id}/"
            assert [client.get(at + end).status_code for end in ("", "file")] == [404, 404]
            for end in ("wording", "removal", "beginning"):
                form = {"name": "Mine now", "prompt": "x", "purpose": ""}
                assert client.post(at + end, form).status_code == 404
    assert "Mine alone" not in text_of(visit_as(rosa()).get("/templates/"))
    assert "Mine alone" not in text_of(visit_as(rosa()).get(f"/pairs/{pair.id}/templates/"))
    assert Template.objects.count() == 2
    operations.share(plan, by=theo(), at=MONDAY)
    page = text_of(visit_as(rosa()).get(f"/plans/{plan.id}/structure/"))
    assert ("Ours" in page, "Mine alone" in page) == (True, False)


def test_a_structure_is_kept_worded_anew_and_deleted(plan: Plan, pair: Pair) -> None:
    client = visit_as(theo())
    topic(plan, "Only this once", by=theo())
    keeping = f"/plans/{plan.id}/structure/keeping"
    told = client.post(keeping, {"name": "x" * 81, "of": "pair"})
    assert (told.status_code, "x" * 81 in told.content.decode()) == (422, True)
    told = client.post(keeping, {"name": "Our hour", "of": "pair"}, follow=True)
    ours = Template.objects.get()
    at = f"/templates/{ours.id}/"
    assert told.redirect_chain == [(at, 302)]
    assert "Only this once" not in text_of(told)

    asked = templates.asked(ours)
    form = {
        "name": "Our good hour",
        "prompt": [one.prompt for one in asked[:3]] + ["And the cat?"],
        "purpose": [one.purpose for one in asked[:3]] + [""],
    }
    assert client.post(at + "wording", {**form, "do": "down:0"}).status_code == 302
    ours.refresh_from_db()
    assert [one.prompt for one in templates.asked(ours)] == [
        "What has gone well in the last week?",
        "Personal check-in",
        "What has not gone well in the last week?",
        "And the cat?",
    ]
    far = "up:" + "9" * 5_000
    for do, expected in (("up:3", 4), ("out:1", 3), ("keep", 4), ("up:x", 4), (far, 4)):
        assert visit_as(rosa()).post(at + "wording", {**form, "do": do}).status_code == 302
        assert len(templates.asked(Template.objects.get())) == expected
    told = client.post(at + "wording", {"name": " ", "prompt": ["Typed\x00 long"], "purpose": [""]})
    assert (told.status_code, "Typed" in told.content.decode()) == (422, True)
    assert "Give the template a name" in text_of(told)
    told = client.post(at + "wording", {"name": "Ours", "prompt": ["", " "], "purpose": []})
    assert "needs at least one question" in text_of(told)

    seen_at = templates.template_for(theo(), ours.id).changed_at.isoformat()
    assert f'value="{seen_at}"' in client.get(at).content.decode()
    visit_as(rosa()).post(at + "wording", form)
    mine = {"name": "Theo’s way", "prompt": ["Mine?", "And the cat?"], "purpose": ["", ""]}
    told = client.post(at + "wording", {**mine, "seen_at": seen_at})
    assert (told.status_code, "Mine?" in told.content.decode()) == (422, True)
    assert "has changed this template since you opened it" in text_of(told)
    assert Template.objects.get().name == "Our good hour"

    client.post(at + "beginning", {"begins": "1"})
    assert prompts(plan)[-2:] == ["And the cat?", "Only this once"], "no question was begun"
    assert "And the cat?" in prompts(a_plan(pair, days=9))
    told = client.post(at + "removal", follow=True)
    assert "“Our good hour” is deleted." in text_of(told)
    assert not Template.objects.exists()


def test_the_plan_says_which_structure_it_has(plan: Plan, pair: Pair) -> None:
    mine = templates.keep("Mine alone", OURS, of=theo(), by=theo(), at=MONDAY)
    ours = templates.keep("Ours", OURS, of=pair, by=theo(), at=MONDAY)
    operations.share(plan, by=theo(), at=MONDAY)
    page, hers = f"/plans/{plan.id}/", visit_as(rosa())
    assert "This one:" not in text_of(hers.get(page)), "it is the regular one"
    for key, theirs, known in (
        ("swot", "This one: SWOT", True),
        (ours.id, "This one: Ours", True),
        (mine.id, "This one: Mine alone", False),
    ):
        told = visit_as(theo()).post(page + "structure/choice", {"structure": key}, follow=True)
        assert theirs in text_of(told)
        assert (theirs in text_of(hers.get(page))) == known
    assert "Mine alone" not in text_of(hers.get(page)), "his own is called by no name to her"


def test_one_that_is_kept_again_is_numbered(plan: Plan, pair: Pair) -> None:
    keeping = f"/plans/{plan.id}/structure/keeping"
    for name, of in (("Our hour", "pair"), ("our hour ", "pair"), ("Our hour", "me")):
        told = visit_as(theo()).post(keeping, {"name": name, "of": of}, follow=True)
        assert ("the name was taken" in text_of(told)) == (name == "our hour ")
    assert [one.name for one in templates.templates_of(pair)] == ["Our hour", "our hour (2)"]
    assert [one.name for one in templates.templates_of(theo())] == ["Our hour"]


def test_a_file_goes_out_and_comes_in_whole_or_not_at_all(pair: Pair) -> None:
    ours = templates.keep("Our hour", OURS, of=pair, by=theo(), at=MONDAY)
    answered = visit_as(theo()).get(f"/templates/{ours.id}/file")
    assert answered.headers["Content-Disposition"] == 'attachment; filename="our-hour.md"'
    assert answered.content.decode() == (
        "# Our hour\n\n- How are you? {check_in}\n- One thing? {hopes}\n"
    )
    client = visit_as(rosa())

    def sent(content: bytes, at: str = "/templates/reading") -> str:
        file = SimpleUploadedFile("ours.md", content, "text/markdown")
        return text_of(client.post(at, {"file": file}, follow=True))

    assert "Read in. Look it over" in sent(answered.content)
    assert "Line 3 is no question" in sent(b"# Ours\n- One\n<b>Two</b>\n")
    assert "larger than 64 kB" in sent(b"# Ours\n" + b"- a\n" * 20_000)
    assert "Choose a file first" in text_of(client.post("/templates/reading"))
    assert [one.name for one in templates.templates_of(rosa())] == ["Our hour"]
    assert "Our hour" in sent(answered.content, f"/pairs/{pair.id}/templates/reading")
    assert templates.templates_of(pair).count() == 2


def test_a_suggestion_is_told_to_each_alone(plan: Plan, pair: Pair) -> None:
    page, told = f"/pairs/{pair.id}/", "First session for 26 November?"
    with time_machine.travel(MONDAY, tick=False):
        mine, hers = visit_as(theo()), visit_as(rosa())
        assert told in text_of(mine.get(page))
        assert "Theo prepares this plan: a word from you is enough" in text_of(hers.get(page))
        before = hers.get(page).content
        mine.post(f"/pairs/{pair.id}/suggestions", {"suggestion": "first_session"})
        assert told not in text_of(mine.get(page))
        assert _alike(hers.get(page).content, before), "Rosa cannot tell that Theo put it off"
        mine.post(f"/plans/{plan.id}/structure/choice", {"structure": "first_session"})
        assert _alike(hers.get(page).content, before), "nor that he took it"


def _alike(one: bytes, other: bytes) -> bool:
    """The same page, but for the token of each form."""
    return [b"csrf" in line or line for line in one.split(b"<")] == [
        b"csrf" in line or line for line in other.split(b"<")
    ]


def test_the_turns_without_scripts(plan: Plan) -> None:
    client = visit_as(theo())
    page, turns = f"/plans/{plan.id}/", f"/plans/{plan.id}/turns"
    client.post(page + "structure/choice", {"structure": "thinking_partnership"})
    assert "The turns can begin once you both see the plan." in text_of(client.get(page))
    operations.share(plan, by=theo(), at=MONDAY)
    with time_machine.travel(MONDAY, tick=False) as clock:
        form = {"move": "start", "minutes": "7", "first": "mentee"}
        told = client.post(turns, form, follow=True)
        assert "You think. Rosa listens. 7:00" in text_of(told)
        clock.shift(65)
        told = visit_as(rosa()).get(page)
        assert "Theo thinks. You listen. 5:55" in text_of(told)
        assert 'data-ends="2026-11-23T09:07:00+00:00"' in told.content.decode()
        visit_as(rosa()).post(turns, {"move": "swap", "turn": "1"})
        clock.shift(500)
        told = client.get(page)
        who = "Rosa thinks. You listen. 0:00 Time is up. Let Rosa finish the sentence."
        assert who in text_of(told)
        assert "0:00 Time is up. Finish your sentence." in text_of(visit_as(rosa()).get(page))
        told = client.post(turns, {"move": "start", "minutes": "many", "turn": "2"}, follow=True)
        assert "between one and thirty minutes" in text_of(told)
    assert ThinkingTurns.objects.get().turn == 2


def test_only_plans_that_have_boards_or_turns_load_what_those_need(plan: Plan) -> None:
    client, page = visit_as(theo()), f"/plans/{plan.id}/"
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as plain:
        html = client.get(page).content.decode()
    assert "boards-" not in html
    assert "turns-" not in html
    client.post(page + "structure/choice", {"structure": "swot"})
    with CaptureQueriesContext(connection) as board:
        html = client.get(page).content.decode()
    assert ("boards-" in html, "turns-" in html) == (True, False)
    assert len(board) == len(plain)
