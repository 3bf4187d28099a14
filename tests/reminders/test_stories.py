"""A week of Rosa's and Theo's, by the letters that it brings."""

from datetime import timedelta

import pytest
import time_machine

from romanesco.actions.operations import Promise, complete
from romanesco.journey import hold, leave, prepare
from romanesco.journey.promise import add_promise
from romanesco.journey.reopen import reopen
from romanesco.journey.wrap_up import wrap_up
from romanesco.mail.models import Letter
from romanesco.pairs.models import Pair
from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.plans.notes import keep
from romanesco.reminders.models import Reminder
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_plan, olga, rosa, theo
from tests.journey.stories import answer, topic
from tests.reminders.stories import DAY, HOUR, JUST_AFTER, at, kinds, monday_has_settled, through

pytestmark = pytest.mark.django_db

STARTS = MONDAY + 3 * DAY + 4 * HOUR
SHARED = STARTS - DAY


def test_a_week_brings_each_letter_once(plan: Plan, clock: time_machine.Traveller) -> None:
    answer(plan, "went_well", "The retry queue is live", by=theo())
    letters = through(clock, MONDAY, STARTS, HOUR)
    told = [(moment, one.to.split("@")[0], one.kind) for moment, one in letters]
    assert sorted(told) == [
        (MONDAY + HOUR, "rosa", "appointment"),
        (MONDAY + HOUR, "theo", "appointment"),
        (SHARED - DAY, "theo", "prepare"),
        (SHARED, "rosa", "shared"),
        (STARTS - HOUR, "rosa", "soon"),
        (STARTS - HOUR, "theo", "soon"),
    ]
    assert not Letter.objects.filter(to=olga().email).exists()
    assert not Reminder.objects.filter(written_at=None, dropped_at=None).exists()


def test_an_empty_plan_is_asked_after_once_more_and_told_to_its_preparer_alone(
    plan: Plan, clock: time_machine.Traveller
) -> None:
    letters = through(clock, MONDAY + HOUR, STARTS - 2 * HOUR, HOUR)
    told = [(moment, one.to.split("@")[0], one.kind) for moment, one in letters][2:]
    assert told == [
        (SHARED - DAY, "theo", "prepare"),
        (SHARED - 2 * HOUR, "theo", "prepare"),
        (SHARED, "theo", "prepare"),
    ]
    assert "still empty" in Letter.objects.get(written_at=SHARED).text


def test_the_reminder_holds_the_questions_with_what_is_written(
    plan: Plan, clock: time_machine.Traveller
) -> None:
    answer(plan, "went_well", "The retry queue is live", by=theo())
    monday_has_settled(clock)
    (letter,) = at(clock, SHARED - DAY)
    assert "2. What has gone well in the last week?\n  The retry queue is live" in letter.text
    assert "10:00 for you in São Paulo · 14:00 for Rosa in Amsterdam" in letter.text
    assert "It is shared with Rosa tomorrow at 10:00, as you both agreed." in letter.text
    assert letter.thread == plan.session.id
    assert letter.unsubscribe_url
    assert f"/plans/{plan.id}/" in letter.text


def test_what_was_shared_is_in_the_letter_and_nothing_else(
    plan: Plan, clock: time_machine.Traveller
) -> None:
    answer(plan, "went_well", "The retry queue is live", by=theo())
    keep(plan, "My note to myself", person=theo())
    skipped = topic(plan, "I may be quitting", by=theo())
    operations.skip(skipped, is_skipped=True, by=theo(), at=MONDAY)
    monday_has_settled(clock)
    operations.share(plan, by=theo(), at=MONDAY + HOUR)
    assert at(clock, MONDAY + HOUR) == []
    (letter,) = at(clock, MONDAY + HOUR + JUST_AFTER)
    assert (letter.to, letter.from_name) == (rosa().email, "Theo Lindqvist")
    assert "The retry queue is live" in letter.text
    assert "The retry queue is live" in letter.html
    for words in ("note to myself", "quitting"):
        assert words not in letter.text + letter.html


def test_no_draft_is_in_any_letter_to_the_partner(
    plan: Plan, clock: time_machine.Traveller
) -> None:
    answer(plan, "went_well", "Planted words", by=theo())
    topic(plan, "Planted topic", "Planted text", by=theo())
    later = Appointment(STARTS + HOUR, "Europe/Amsterdam")
    prepare.move(plan.session, later, by=theo(), at=MONDAY)
    through(clock, MONDAY, SHARED, HOUR)
    leave.cancel(plan.session, by=theo(), at=SHARED)
    through(clock, SHARED, STARTS + DAY, HOUR)
    letters = Letter.objects.filter(to=rosa().email)
    assert letters.count() == 2
    assert "Planted words" in Letter.objects.get(to=theo().email, kind="prepare").text
    assert not [one for one in letters if "Planted" in one.text + one.html + one.calendar]


