"""Letters about what became of a rhythm, a pair, a date: few, and true."""

from datetime import datetime, time, timedelta

import pytest
import time_machine

from romanesco.agreements import operations as agreements
from romanesco.journey import begin, leave, prepare
from romanesco.mail.models import Letter
from romanesco.pairs.models import Pair
from romanesco.plans.models import Plan
from romanesco.reminders.letters import bundle
from romanesco.reminders.matters import Matter
from romanesco.reminders.models import Kind, Reminder
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment, answer
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.reminders.stories import DAY, HOUR, JUST_AFTER, at, monday_has_settled, through

pytestmark = pytest.mark.django_db
STARTS = MONDAY + 3 * DAY + 4 * HOUR
THURSDAYS = {"meets_on": "TH", "meets_at": time(10), "meets_zone": "America/Sao_Paulo"}


def agree(pair: Pair, moment: datetime, **terms: object) -> None:
    proposal = agreements.propose(pair, terms, by=theo(), at=moment)
    begin.sign_agreement(proposal, by=rosa(), at=moment)


def heads(letters: list[Letter], name: str) -> list[str]:
    return [one.text.split("\n")[0] for one in letters if one.to.startswith(name)]


def test_another_rhythm_is_one_letter_and_one_for_the_calendar(
    pair: Pair, clock: time_machine.Traveller
) -> None:
    agree(pair, MONDAY, **THURSDAYS)
    assert heads(at(clock, MONDAY + JUST_AFTER), "rosa") == ["You meet Theo every Thursday"]
    session = MentoringSession.objects.order_by("starts_at")[1]
    wednesday = Appointment(session.starts_at - DAY, "America/Sao_Paulo")
    clock.move_to(MONDAY + HOUR)
    prepare.move(session, wednesday, by=theo(), at=MONDAY + HOUR)
    at(clock, MONDAY + HOUR + JUST_AFTER)
    clock.move_to(MONDAY + 2 * HOUR)
    agree(pair, MONDAY + 2 * HOUR, **THURSDAYS | {"meets_on": "TU"})
    letters = at(clock, MONDAY + 2 * HOUR + JUST_AFTER)
    assert sorted(heads(letters, "rosa")) == [
        "For your calendar: your old rhythm ends",
        "You meet Theo every Tuesday now",
    ]
    (told,) = [one for one in letters if one.to == rosa().email and "You meet Theo" in one.text]
    assert "Every Tuesday at 10:00 in São Paulo" in told.text
    assert "The session on Wednesday, 2 December stays as it is." in told.text
    assert "RECURRENCE-ID" in told.calendar
    assert "RRULE" in told.calendar
    assert not any("Rosa changed" in one.text or "agreed, it makes" in one.text for one in letters)
    assert at(clock, MONDAY + 3 * HOUR) == []


def test_a_moved_session_that_stands_alone_then_gets_its_own_event(
    pair: Pair, clock: time_machine.Traveller
) -> None:
    agree(pair, MONDAY, **THURSDAYS)
    at(clock, MONDAY + JUST_AFTER)
    session = MentoringSession.objects.order_by("starts_at")[1]
    friday = Appointment(session.starts_at + DAY, "America/Sao_Paulo")
    prepare.move(session, friday, by=theo(), at=MONDAY + HOUR)
    at(clock, MONDAY + HOUR + JUST_AFTER)
    clock.move_to(MONDAY + 2 * HOUR)
    leave_words = {"meets_on": "", "meets_at": None, "meets_zone": ""}
    agree(pair, MONDAY + 2 * HOUR, **leave_words)
    letters = at(clock, MONDAY + 2 * HOUR + JUST_AFTER)
    told = heads(letters, "rosa")
    assert "You meet without a fixed rhythm now" in told
    assert "For your calendar: your session on Friday, 4 December stays" in told
    assert not any("changed its date" in one.text or "moved it" in one.text for one in letters)


