"""Scheduling, moving and ending sessions."""

from datetime import UTC, datetime, timedelta

import pytest

from romanesco.base.errors import NotFound, Refused
from romanesco.base.zones import ZoneUnknown
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import PairNotActive, change_state
from romanesco.sessions import operations
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import (
    Appointment,
    InThePast,
    SameMoment,
    SessionHasChanged,
    TooFarAhead,
    UnknownAnswer,
)
from romanesco.sessions.queries import (
    ahead_of,
    attendances_of,
    next_session,
    session_for,
    sessions_past,
)
from tests.cast import MONDAY, a_pair, olga, rosa, theo

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def pair() -> Pair:
    return a_pair(rosa(), theo())


def planned(pair: Pair, starts_at: datetime = MONDAY + DAY) -> MentoringSession:
    when = Appointment(starts_at, "America/Sao_Paulo", 45, "Café")
    return operations.schedule(pair, when, by=theo(), at=MONDAY)


def test_sessions_are_numbered_and_what_was_cancelled_does_not_count(pair: Pair) -> None:
    first, second = planned(pair), planned(pair, MONDAY + 2 * DAY)
    assert (first.number, second.number) == (1, 2)
    operations.end(second, "cancelled", by=theo(), at=MONDAY)
    assert planned(pair, MONDAY + 3 * DAY).number == 2


@pytest.mark.parametrize(
    ("starts_at", "refusal"),
    [
        (MONDAY - DAY, InThePast),
        (MONDAY - timedelta(minutes=16), InThePast),
        (MONDAY + timedelta(days=732), TooFarAhead),
        (MONDAY + DAY, SameMoment),
        (MONDAY + DAY + timedelta(minutes=15), SameMoment),
        (MONDAY + DAY - timedelta(minutes=44), SameMoment),
    ],
)
def test_moments_that_are_refused_name_their_field(
    pair: Pair, starts_at: datetime, refusal: type[Refused]
) -> None:
    planned(pair)
    with pytest.raises(refusal) as raised:
        planned(pair, starts_at)
    assert raised.value.field in ("date", "time")
    assert MentoringSession.objects.count() == 1


def test_sessions_of_a_pair_do_not_overlap_and_the_refusal_says_with_what(pair: Pair) -> None:
    ten = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)  # at 10:00 for Theo
    first = planned(pair, ten)
    with pytest.raises(SameMoment, match=r"from 10:00 to 10:45\. Choose"):
        planned(pair, ten + timedelta(minutes=15))
    second = planned(pair, ten + timedelta(minutes=45))  # one right after the other
    with pytest.raises(SameMoment, match="from 14:00 to 14:45"):  # for Rosa
        operations.move(second, Appointment(ten, "UTC"), by=rosa(), at=MONDAY)
    operations.end(first, "cancelled", by=theo(), at=MONDAY)
    assert operations.move(second, Appointment(ten, "UTC"), by=rosa(), at=MONDAY).starts_at == ten


def test_a_session_can_be_planned_for_now(pair: Pair) -> None:
    assert planned(pair, MONDAY - timedelta(minutes=10)).state == "planned"


def test_moving_raises_the_sequence_and_may_keep_the_moment(pair: Pair) -> None:
    session = planned(pair)
    same = Appointment(session.starts_at, "Europe/Amsterdam", 60, "")
    moved = operations.move(session, same, by=rosa(), at=MONDAY)
    assert (moved.sequence, moved.minutes, moved.place) == (1, 60, "")
    assert moved.number == session.number


def test_a_session_that_has_begun_does_not_move_and_is_not_cancelled(pair: Pair) -> None:
    session = planned(pair)
    operations.start(session, by=theo(), at=MONDAY + DAY)
    with pytest.raises(SessionHasChanged):
        operations.move(session, Appointment(MONDAY + 3 * DAY, "UTC"), by=theo(), at=MONDAY)
    with pytest.raises(SessionHasChanged):
        operations.end(session, "cancelled", by=theo(), at=MONDAY)


@pytest.mark.parametrize("state", ["paused", "closed"])
def test_a_pair_that_does_not_go_on_plans_moves_and_starts_nothing(pair: Pair, state: str) -> None:
    session = planned(pair)
    change_state(pair, state, by=rosa(), at=MONDAY)
    when = Appointment(MONDAY + 2 * DAY, "UTC")
    with pytest.raises(PairNotActive):
        operations.schedule(pair, when, by=theo(), at=MONDAY)
    with pytest.raises(PairNotActive):
        operations.move(session, when, by=theo(), at=MONDAY)
    with pytest.raises(PairNotActive):
        operations.start(session, by=theo(), at=MONDAY)


def test_an_outsider_finds_no_session(pair: Pair) -> None:
    session = planned(pair)
    assert session_for(rosa(), session.id) == session
    with pytest.raises(NotFound):
        session_for(olga(), session.id)