def test_sharing_that_is_taken_back_before_the_letter_went_brings_none(
    plan: Plan, clock: time_machine.Traveller
) -> None:
    answer(plan, "went_well", "The retry queue is live", by=theo())
    monday_has_settled(clock)
    operations.share(plan, by=theo(), at=MONDAY + HOUR)
    operations.withdraw_sharing(plan, by=theo(), at=MONDAY + HOUR)
    assert at(clock, MONDAY + HOUR + JUST_AFTER) == []
    operations.share(plan, by=theo(), at=MONDAY + 2 * HOUR)
    written = at(clock, MONDAY + 2 * HOUR + JUST_AFTER)
    assert kinds(written) == ["shared"]
    operations.withdraw_sharing(plan, by=theo(), at=MONDAY + 2 * HOUR + JUST_AFTER)
    assert not Letter.objects.filter(kind="shared").exists()


def test_who_has_opened_the_plan_needs_no_letter(plan: Plan, clock: time_machine.Traveller) -> None:
    answer(plan, "went_well", "The retry queue is live", by=theo())
    monday_has_settled(clock)
    operations.share(plan, by=theo(), at=MONDAY + HOUR)
    operations.mark_opened(plan.id, by=rosa(), at=MONDAY + HOUR)
    assert at(clock, MONDAY + HOUR + JUST_AFTER) == []


def test_five_moves_are_one_letter(plan: Plan, clock: time_machine.Traveller) -> None:
    monday_has_settled(clock)
    moment = MONDAY + HOUR
    for number in range(5):
        clock.move_to(moment + number * HOUR / 60)
        later = Appointment(STARTS + (1 + number) * HOUR, "Europe/Amsterdam")
        prepare.move(plan.session, later, by=rosa(), at=moment + number * HOUR / 60)
        assert at(clock, moment + number * HOUR / 60) == []
    letters = at(clock, moment + 4 * HOUR / 60 + JUST_AFTER)
    assert [one.to for one in letters] == [rosa().email, theo().email]
    assert "Rosa moved it from Thursday, 26 November, 10:00" in letters[1].text
    assert "15:00 for you in São Paulo" in letters[1].text


def test_a_moved_session_leaves_nothing_stale(plan: Plan, clock: time_machine.Traveller) -> None:
    answer(plan, "went_well", "The retry queue is live", by=theo())
    through(clock, MONDAY, SHARED - DAY, HOUR)
    clock.move_to(SHARED - HOUR)
    later = Appointment(STARTS + 7 * DAY, "America/Sao_Paulo")
    prepare.move(plan.session, later, by=theo(), at=SHARED - HOUR)
    letters = through(clock, SHARED, STARTS + 7 * DAY, HOUR)
    told = [(moment, one.to.split("@")[0], one.kind) for moment, one in letters]
    assert told == [
        (SHARED, "rosa", "appointment"),
        (SHARED, "theo", "appointment"),
        (SHARED + 6 * DAY, "theo", "prepare"),
        (SHARED + 7 * DAY, "rosa", "shared"),
        (STARTS + 7 * DAY - HOUR, "rosa", "soon"),
        (STARTS + 7 * DAY - HOUR, "theo", "soon"),
    ]


def test_the_summary_tells_what_was_said_promised_and_hoped(
    plan: Plan, clock: time_machine.Traveller
) -> None:
    answer(plan, "went_well", "The retry queue is live", by=theo())
    answer(plan, "hopes", "Sleep", by=theo())
    topic(plan, "Saying no", "to swaps", by=theo())
    keep(plan, "My note to myself", person=theo())
    through(clock, MONDAY, STARTS, HOUR)
    hold.start(plan.session, by=theo(), at=STARTS)
    promise = Promise("Send the design note", "mentee", (STARTS + 5 * DAY).date())
    add_promise(plan, promise, by=theo(), at=STARTS)
    ends = STARTS + HOUR
    clock.move_to(ends)
    following = Appointment(STARTS + 7 * DAY, "America/Sao_Paulo")
    wrap_up(plan, {}, by=rosa(), at=ends, next_one=following)
    for_rosa, for_theo = at(clock, ends + JUST_AFTER)
    assert (for_rosa.kind, for_rosa.thread) == ("summary", plan.session.id)
    for words in ("The retry queue is live", "Sleep", "to swaps", "You meet again on"):
        assert words in for_rosa.text
    assert "Theo: Send the design note, by Tuesday" in for_rosa.text
    assert "You: Send the design note, by Tuesday" in for_theo.text
    assert "Moves on to next time\n- Saying no" in for_theo.text
    assert "What Theo hopes for until then\n- Sleep" in for_rosa.text
    assert "note to myself" not in for_theo.text + for_rosa.text


