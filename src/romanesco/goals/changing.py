"""Several changes of one goal at once: all of them or none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from romanesco.goals import operations
from romanesco.goals.models import Goal
from romanesco.goals.queries import goal_for
from romanesco.people.models import Person

type State = Literal["open", "reached", "let_go"]

MARKS: dict[State, Callable[..., Goal]] = {
    "open": operations.take_up_again,
    "reached": operations.reach,
    "let_go": operations.let_go,
}


@dataclass(frozen=True)
class Change:
    """What is to be different; None stays as it is. `position` counts from 1."""

    text: str | None = None
    measure: str | None = None
    state: State | None = None
    position: int | None = None


@transaction.atomic
def change(goal_id: UUID, wanted: Change, *, by: Person, at: datetime) -> Goal:
    """Change a goal. Raises what `operations` raises, and then nothing is changed."""
    goal = goal_for(by, goal_id)
    if wanted.text is not None or wanted.measure is not None:
        text = goal.text if wanted.text is None else wanted.text
        measure = goal.measure if wanted.measure is None else wanted.measure
        operations.reword(goal_id, text, measure, by=by, at=at)
    if wanted.state is not None and wanted.state != goal.state:
        MARKS[wanted.state](goal_id, by=by, at=at)
    if wanted.position is not None:
        operations.place(goal_id, wanted.position, by=by, at=at)
    return goal_for(by, goal_id)
