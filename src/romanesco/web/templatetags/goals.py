"""Which goal something serves, found among those of its pair."""

from collections.abc import Iterable
from uuid import UUID

from django import template

from romanesco.goals.models import Goal

register = template.Library()


@register.filter
def named(goals: Iterable[Goal], goal_id: UUID | None) -> Goal | None:
    """The goal with this id; None where nothing is served, or a page shows no goals."""
    if goal_id is None:
        return None
    return next((goal for goal in goals or () if goal.id == goal_id), None)


@register.filter
def to_serve(goals: Iterable[Goal], goal_id: UUID | None) -> list[Goal]:
    """What one may choose: the goals that are open, and the one that is served already."""
    return [goal for goal in goals or () if goal.is_open or goal.id == goal_id]