def test_a_rhythm_that_nobody_was_told_of_ends_without_a_letter(
    pair: Pair, clock: time_machine.Traveller
) -> None:
    agree(pair, MONDAY, quiet_from=time(0), quiet_until=time(23), **THURSDAYS)
    assert at(clock, MONDAY + JUST_AFTER) == []
    agree(pair, MONDAY + HOUR, **THURSDAYS | {"meets_on": "TU"})
    letters = through(clock, MONDAY + HOUR + JUST_AFTER, MONDAY + DAY, HOUR)
    assert heads([one for _, one in letters], "rosa") == ["You meet Theo every Tuesday now"]


def test_a_far_date_is_said_whole_and_a_moved_one_from_when(
    plan: Plan, clock: time_machine.Traveller
) -> None:
    monday_has_settled(clock)
    clock.move_to(MONDAY + HOUR)
    far = Appointment(datetime(2027, 3, 19, 13, tzinfo=STARTS.tzinfo), "America/Sao_Paulo")
    prepare.move(plan.session, far, by=theo(), at=MONDAY + HOUR)
    for_rosa = at(clock, MONDAY + HOUR + JUST_AFTER)[0]
    assert "Your session is on Friday, 19 March 2027 now" in for_rosa.text
    assert "Theo moved it from Thursday, 26 November, 14:00" in for_rosa.text


def test_a_cancelled_session_says_why_and_that_the_next_one_stays(
    plan: Plan, clock: time_machine.Traveller
) -> None:
    a_plan(plan.session.pair, days=10)
    monday_has_settled(clock)
    clock.move_to(MONDAY + HOUR)
    leave.cancel(plan.session, by=theo(), at=MONDAY + HOUR, reason="The release slipped")
    for_rosa = at(clock, MONDAY + HOUR + JUST_AFTER)[0]
    assert "Your session on Thursday is cancelled" in for_rosa.text
    assert "“The release slipped”" in for_rosa.text
    assert "moved along to the next session, on Thursday, 3 December" in for_rosa.text


def test_closing_is_one_letter_that_takes_the_series_out(
    pair: Pair, clock: time_machine.Traveller
) -> None:
    agree(pair, MONDAY, **THURSDAYS)
    at(clock, MONDAY + JUST_AFTER)
    clock.move_to(MONDAY + HOUR)
    leave.close(pair, by=theo(), at=MONDAY + HOUR)
    letters = through(clock, MONDAY + HOUR + JUST_AFTER, MONDAY + 9 * DAY, 6 * HOUR)
    found = [one for _, one in letters]
    assert heads(found, "rosa") == ["Theo has closed your pair"]
    assert heads(found, "theo") == ["You have closed your pair with Rosa"]
    assert all(one.calendar_method == "CANCEL" for one in found)


def test_closing_takes_single_sessions_out_of_calendars(
    plan: Plan, clock: time_machine.Traveller
) -> None:
    pair = plan.session.pair
    a_plan(pair, days=4)
    monday_has_settled(clock)
    clock.move_to(MONDAY + HOUR)
    leave.close(pair, by=theo(), at=MONDAY + HOUR)
    letters = at(clock, MONDAY + HOUR + JUST_AFTER)
    first, second = [one for one in letters if one.to == rosa().email]
    assert {first.calendar_method, second.calendar_method} == {"CANCEL"}
    assert sorted(one.split(":")[0] for one in heads(letters, "rosa")) == [
        "For your calendar",
        "Theo has closed your pair",
    ]


def test_the_partner_hears_of_a_pause_and_of_its_end(
    pair: Pair, clock: time_machine.Traveller
) -> None:
    olga()
    clock.move_to(MONDAY + HOUR)
    leave.pause(pair, by=theo(), at=MONDAY + HOUR)
    letters = at(clock, MONDAY + HOUR + JUST_AFTER)
    assert [(one.to, one.kind) for one in letters] == [(rosa().email, "appointment")]
    assert heads(letters, "rosa") == ["Theo has put your pair on pause"]
    clock.move_to(MONDAY + 2 * HOUR)
    leave.resume(pair, by=rosa(), at=MONDAY + 2 * HOUR)
    later = at(clock, MONDAY + 2 * HOUR + JUST_AFTER)
    assert [(one.to, one.text.split("\n")[0]) for one in later] == [
        (theo().email, "Rosa goes on with your pair")
    ]
    assert at(clock, MONDAY + 3 * HOUR) == []


