"""Who comes: said with one button, seen by the other, and forgotten when the date changes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from romanesco.journey import leave, prepare
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.sharing import share
from romanesco.sessions.models import Attendance, MentoringSession
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()))


def say(person: Person, session: MentoringSession, answer: str) -> str:
    client = visit_as(person)
    return text_of(client.post(f"/sessions/{session.id}/answer", {"answer": answer}, follow=True))


def page(person: Person, path: str) -> str:
    return text_of(visit_as(person).get(path))


@pytest.mark.parametrize(
    ("answer", "to_rosa", "to_theo"),
    [
        ("accepted", "You come I come", "Rosa comes"),
        ("tentative", "You may come I come", "Rosa may come"),
        ("declined", "You cannot come I come", "Rosa cannot come"),
    ],
)
def test_an_answer_is_seen_by_both(pair: Pair, answer: str, to_rosa: str, to_theo: str) -> None:
    plan = a_plan(pair)
    assert to_rosa in say(rosa(), plan.session, answer)
    assert to_rosa in page(rosa(), f"/sessions/{plan.session_id}/")
    assert to_theo in page(theo(), f"/pairs/{pair.id}/")
    assert f"· {to_theo}" in page(theo(), f"/plans/{plan.id}/")


def test_the_answer_that_was_given_is_pressed(pair: Pair) -> None:
    plan = a_plan(pair)
    say(rosa(), plan.session, "tentative")
    html = visit_as(rosa()).get(f"/sessions/{plan.session_id}/").content.decode()
    assert 'value="tentative" aria-pressed="true"' in html
    assert html.count('aria-pressed="false"') == 2


def test_nothing_is_said_of_who_says_nothing(pair: Pair) -> None:
    plan = a_plan(pair)
    for person in (rosa(), theo()):
        text = page(person, f"/pairs/{pair.id}/")
        assert "comes" not in text
        assert "You come" not in text
    assert "Rosa comes" not in page(theo(), f"/plans/{plan.id}/")


def test_an_answer_to_an_earlier_date_does_not_count(pair: Pair) -> None:
    session = a_plan(pair).session
    say(rosa(), session, "accepted")
    later = Appointment(session.starts_at + timedelta(days=1), session.time_zone)
    prepare.move(session, later, by=theo(), at=MONDAY)
    assert "Rosa comes" not in page(theo(), f"/pairs/{pair.id}/")


@pytest.mark.parametrize("answer", ["", "perhaps", "\x00", "x" * 5000])
def test_nonsense_is_refused_with_words(pair: Pair, answer: str) -> None:
    session = a_plan(pair).session
    assert "Say whether you come" in say(rosa(), session, answer)
    assert not Attendance.objects.exists()


def test_a_session_that_ended_takes_no_answer(pair: Pair) -> None:
    session = a_plan(pair).session
    leave.cancel(session, by=theo(), at=MONDAY)
    assert "in the meantime" in say(rosa(), session, "accepted")


def test_a_held_plan_says_nothing_of_who_meant_to_come(pair: Pair) -> None:
    plan = share(a_plan(pair), by=theo(), at=MONDAY)
    say(rosa(), plan.session, "declined")
    assert "Rosa cannot come" in page(theo(), f"/plans/{plan.id}/")
    MentoringSession.objects.update(state="live")
    assert "Rosa cannot come" not in page(theo(), f"/plans/{plan.id}/")
