"""A line for top of mind and private notes: as a form, and by script."""

from collections.abc import Iterator

import pytest
import time_machine

from romanesco.journey import leave, prepare
from romanesco.plans.models import Plan
from romanesco.plans.queries import lines_for, note_for
from romanesco.plans.sharing import share
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.web.visiting import SCRIPT, text_of, visit_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def plan() -> Plan:
    return a_plan(signed(a_pair(rosa(), theo())))


def path(plan: Plan, what: str) -> str:
    return f"/sessions/{plan.session_id}/{what}"


def test_a_script_hears_that_it_is_kept(plan: Plan) -> None:
    told = {"text": " How much\r\nshould I steer? "}
    answer = visit_as(rosa()).post(path(plan, "top-of-mind"), told, headers=SCRIPT)
    assert (answer.status_code, answer.content) == (204, b"")
    assert lines_for(plan, rosa()) == ("How much should I steer?", None)
    assert lines_for(plan, theo()) == ("", None)


def test_a_form_goes_back_to_its_page(plan: Plan) -> None:
    answer = visit_as(rosa()).post(path(plan, "notes"), {"text": "Ask\r\n\r\n<why>"}, follow=True)
    assert "&lt;why&gt;" in answer.content.decode()
    assert note_for(plan, rosa()) == "Ask\n\n<why>"
    assert note_for(plan, theo()) == ""


@pytest.mark.parametrize(
    ("what", "length", "said"),
    [("notes", 20_001, "up to 20,000 characters"), ("top-of-mind", 201, "up to 200 characters")],
)
def test_too_long_is_said_and_what_was_typed_stands(
    plan: Plan, what: str, length: int, said: str
) -> None:
    text = "<" * length
    by_script = visit_as(rosa()).post(path(plan, what), {"text": text}, headers=SCRIPT)
    assert by_script.status_code == 422
    assert said in by_script.content.decode()
    assert by_script.headers["Content-Type"].startswith("text/plain")
    by_form = visit_as(rosa()).post(path(plan, what), {"text": text})
    assert by_form.status_code == 422
    assert said in text_of(by_form)
    assert "&lt;" * length in by_form.content.decode()
    assert note_for(plan, rosa()) == ""


def test_what_a_database_refuses_is_left_out(plan: Plan) -> None:
    visit_as(rosa()).post(path(plan, "notes"), {"text": "a\x00b"}, headers=SCRIPT)
    assert note_for(plan, rosa()) == "ab"


def test_a_revealed_line_stays_as_it_was(plan: Plan) -> None:
    client = visit_as(theo())
    client.post(path(plan, "top-of-mind"), {"text": "Am I too slow?"}, headers=SCRIPT)
    share(plan, by=theo(), at=MONDAY)
    answer = client.post(path(plan, "top-of-mind"), {"text": "Never mind"}, headers=SCRIPT)
    assert (answer.status_code, b"stay as they were" in answer.content) == (422, True)
    plan.refresh_from_db()
    assert lines_for(plan, rosa()) == ("", "Am I too slow?")


def test_where_the_plan_went_on_with_another_session_nothing_is_lost(plan: Plan) -> None:
    gone = plan.session
    leave.cancel(gone, by=theo(), at=MONDAY)
    later = Appointment(MONDAY.replace(month=12), "UTC")
    prepare.schedule(gone.pair, later, by=theo(), at=MONDAY)
    answer = visit_as(rosa()).post(f"/sessions/{gone.id}/notes", {"text": "Ask <why>"})
    assert answer.status_code == 422
    assert "Ask &lt;why&gt;" in answer.content.decode()
