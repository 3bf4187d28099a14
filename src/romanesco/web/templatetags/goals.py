"""Which goal something serves, found among those of its pair, and the choice of one.

An item's menu repeats the choice, so its markup is put together here: a loop of a template's would
take a tenth of the plan page's time.
"""

from collections.abc import Iterable
from uuid import UUID

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

from romanesco.goals.models import Goal

register = template.Library()
LONGEST = 60
CHOICE = (
    '<div class="menu__reword"><select class="input" name="goal"'
    ' aria-label="The goal that it serves"><option value="">Serves no goal</option>{}</select>'
    '<button class="button button--small button--second" formaction="{}goal" formnovalidate>'
    "Choose</button></div>"
)


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


@register.simple_tag
def goal_choice(goals: Iterable[Goal], goal_id: UUID | None, at: str) -> SafeString:
    """In the menu of the item that is changed at this address; nothing where none is open."""
    options = "".join(
        f'<option value="{goal.id}"{" selected" if goal.id == goal_id else ""}>'
        f"Serves: {escape(_short(goal.text))}</option>"
        for goal in to_serve(goals, goal_id)
    )
    return SafeString(CHOICE.format(options, conditional_escape(at)) if options else "")


@register.filter
def short(goal: Goal) -> str:
    return _short(goal.text)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
