"""The two turns of a thinking partnership: the rules, and the rows that both go by."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from romanesco.base import bus
from romanesco.base.bus import Announcement, PlanChanged
from romanesco.base.errors import NotFound
from romanesco.journey.another_structure import take_structure
from romanesco.people.models import Person
from romanesco.plans import operations, thinking
from romanesco.plans.models import Plan
from romanesco.plans.turns import NOTHING, Turns, moved
from tests import cast
from tests.cast import MONDAY, olga

A_MINUTE = timedelta(minutes=1)
RUNNING = Turns(running_since=MONDAY)


def after(turns: Turns, move: str, minutes: float = 0) -> Turns:
    return moved(turns, move, at=MONDAY + minutes * A_MINUTE)


def test_a_turn_from_its_start_to_the_end_of_the_second() -> None:
    turns = after(Turns(), "start")
    assert (turns.state(MONDAY), turns.thinks) == ("running", "mentee")
    assert turns.left(MONDAY + 3 * A_MINUTE) == 4 * A_MINUTE
    assert turns.ends_at(MONDAY + 3 * A_MINUTE) == MONDAY + 7 * A_MINUTE
    late = MONDAY + 9 * A_MINUTE
    assert (turns.state(late), turns.left(late), turns.ends_at(late)) == ("up", NOTHING, None)
    turns = after(turns, "swap", 9)
    assert (turns.state(late), turns.thinks, turns.left(late)) == (
        "running",
        "mentor",
        7 * A_MINUTE,
    )
    turns = after(turns, "swap", 10)
    assert (turns.state(late), turns.turn, turns.thinks) == ("over", 3, "mentor")
    assert after(turns, "again", 11) == Turns()


def test_a_pause_takes_no_time() -> None:
    turns = after(after(RUNNING, "pause", 2), "go_on", 30)
    assert turns.left(MONDAY + 31 * A_MINUTE) == 4 * A_MINUTE
    held = after(after(RUNNING, "swap", 2), "pause", 2)
    assert held.state(MONDAY) == "paused", "the second turn, paused at its very start"


@pytest.mark.parametrize(
    ("turns", "moves"),
    [
        (Turns(), ["pause", "go_on", "swap", "no_such"]),
        (RUNNING, ["start", "go_on"]),
        (after(RUNNING, "pause", 1), ["start", "pause"]),
        (Turns(turn=3), ["start", "pause", "go_on", "swap"]),
        (Turns(ran=7 * A_MINUTE), ["start", "pause", "go_on"]),
    ],
)
def test_what_does_not_fit_changes_nothing(turns: Turns, moves: list[str]) -> None:
    assert [after(turns, move, 1) for move in moves] == [turns] * len(moves)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["start", "pause", "go_on", "swap", "again"]), st.integers(-2, 400)
        )
    )
)
def test_no_turn_is_ever_longer_or_less_than_nothing(moves: list[tuple[str, int]]) -> None:
    """Also where a clock is set back between two moves."""
    turns, at = Turns(minutes=2), MONDAY
    for move, seconds in moves:
        at += timedelta(seconds=seconds)
        turns = moved(turns, move, at=at)
        assert NOTHING <= turns.left(at) <= turns.length
        assert 1 <= turns.turn <= 3
        assert (turns.state(at) == "running") == (turns.ends_at(at) is not None)


@pytest.fixture
def heard() -> Iterator[list[Announcement]]:
    found: list[Announcement] = []
    unsubscribe = bus.listen(found.append)
    yield found
    unsubscribe()


def test_both_go_by_the_same_rows(plan: Plan, rosa: Person, theo: Person) -> None:
    take_structure(plan, "thinking_partnership", by=theo, at=MONDAY)

    def begin(by: Person) -> Turns:
        return thinking.start(plan, minutes=5, first="mentor", by=by, at=MONDAY)

    with pytest.raises(thinking.TurnsNotYet):
        begin(theo)
    for stranger in (rosa, olga()):
        with pytest.raises(NotFound):
            begin(stranger)
        with pytest.raises(NotFound):
            thinking.move(plan, "swap", turn=1, by=stranger, at=MONDAY)
    operations.share(plan, by=theo, at=MONDAY)
    for minutes in (0, 31):
        with pytest.raises(thinking.TurnsTooLong):
            thinking.start(plan, minutes=minutes, first="mentor", by=theo, at=MONDAY)
    started = begin(theo)
    assert thinking.turns_of(plan) == started == Turns(5, "mentor", running_since=MONDAY)
    assert thinking.start(plan, minutes=9, first="mentee", by=rosa, at=MONDAY) == started
    swapped = thinking.move(plan, "swap", turn=1, by=rosa, at=MONDAY)
    assert (swapped.turn, swapped.thinks) == (2, "mentee")
    # Theo pressed the same button a moment later: the second turn goes on.
    assert thinking.move(plan, "swap", turn=1, by=theo, at=MONDAY) == swapped
    assert thinking.turns_of(plan) == swapped


@pytest.mark.django_db(transaction=True)
def test_both_pages_hear_of_it(heard: list[Announcement]) -> None:
    plan = cast.a_plan(cast.signed(cast.a_pair(cast.rosa(), cast.theo())))
    rosa, theo = plan.session.pair.mentor, plan.session.pair.mentee
    take_structure(plan, "thinking_partnership", by=theo, at=MONDAY)
    operations.share(plan, by=theo, at=MONDAY)
    heard.clear()
    thinking.start(plan, minutes=7, first="mentee", by=rosa, at=MONDAY)
    assert heard == [PlanChanged(plan.id)]
    thinking.move(plan, "again", turn=2, by=rosa, at=MONDAY)
    assert len(heard) == 1, "nothing changed"


def test_only_where_the_plan_has_them(plan: Plan, theo: Person) -> None:
    operations.share(plan, by=theo, at=MONDAY)
    with pytest.raises(NotFound):
        thinking.start(plan, minutes=7, first="mentee", by=theo, at=MONDAY)