def test_the_one_in_session_comes_first_and_the_past_is_latest_first(pair: Pair) -> None:
    near, far = planned(pair), planned(pair, MONDAY + 7 * DAY)
    assert next_session(pair) == near
    operations.start(far, by=theo(), at=MONDAY)
    assert next_session(pair) == far
    assert list(ahead_of([pair.id])) == [far, near]
    operations.end(far, "held", by=theo(), at=MONDAY)
    operations.end(near, "missed", by=theo(), at=MONDAY)
    assert list(sessions_past(pair)) == [far, near]


class TestWhoComes:
    def test_each_answers_once_and_may_change_it(self, pair: Pair) -> None:
        session = planned(pair)
        operations.answer(session, "tentative", by=rosa(), at=MONDAY)
        operations.answer(session, "accepted", by=theo(), at=MONDAY)
        operations.answer(session, "declined", by=rosa(), at=MONDAY + DAY)
        assert answers(session) == {"Rosa Okafor": "declined", "Theo Lindqvist": "accepted"}

    def test_a_new_date_is_answered_anew_and_nothing_is_cleared(self, pair: Pair) -> None:
        session = planned(pair)
        operations.answer(session, "accepted", by=rosa(), at=MONDAY)
        moved = operations.move(session, Appointment(MONDAY + 2 * DAY, "UTC"), by=theo(), at=MONDAY)
        assert answers(moved) == {}
        assert session.attendances.get().answer == "accepted"
        operations.answer(moved, "declined", by=rosa(), at=MONDAY)
        assert answers(moved) == {"Rosa Okafor": "declined"}

    def test_another_place_leaves_the_answers(self, pair: Pair) -> None:
        session = planned(pair)
        operations.answer(session, "accepted", by=rosa(), at=MONDAY)
        here = Appointment(session.starts_at, session.time_zone, 45, "The library")
        moved = operations.move(session, here, by=theo(), at=MONDAY)
        assert answers(moved) == {"Rosa Okafor": "accepted"}
        operations.answer(moved, "declined", by=theo(), at=MONDAY, sequence=0)
        assert answers(moved)["Theo Lindqvist"] == "declined"

    def test_an_answer_to_an_older_date_that_comes_late_changes_nothing(self, pair: Pair) -> None:
        session = planned(pair)
        moved = operations.move(session, Appointment(MONDAY + 2 * DAY, "UTC"), by=theo(), at=MONDAY)
        operations.answer(moved, "accepted", by=rosa(), at=MONDAY, sequence=0)
        assert answers(moved) == {}
        operations.answer(moved, "tentative", by=rosa(), at=MONDAY, sequence=1)
        operations.answer(moved, "declined", by=rosa(), at=MONDAY + DAY, sequence=0)
        assert answers(moved) == {"Rosa Okafor": "tentative"}
        operations.answer(moved, "declined", by=rosa(), at=MONDAY + DAY, sequence=99)
        assert moved.attendances.get().sequence == moved.sequence

    def test_of_the_two_alone_about_a_session_that_is_ahead(self, pair: Pair) -> None:
        session = planned(pair)
        with pytest.raises(NotFound):
            operations.answer(session, "accepted", by=olga(), at=MONDAY)
        with pytest.raises(UnknownAnswer):
            operations.answer(session, "perhaps", by=rosa(), at=MONDAY)
        operations.end(session, "cancelled", by=theo(), at=MONDAY)
        with pytest.raises(SessionHasChanged):
            operations.answer(session, "accepted", by=rosa(), at=MONDAY)
        assert not session.attendances.exists()


def answers(session: MentoringSession) -> dict[str, str]:
    return {one.person.name: one.answer for one in attendances_of(session)}


def test_each_change_tells_when_it_was_and_by_whom(pair: Pair) -> None:
    session = planned(pair)
    assert (session.changed_at, session.changed_by, session.utc_offset) == (MONDAY, theo(), -180)
    later = MONDAY + timedelta(hours=1)
    operations.move(session, Appointment(MONDAY + DAY, "Asia/Kolkata"), by=rosa(), at=later)
    session.refresh_from_db()
    assert (session.changed_at, session.changed_by, session.utc_offset) == (later, rosa(), 330)
    operations.start(session, by=theo(), at=MONDAY + DAY)
    session.refresh_from_db()
    assert (session.changed_at, session.changed_by) == (MONDAY + DAY, theo())
    operations.end(session, "held", by=rosa(), at=MONDAY + 2 * DAY)
    session.refresh_from_db()
    assert (session.changed_at, session.changed_by) == (MONDAY + 2 * DAY, rosa())


def test_a_zone_that_nobody_knows_is_refused(pair: Pair) -> None:
    with pytest.raises(ZoneUnknown):
        operations.schedule(pair, Appointment(MONDAY + DAY, "Atlantis"), by=theo(), at=MONDAY)
