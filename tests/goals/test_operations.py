"""What the mentee works towards: added, worded anew, ordered, reached, let go, taken up again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from romanesco.base.errors import NotFound
from romanesco.goals import operations
from romanesco.goals.models import Goal
from romanesco.goals.operations import GoalEmpty, GoalTooLong, MeasureTooLong, TooManyGoals
from romanesco.goals.queries import goal_for, goal_of, goals_of, open_goals
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import PairIsOver, change_state
from romanesco.people.models import Person
from tests.cast import MONDAY, a_pair, cora, olga, rosa, theo

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=7)


@pytest.fixture
def pair() -> Pair:
    return a_pair(rosa(), theo())


def added(pair: Pair, text: str = "Speak at a conference", by: Person | None = None) -> Goal:
    return operations.add_goal(pair, text, "A talk was accepted", by=by or theo(), at=MONDAY)


def test_either_adds_one_and_words_it_anew(pair: Pair) -> None:
    goal = added(pair, "  Speak \n at a conference ")
    assert (goal.text, goal.measure) == ("Speak at a conference", "A talk was accepted")
    operations.reword(goal.id, "Give a talk", "", by=rosa(), at=LATER)
    goal.refresh_from_db()
    assert (goal.text, goal.measure, goal.changed_at) == ("Give a talk", "", LATER)
    assert (goal.made_by, goal.made_at) == (theo(), MONDAY)


def test_words_are_needed_and_have_an_end(pair: Pair) -> None:
    goal = added(pair)
    for text, measure, refusal in (
        (" \n ", "", GoalEmpty),
        ("x" * 301, "", GoalTooLong),
        ("x", "x" * 501, MeasureTooLong),
    ):
        with pytest.raises(refusal):
            operations.add_goal(pair, text, measure, by=theo(), at=MONDAY)
        with pytest.raises(refusal):
            operations.reword(goal.id, text, measure, by=theo(), at=MONDAY)
    goal.refresh_from_db()
    assert goal.text == "Speak at a conference"


def test_they_stand_in_the_order_that_the_two_give_them(pair: Pair) -> None:
    first, second, third = (added(pair, text) for text in ("one", "two", "three"))
    operations.reach(second.id, by=theo(), at=LATER)
    operations.place(third.id, 1, by=rosa(), at=LATER)
    assert [goal.text for goal in open_goals(pair)] == ["three", "one"]
    operations.place(third.id, 99, by=rosa(), at=LATER)
    assert list(open_goals(pair)) == [first, third]


def test_reached_let_go_and_taken_up_again(pair: Pair) -> None:
    goal = added(pair)
    assert not operations.reach(goal.id, by=rosa(), at=LATER).is_open
    gone = operations.let_go(goal.id, by=theo(), at=LATER)
    assert (gone.reached_at, gone.let_go_at, gone.changed_at) == (None, LATER, LATER)
    assert list(goals_of(pair.id)) == [goal]  # what was let go is kept
    again = operations.take_up_again(goal.id, by=theo(), at=LATER)
    assert (again.is_open, list(open_goals(pair))) == (True, [goal])


def test_only_so_many_are_open(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MOST_OPEN", 2)
    first, _ = added(pair), added(pair)
    with pytest.raises(TooManyGoals):
        added(pair)
    operations.reach(first.id, by=theo(), at=LATER)
    added(pair)
    with pytest.raises(TooManyGoals):
        operations.take_up_again(first.id, by=theo(), at=LATER)


def test_an_outsider_finds_none(pair: Pair) -> None:
    goal = added(pair)
    doors: list[Callable[[Person], Goal]] = [
        lambda who: goal_for(who, goal.id),
        lambda who: operations.reword(goal.id, "mine", "", by=who, at=LATER),
        lambda who: operations.place(goal.id, 1, by=who, at=LATER),
        lambda who: operations.reach(goal.id, by=who, at=LATER),
        lambda who: operations.let_go(goal.id, by=who, at=LATER),
        lambda who: operations.take_up_again(goal.id, by=who, at=LATER),
    ]
    for somebody in (olga(), cora()):
        for refused in doors:
            with pytest.raises(NotFound):
                refused(somebody)
    assert open_goals(pair).get() == goal


def test_a_goal_of_another_pair_is_none_of_this(pair: Pair) -> None:
    theirs = added(a_pair(rosa(), olga()), by=olga())
    assert goal_of(pair, None) is None
    with pytest.raises(NotFound):
        goal_of(pair, theirs.id)


def test_in_a_closed_pair_goals_stand_as_they_were(pair: Pair) -> None:
    goal = added(pair)
    change_state(pair, "closed", by=rosa(), at=LATER)
    changes: list[Callable[[], Goal]] = [
        lambda: added(pair),
        lambda: operations.reword(goal.id, "other", "", by=theo(), at=LATER),
        lambda: operations.place(goal.id, 1, by=theo(), at=LATER),
        lambda: operations.reach(goal.id, by=theo(), at=LATER),
        lambda: operations.let_go(goal.id, by=theo(), at=LATER),
        lambda: operations.take_up_again(goal.id, by=theo(), at=LATER),
    ]
    for refused in changes:
        with pytest.raises(PairIsOver):
            refused()
    assert open_goals(pair).get().text == "Speak at a conference"
