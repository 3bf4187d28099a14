"""A rhythm is told once, however many sessions it makes."""

from datetime import datetime, time, timedelta

import pytest
import time_machine

from romanesco.agreements import operations as agreements
from romanesco.journey import begin, prepare
from romanesco.mail.models import Letter
from romanesco.pairs.models import Pair
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, rosa, theo
from tests.reminders.stories import HOUR, JUST_AFTER, at, kinds

pytestmark = pytest.mark.django_db
THURSDAYS = {"meets_on": "TH", "meets_at": time(10), "meets_zone": "America/Sao_Paulo"}


@pytest.fixture
def rhythmic(pair: Pair) -> Pair:
    agree(pair, MONDAY, **THURSDAYS)
    return pair


def agree(pair: Pair, moment: datetime, **terms: object) -> None:
    proposal = agreements.propose(pair, terms, by=theo(), at=moment)
    begin.sign_agreement(proposal, by=rosa(), at=moment)


def test_one_letter_each_for_all_of_its_sessions(
    rhythmic: Pair, clock: time_machine.Traveller
) -> None:
    assert MentoringSession.objects.count() == 5
    letters = at(clock, MONDAY + JUST_AFTER)
    assert kinds(letters) == ["appointment", "appointment"]
    assert "Thursday, 26 November, 10:00 for you in São Paulo" in letters[1].text
    assert "METHOD:REQUEST" in letters[0].calendar
    assert at(clock, MONDAY + HOUR) == []


def test_another_day_is_one_letter_more(rhythmic: Pair, clock: time_machine.Traveller) -> None:
    at(clock, MONDAY + JUST_AFTER)
    clock.move_to(MONDAY + HOUR)
    agree(rhythmic, MONDAY + HOUR, meets_on="FR")
    letters = at(clock, MONDAY + HOUR + JUST_AFTER)
    assert [(one.to, one.subject) for one in letters] == [
        (rosa().email, "Your sessions with Theo"),
        (theo().email, "Your sessions with Rosa"),
    ]
    assert at(clock, MONDAY + 2 * HOUR) == []


def test_one_that_is_moved_by_itself_is_told_by_itself(
    rhythmic: Pair, clock: time_machine.Traveller
) -> None:
    at(clock, MONDAY + JUST_AFTER)
    session = MentoringSession.objects.order_by("starts_at")[1]
    clock.move_to(MONDAY + HOUR)
    later = Appointment(session.starts_at + timedelta(days=1), "America/Sao_Paulo")
    prepare.move(session, later, by=theo(), at=MONDAY + HOUR)
    letters = at(clock, MONDAY + HOUR + JUST_AFTER)
    assert len(letters) == 2
    assert all(one.thread == session.id for one in letters)
    assert all("RECURRENCE-ID" in one.calendar for one in letters)
    assert Letter.objects.filter(kind="appointment").count() == 4
