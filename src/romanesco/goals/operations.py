"""What one does with a goal: add, word anew, order, reach, let go, take up again.

Either of the two may. A goal is no part of a draft: both see it from the moment it is added.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from romanesco.base import bus
from romanesco.base.errors import Refused
from romanesco.goals.models import Goal
from romanesco.goals.queries import goal_for, open_goals
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import require_not_closed
from romanesco.people.models import Person

MOST_OPEN = 20
LONGEST = 300
LONGEST_MEASURE = 500


class GoalEmpty(Refused):
    code = "goal_empty"
    message = "Say in a few words what it is that you work towards."
    field = "text"


class GoalTooLong(Refused):
    code = "goal_too_long"
    message = "Up to 300 characters, please. How you will know fits in the line below."
    field = "text"


class MeasureTooLong(Refused):
    code = "measure_too_long"
    message = "Up to 500 characters, please."
    field = "measure"


class TooManyGoals(Refused):
    code = "too_many_goals"
    message = "Twenty goals are open between you. Reach one or let one go first."


@transaction.atomic
def add_goal(pair: Pair, text: str, measure: str = "", *, by: Person, at: datetime) -> Goal:
    """Add a goal after the others. Raises GoalEmpty, GoalTooLong, MeasureTooLong, TooManyGoals
    or PairIsOver."""
    words, known_by = _words(text), _measure(measure)
    locked = _locked(pair)
    _require_place(locked)
    goal = Goal.objects.create(
        pair=locked,
        position=int(locked.goals.aggregate(last=Max("position"))["last"] or 0) + 1,
        text=words,
        measure=known_by,
        made_by=by,
        made_at=at,
        changed_at=at,
    )
    _announce(goal)
    return goal


@transaction.atomic
def reword(goal_id: UUID, text: str, measure: str, *, by: Person, at: datetime) -> Goal:
    """Word a goal and its measure anew. Raises NotFound, GoalEmpty, GoalTooLong, MeasureTooLong
    or PairIsOver."""
    goal = _mine(goal_id, by)
    goal.text, goal.measure, goal.changed_at = _words(text), _measure(measure), at
    goal.save(update_fields=["text", "measure", "changed_at"])
    _announce(goal)
    return goal


@transaction.atomic
def place(goal_id: UUID, position: int, *, by: Person, at: datetime) -> Goal:
    """Put a goal at a place among those that are open, counted from 1; the others make room.

    Raises NotFound or PairIsOver.
    """
    goal = _mine(goal_id, by)
    others = [one for one in open_goals(goal.pair) if one.id != goal.id]
    others.insert(max(position, 1) - 1, goal)
    for number, one in enumerate(others, start=1):
        one.position = number
    Goal.objects.bulk_update(others, ["position"])
    _announce(goal)
    return goal


def reach(goal_id: UUID, *, by: Person, at: datetime) -> Goal:
    """Note that a goal is reached. Raises NotFound or PairIsOver."""
    return _mark(goal_id, by, at, reached_at=at, let_go_at=None)


def let_go(goal_id: UUID, *, by: Person, at: datetime) -> Goal:
    """Let a goal go: it is kept, and nothing more is asked of it. Raises NotFound or PairIsOver."""
    return _mark(goal_id, by, at, reached_at=None, let_go_at=at)


@transaction.atomic
def take_up_again(goal_id: UUID, *, by: Person, at: datetime) -> Goal:
    """Open a goal again that was reached or let go. Raises NotFound, TooManyGoals or PairIsOver."""
    goal = _mine(goal_id, by)
    if not goal.is_open:
        _require_place(goal.pair)
    return _mark(goal_id, by, at, reached_at=None, let_go_at=None)


@transaction.atomic
def _mark(goal_id: UUID, by: Person, at: datetime, **marks: datetime | None) -> Goal:
    goal = _mine(goal_id, by)
    for name, value in marks.items():
        setattr(goal, name, value)
    goal.changed_at = at
    goal.save(update_fields=[*marks, "changed_at"])
    _announce(goal)
    return goal


def _mine(goal_id: UUID, by: Person) -> Goal:
    """That goal of a pair that goes on, as it is now; the pair is locked until the end."""
    pair = _locked(goal_for(by, goal_id).pair)
    goal = goal_for(by, goal_id)
    goal.pair = pair
    return goal


def _locked(pair: Pair) -> Pair:
    """The pair as it is now, locked, so that two changes of its goals come one by one."""
    locked = Pair.objects.select_for_update().get(id=pair.id)
    require_not_closed(locked)
    return locked


def _require_place(pair: Pair) -> None:
    if open_goals(pair).count() >= MOST_OPEN:
        raise TooManyGoals


def _words(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise GoalEmpty
    if len(words) > LONGEST:
        raise GoalTooLong
    return words


def _measure(text: str) -> str:
    words = " ".join(text.split())
    if len(words) > LONGEST_MEASURE:
        raise MeasureTooLong
    return words


def _announce(goal: Goal) -> None:
    bus.announce(bus.PairChanged(pair_id=goal.pair_id))