def test_a_session_that_is_taken_up_again_is_summed_up_once_it_has_ended(
    plan: Plan, clock: time_machine.Traveller
) -> None:
    through(clock, MONDAY, STARTS, HOUR)
    live = hold.start(plan.session, by=theo(), at=STARTS)
    clock.move_to(STARTS + HOUR)
    wrap_up(live, {}, by=rosa(), at=STARTS + HOUR)
    reopen(live, by=theo(), at=STARTS + HOUR)
    assert at(clock, STARTS + HOUR + JUST_AFTER) == []
    ends = STARTS + 2 * HOUR
    clock.move_to(ends)
    wrap_up(live, {}, by=rosa(), at=ends)
    assert kinds(at(clock, ends + JUST_AFTER)) == ["summary", "summary"]
    reopen(live, by=theo(), at=ends + HOUR)  # the letter is out already: another follows
    clock.move_to(ends + 2 * HOUR)
    wrap_up(live, {}, by=rosa(), at=ends + 2 * HOUR)
    assert kinds(at(clock, ends + 2 * HOUR + JUST_AFTER)) == ["summary", "summary"]


def test_promises_are_asked_after_in_one_letter_and_once_more_kindly(
    pair: Pair, plan: Plan, clock: time_machine.Traveller
) -> None:
    monday_has_settled(clock)
    operations.share(plan, by=theo(), at=MONDAY)
    saturday = (MONDAY + 5 * DAY).date()
    for words in ("Send the design note", "Ask Mia"):
        add_promise(plan, Promise(words, "mentee", saturday), by=theo(), at=MONDAY)
    nine_in_sao_paulo = MONDAY + 4 * DAY + 3 * HOUR
    assert "promises" not in kinds(at(clock, nine_in_sao_paulo - HOUR / 60))
    (letter,) = at(clock, nine_in_sao_paulo)
    assert (letter.to, letter.kind) == (theo().email, "promises")
    assert "Send the design note" in letter.text
    assert "Ask Mia" in letter.text
    later = through(clock, nine_in_sao_paulo + HOUR, nine_in_sao_paulo + 9 * DAY, 3 * HOUR)
    again = [(moment, one) for moment, one in later if one.kind == "promises"]
    assert [moment.date() for moment, _ in again] == [saturday + timedelta(days=2)]
    assert "Have we overestimated something?" in again[0][1].text
    assert "overdue" not in again[0][1].text.lower()


def test_a_kept_promise_is_not_asked_after(
    pair: Pair, plan: Plan, clock: time_machine.Traveller
) -> None:
    monday_has_settled(clock)
    operations.share(plan, by=theo(), at=MONDAY)
    friday = (MONDAY + 4 * DAY).date()
    made = add_promise(plan, Promise("Ask Mia", "mentee", friday), by=theo(), at=MONDAY)
    complete(made.id, is_done=True, by=theo(), at=MONDAY)
    later = through(clock, MONDAY + DAY, MONDAY + 9 * DAY, 3 * HOUR)
    assert "promises" not in kinds([one for _, one in later])


def test_what_is_due_together_is_one_letter(pair: Pair, clock: time_machine.Traveller) -> None:
    a_plan(pair, days=1.5)
    letters = monday_has_settled(clock)
    assert kinds(letters, rosa()) == ["appointment"]
    assert kinds(letters, theo()) == ["prepare"]
    (mine,) = [one for one in letters if one.person_id == theo().id]
    assert "Also\n- You meet Rosa on" in mine.text


def test_who_is_no_longer_a_pair_is_told_of_the_cancelled_session_alone(
    pair: Pair, plan: Plan, clock: time_machine.Traveller
) -> None:
    monday_has_settled(clock)
    clock.move_to(MONDAY + HOUR)
    leave.close(pair, by=rosa(), at=MONDAY + HOUR)
    letters = through(clock, MONDAY + 2 * HOUR, STARTS + DAY, HOUR)
    assert [one.kind for _, one in letters] == ["appointment", "appointment"]
    assert "You have closed your pair with Theo" in letters[0][1].text
    assert all(one.calendar_method == "CANCEL" for _, one in letters)


def test_a_pair_on_pause_is_left_alone(
    pair: Pair, plan: Plan, clock: time_machine.Traveller
) -> None:
    monday_has_settled(clock)
    leave.pause(pair, by=rosa(), at=MONDAY + HOUR)
    letters = through(clock, MONDAY + HOUR, STARTS, HOUR)
    assert [(one.to, one.kind) for _, one in letters] == [(theo().email, "appointment")]
    assert "Rosa has put your pair on pause" in letters[0][1].text