class TestCannotCome:
    def test_the_partner_hears_once_and_is_reminded_before(
        self, plan: Plan, clock: time_machine.Traveller
    ) -> None:
        monday_has_settled(clock)
        for minutes in (60, 61):
            moment = MONDAY + timedelta(minutes=minutes)
            answer(plan.session, "declined", by=rosa(), at=moment)
        letters = through(clock, MONDAY + HOUR + JUST_AFTER, MONDAY + 3 * HOUR)
        assert [(one.to, one.text.split("\n")[0]) for _, one in letters] == [
            (theo().email, "Rosa cannot come on Thursday")
        ]
        assert f"/sessions/{plan.session.id}/move" in letters[0][1].text
        soon = [one for one in at(clock, STARTS - HOUR) if one.kind == "soon"]
        assert "Rosa cannot come today at 10:00" in heads(soon, "theo")[0]
        assert "You said that you cannot come" in heads(soon, "rosa")[0]

    def test_not_once_the_date_has_changed_or_the_answer(
        self, plan: Plan, clock: time_machine.Traveller
    ) -> None:
        monday_has_settled(clock)
        clock.move_to(MONDAY + HOUR)
        answer(plan.session, "declined", by=rosa(), at=MONDAY + HOUR)
        later = Appointment(STARTS + DAY, "America/Sao_Paulo")
        prepare.move(plan.session, later, by=theo(), at=MONDAY + HOUR)
        letters = at(clock, MONDAY + HOUR + JUST_AFTER)
        assert not [one for one in letters if "cannot come" in one.text]
        answer(plan.session, "declined", by=rosa(), at=MONDAY + 2 * HOUR)
        answer(plan.session, "accepted", by=rosa(), at=MONDAY + 2 * HOUR)
        assert at(clock, MONDAY + 2 * HOUR + JUST_AFTER) == []


def test_a_proposal_is_told_once_to_the_one_who_has_not_signed(
    pair: Pair, clock: time_machine.Traveller
) -> None:
    clock.move_to(MONDAY + HOUR)
    agreements.propose(pair, {"minutes": 30}, by=theo(), at=MONDAY + HOUR)
    letters = through(clock, MONDAY + HOUR + JUST_AFTER, MONDAY + DAY, HOUR)
    assert [(one.to, one.text.split("\n")[0]) for _, one in letters] == [
        (rosa().email, "Theo proposes a change to how you work together")
    ]
    clock.move_to(MONDAY + DAY)
    taken_back = agreements.propose(pair, {"minutes": 60}, by=theo(), at=MONDAY + DAY)
    agreements.withdraw_proposal(taken_back, by=theo(), at=MONDAY + DAY)
    assert at(clock, MONDAY + DAY + JUST_AFTER) == []


def test_what_cannot_be_written_costs_only_itself(
    plan: Plan, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_plan(signed(a_pair(rosa(), olga())), days=5)
    write = bundle.WORDS[Kind.APPOINTMENT]

    def breaks_for_theo(matter: Matter) -> object:
        assert matter.a_session != plan.session, "broken"
        return write(matter)

    monkeypatch.setitem(bundle.WORDS, Kind.APPOINTMENT, breaks_for_theo)
    letters = monday_has_settled(clock)
    assert sorted(one.to for one in letters) == [olga().email, rosa().email]
    monkeypatch.setitem(bundle.WORDS, Kind.APPOINTMENT, write)
    again = at(clock, MONDAY + 15 * HOUR / 60)
    assert sorted(one.to for one in again) == [rosa().email, theo().email]
    assert not Reminder.objects.filter(written_at=None).exists()
