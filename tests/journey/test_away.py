"""A time away leaves the rhythm whole: its days are left out, what was begun is asked about."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from romanesco.agreements.queries import rules_of
from romanesco.base.errors import NotFound, Refused
from romanesco.journey import away, leave, prepare
from romanesco.journey.away import in_time_away
from romanesco.journey.next_dates import next_dates
from romanesco.journey.relocate import describe
from romanesco.journey.rhythm import make_more
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.people.operations import About
from romanesco.people.time_away import (
    AwayEndsBeforeItBegins,
    AwayIsOver,
    AwayTooLong,
    TooManyTimesAway,
)
from romanesco.plans.models import Plan
from romanesco.sessions.models import LeftOut, MentoringSession, Rhythm
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import topic
from tests.journey.test_rhythm import DAY, FIRST, THURSDAYS, WEEK, dates, plans, thursdays

pytestmark = pytest.mark.django_db
HOLIDAYS = (date(2026, 12, 1), date(2026, 12, 12))  # the second and the third Thursday


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()), **THURSDAYS)


def test_days_away_are_left_out_and_the_rhythm_goes_on(pair: Pair) -> None:
    away.note(rosa(), *HOLIDAYS, at=MONDAY + timedelta(hours=1))
    assert dates(pair) == [FIRST, *thursdays(4, since=FIRST + 3 * WEEK)]
    assert set(LeftOut.objects.values_list("recurs_at", flat=True)) == {
        FIRST + WEEK,
        FIRST + 2 * WEEK,
    }
    rhythm = Rhythm.objects.get()
    assert (rhythm.sequence, rhythm.ended_at) == (1, None)
    make_more(at=FIRST + 6 * WEEK)
    assert FIRST + WEEK not in dates(pair)


def test_what_was_taken_back_is_made_again(pair: Pair) -> None:
    noted = away.note(theo(), *HOLIDAYS, at=MONDAY)
    away.take_back(theo(), noted.id, at=FIRST + WEEK + DAY)
    ahead = [one for one in dates(pair) if one > FIRST + WEEK]
    assert ahead[:5] == thursdays(5, since=FIRST + 2 * WEEK)
    assert [one.recurs_at for one in LeftOut.objects.all()] == [FIRST + WEEK]  # has passed


def test_one_that_was_begun_stays_and_is_asked_about(pair: Pair) -> None:
    second, third = plans(pair)[1:3]
    topic(second, "Saying no", by=theo())
    prepare.move(
        third.session, Appointment(FIRST + 8 * DAY, "UTC"), by=theo(), at=MONDAY
    )  # into Rosa's time away, on purpose
    away.note(rosa(), *HOLIDAYS, at=MONDAY)
    asked = in_time_away(pair, at=MONDAY)
    assert [one.session.id for one in asked] == [second.session_id, third.session_id]
    assert all(one.away == (rosa(),) for one in asked)
    leave.cancel(second.session, by=rosa(), at=MONDAY)
    assert [one.session.id for one in in_time_away(pair, at=MONDAY)] == [third.session_id]


def test_one_planned_by_hand_stays_and_is_asked_about(pair: Pair) -> None:
    by_hand = a_plan(pair, days=9)
    away.note(rosa(), *HOLIDAYS, at=MONDAY)
    assert [one.session for one in in_time_away(pair, at=MONDAY)] == [by_hand.session]


def test_all_pairs_of_the_one_who_is_away_follow_and_no_other(pair: Pair) -> None:
    other = signed(a_pair(rosa(), olga()), **THURSDAYS)
    theirs = signed(a_pair(olga(), theo()), **THURSDAYS)
    away.note(rosa(), *HOLIDAYS, at=MONDAY)
    assert FIRST + WEEK not in dates(pair)
    assert FIRST + WEEK not in dates(other)
    assert dates(theirs) == thursdays()


def test_days_are_days_of_the_one_who_is_away() -> None:
    """Thursday at 22:00 in São Paulo is Friday in Amsterdam."""
    late = THURSDAYS | {"meets_at": "22:00"}
    pair = signed(a_pair(rosa(), theo()), **late)
    first = dates(pair)[0]
    away.note(rosa(), date(2026, 11, 26), date(2026, 11, 26), at=MONDAY)
    assert dates(pair)[0] == first
    away.note(rosa(), date(2026, 11, 27), date(2026, 11, 27), at=MONDAY)
    assert dates(pair)[0] == first + WEEK


def test_whoever_moves_is_away_on_the_days_of_the_new_place() -> None:
    pair = signed(a_pair(rosa(), theo()), **THURSDAYS | {"meets_at": "22:00"})
    first = dates(pair)[0]
    away.note(rosa(), date(2026, 11, 26), date(2026, 11, 26), at=MONDAY)
    about = About("Rosa", "America/Lima", "en", time(9), time(18), "MO")
    describe(rosa(), about, at=MONDAY)
    assert dates(pair)[0] == first + WEEK


@pytest.mark.parametrize(
    ("from_on", "until_on", "refusal"),
    [
        (date(2026, 12, 2), date(2026, 12, 1), AwayEndsBeforeItBegins),
        (date(2026, 11, 1), date(2026, 11, 22), AwayIsOver),
        (date(2026, 12, 1), date(2027, 12, 2), AwayTooLong),
    ],
)
def test_days_that_make_no_sense_are_refused(
    pair: Pair, from_on: date, until_on: date, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal) as raised:
        away.note(rosa(), from_on, until_on, at=MONDAY)
    assert raised.value.field == "until_on"
    assert (rosa().times_away.count(), dates(pair)) == (0, thursdays())


def test_a_whole_year_and_twenty_times_ahead_are_enough(pair: Pair) -> None:
    away.note(rosa(), date(2026, 11, 1), date(2026, 11, 23), at=MONDAY)
    away.note(rosa(), date(2027, 1, 1), date(2027, 12, 31), at=MONDAY)
    for day in range(1, 19):
        away.note(rosa(), date(2028, 1, day), date(2028, 1, day), at=MONDAY)
    with pytest.raises(TooManyTimesAway):
        away.note(rosa(), *HOLIDAYS, at=MONDAY)
    away.note(rosa(), *HOLIDAYS, at=MONDAY + 2 * DAY)  # the first is over


def test_a_time_away_is_taken_back_by_its_own_person_alone(pair: Pair) -> None:
    noted = away.note(rosa(), *HOLIDAYS, at=MONDAY)
    for person, found in ((theo(), noted.id), (olga(), noted.id), (rosa(), uuid4())):
        with pytest.raises(NotFound):
            away.take_back(person, found, at=MONDAY)
    assert rosa().times_away.count() == 1


def test_the_next_dates_say_who_is_away(pair: Pair) -> None:
    away.note(rosa(), *HOLIDAYS, at=MONDAY)
    away.note(theo(), date(2026, 12, 10), date(2026, 12, 10), at=MONDAY)
    shown = next_dates(rules_of(pair), after=MONDAY)
    assert [one.starts_at for one in shown] == thursdays()
    names: list[list[Person]] = [list(one.away) for one in shown]
    assert names == [[], [rosa()], [rosa(), theo()], [], []]


def test_on_pause_days_are_left_out_once_it_goes_on(pair: Pair) -> None:
    leave.pause(pair, by=theo(), at=MONDAY)
    away.note(rosa(), *HOLIDAYS, at=MONDAY)
    assert not MentoringSession.objects.filter(starts_at=FIRST + WEEK).exists()
    leave.resume(pair, by=theo(), at=MONDAY + timedelta(hours=1))
    assert dates(pair) == [FIRST, *thursdays(4, since=FIRST + 3 * WEEK)]


def test_a_year_away_leaves_no_rhythm_without_an_end(pair: Pair) -> None:
    away.note(rosa(), date(2026, 11, 23), date(2027, 11, 22), at=MONDAY)
    assert dates(pair) == thursdays(5, since=FIRST + 52 * WEEK)
    assert Plan.objects.count() == 5
