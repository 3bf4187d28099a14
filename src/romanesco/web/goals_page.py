"""What the page of goals shows to one of the two: each goal with what serves it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from romanesco.actions.models import ActionItem
from romanesco.actions.queries import actions_serving, open_actions
from romanesco.goals.models import Goal
from romanesco.goals.queries import goals_of
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import AgendaItem
from romanesco.plans.serving import items_serving
from romanesco.web.forms.goal import GoalForm
from romanesco.web.pair_frame import pair_frame

A_FEW = 5


@dataclass
class GoalShown:
    """One goal, its form, and what serves it."""

    goal: Goal
    form: GoalForm
    actions: list[ActionItem] = field(default_factory=list)
    done: list[ActionItem] = field(default_factory=list)
    waiting: list[AgendaItem] = field(default_factory=list)
    talked_about: list[AgendaItem] = field(default_factory=list)

    @property
    def lately(self) -> list[AgendaItem]:
        """The last few things that were talked about, the newest first."""
        return self.talked_about[: -A_FEW - 1 : -1]

    @property
    def is_served(self) -> bool:
        return bool(self.actions or self.done or self.waiting or self.talked_about)


def goals_context(pair: Pair, me: Person, **typed: GoalForm) -> dict[str, Any]:
    """Everything the page asks for, in a constant number of queries. `typed` holds forms with
    what was typed: `new`, or a goal's id."""
    shown = {goal.id: _shown(goal, typed.get(str(goal.id))) for goal in goals_of(pair.id)}
    for action in actions_serving(pair):
        if action.let_go_at is None:
            one = shown[_goal(action)]
            (one.done if action.done_at else one.actions).append(action)
    for item in items_serving(pair, me):
        one = shown[_goal(item)]
        if item.discussed_at is not None:
            one.talked_about.append(item)
        elif item.kind == "topic" and item.let_go_at is None:
            one.waiting.append(item)
    return {
        **pair_frame(pair, me),
        "goals": _those(shown.values(), lambda goal: goal.is_open),
        "reached": _those(shown.values(), lambda goal: goal.reached_at is not None),
        "let_go": _those(shown.values(), lambda goal: goal.let_go_at is not None),
        "spare": [action for action in open_actions(pair) if action.goal_id is None],
        "form": typed.get("new") or GoalForm(),
        "may_change": pair.state != "closed",
    }


def _goal(serving: ActionItem | AgendaItem) -> UUID:
    assert serving.goal_id is not None
    return serving.goal_id


def _shown(goal: Goal, form: GoalForm | None) -> GoalShown:
    words = {"text": goal.text, "measure": goal.measure}
    return GoalShown(goal, form or GoalForm(initial=words, auto_id=f"id_{goal.id}_%s"))


def _those(shown: Iterable[GoalShown], holds: Callable[[Goal], bool]) -> list[GoalShown]:
    return [one for one in shown if holds(one.goal)]
