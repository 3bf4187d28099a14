"""Whom news concerns, how many tabs one may hold, and whose turn it is to be asked again."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from romanesco.base import bus
from romanesco.live.admission import Credential, Question
from romanesco.live.close_codes import CloseCode, Closing
from romanesco.live.connection import Connection
from romanesco.live.pace import Pace
from romanesco.live.room import Room
from romanesco.live.visits import MOST_EACH, ROUND, Rounds, Visit, Visits
from tests.cast import MONDAY
from tests.live.rooms import HeldWriter

ROSA, THEO = uuid4(), uuid4()
PLAN, PAIR = uuid4(), uuid4()
HOUR = timedelta(hours=1)


def a_visit(
    person: UUID = THEO,
    *,
    login: str = "",
    plan: UUID = PLAN,
    pair: UUID = PAIR,
    ends_at: datetime | None = None,
) -> Visit:
    room = Room(plan, uuid4(), HeldWriter())  # type: ignore[arg-type]
    connection = Connection(person, True, Pace(0))
    return Visit(Question(Credential(session_key=login), plan), pair, room, connection, ends_at)


def seen(*visits: Visit) -> Visits:
    found = Visits()
    for visit in visits:
        found.add(visit)
    return found


def test_news_reaches_those_whom_it_concerns() -> None:
    here = a_visit(THEO, login="laptop")
    phone = a_visit(THEO, login="phone", plan=uuid4())
    rosa = a_visit(ROSA)
    elsewhere = a_visit(ROSA, plan=uuid4(), pair=uuid4())
    visits = seen(here, phone, rosa, elsewhere)
    expected: dict[bus.Announcement, list[Visit]] = {
        bus.PlanChanged(PLAN): [here, rosa],
        bus.PairChanged(PAIR): [here, phone, rosa],
        bus.LoginEnded("phone", THEO): [phone],
        bus.LoginEnded("unknown", THEO): [],
        bus.LoginEnded(None, THEO): [here, phone],
        bus.LoginEnded(None, ROSA): [rosa, elsewhere],
        bus.DocumentUpdated(PLAN, b""): [],
    }
    for announcement, concerned in expected.items():
        assert visits.concerned(announcement) == concerned
    for visit in (here, phone, rosa, elsewhere):
        visits.discard(visit)
    assert [visits.concerned(announcement) for announcement in expected] == [[]] * len(expected)
    assert len(visits) == 0


def test_one_tab_too_many_closes_the_oldest_of_the_same_person() -> None:
    theos = [a_visit() for _ in range(MOST_EACH)]
    rosas = a_visit(ROSA)
    visits = seen(rosas, *theos)
    visits.make_room(ROSA)
    assert all(visit.connection.outbox.code is None for visit in visits)
    visits.make_room(THEO)
    closed = [visit for visit in visits if visit.connection.outbox.code is not None]
    assert closed == theos[:1]
    assert closed[0].connection.outbox.code == CloseCode.TOO_FAST


def test_a_flood_that_does_not_even_leave_is_refused() -> None:
    visits = seen()
    for _ in range(2 * MOST_EACH):
        visits.make_room(THEO)
        visits.add(a_visit())
    still_open = [visit for visit in visits if visit.connection.outbox.code is None]
    assert len(still_open) == MOST_EACH
    with pytest.raises(Closing) as refused:
        visits.make_room(THEO)
    assert refused.value.code == CloseCode.TOO_FAST
    visits.make_room(ROSA)


def under_way(*visits: Visit) -> Rounds:
    rounds = Rounds()
    for visit in visits:
        rounds.add(visit)
    return rounds


def test_a_login_that_ends_is_asked_for_at_that_moment_and_once() -> None:
    first, second = a_visit(ends_at=MONDAY + HOUR), a_visit(ends_at=MONDAY + 2 * HOUR)
    rounds = under_way(second, first, a_visit())
    just_before = MONDAY + HOUR - timedelta(microseconds=1)
    assert [rounds.ended(at) for at in (MONDAY, just_before, MONDAY + HOUR)] == [[], [], [first]]
    assert rounds.ended(MONDAY + HOUR) == []
    rounds.note(first, MONDAY + 3 * HOUR)  # it was used meanwhile, so it lasts longer
    rounds.discard(second)
    assert rounds.ended(MONDAY + 2 * HOUR) == []
    assert rounds.ended(MONDAY + 3 * HOUR) == [first]


def test_a_clock_that_jumps_is_followed_at_once() -> None:
    visit = a_visit(ends_at=MONDAY + HOUR)
    rounds = under_way(visit)
    assert rounds.ended(MONDAY + timedelta(days=400)) == [visit]
    rounds.note(visit, visit.ends_at)  # asked by a clock that had been put right by then
    assert rounds.ended(MONDAY - timedelta(days=400)) == []
    assert rounds.ended(MONDAY + HOUR) == [visit]


@pytest.mark.parametrize("count", [1, 7, 600, 4_000])
def test_everybody_has_one_turn_in_a_round_evenly_spread(count: int) -> None:
    visits = [a_visit() for _ in range(count)]
    rounds = under_way(*visits)
    turns = [rounds.turn(1.0) for _ in range(round(ROUND))]
    asked = [visit for turn in turns for visit in turn]
    assert len(asked) >= count - 1  # the last one's may come with the next second
    assert len(set(asked)) == len(asked)
    assert max(len(turn) for turn in turns) <= count // ROUND + 1


def test_after_a_long_halt_nobody_is_asked_twice() -> None:
    visits = [a_visit() for _ in range(5)]
    rounds = under_way(*visits)
    assert rounds.turn(100 * ROUND) == visits
    assert rounds.turn(0.0) == []
    rounds.discard(visits[0])
    assert rounds.turn(ROUND) == visits[1:]
