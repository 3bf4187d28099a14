"""A plan as one Markdown text, in the words and the time of the one who asks; made so that it can
be edited elsewhere and brought back."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from romanesco.actions.models import ActionItem
from romanesco.goals.models import Goal
from romanesco.goals.queries import goals_of
from romanesco.pairs.models import Pair
from romanesco.people.local_words import both_times
from romanesco.people.models import Person
from romanesco.plans import document
from romanesco.plans.as_markdown import Section, as_markdown, one_line
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import agenda_of, lines_for
from romanesco.takeout.plan_marks import OURS, front_matter, item_mark
from romanesco.ydocs import store


def plan_as_markdown(plan: Plan, person: Person) -> str:
    """What makes it mergeable, heading, agenda, top of mind and action items. What was skipped
    is left out."""
    bodies = document.bodies(store.load(plan.document_id))
    items = [
        (item, bodies.get(str(item.id), [])) for item in agenda_of(plan) if item.skipped_at is None
    ]
    goals = {goal.id: goal for goal in goals_of(plan.session.pair_id)}
    agenda = as_markdown(
        Section(plain(item.prompt), body_to_markdown(body), _about(item, goals))
        for item, body in items
    )
    session = plan.session
    parts = [
        front_matter(plan.id, ((item.id, item.prompt, body) for item, body in items)),
        heading(session.number, session.told_at, session.minutes, session.pair, person),
        agenda,
        _lines(plan, person),
        _actions(plan),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _about(item: AgendaItem, goals: dict[UUID, Goal]) -> str:
    """Which goal it serves, and by what it is found again."""
    goal = goals.get(item.goal_id) if item.goal_id else None
    serves = f"Serves the goal: {plain(goal.text)} " if goal else ""
    return serves + item_mark(item.id)


def heading(number: int, at: datetime, minutes: int, pair: Pair, person: Person) -> str:
    """Which session of whom, and when it is or was, on both clocks: as the page says it."""
    title = f"# Session {number}: {at.astimezone(person.zone):%A, %-d %B %Y}"
    when = f"{both_times(at, person, pair.partner_of(person))}, {minutes} minutes"
    return f"{title}\n\n{plain(pair.mentor.name)} and {plain(pair.mentee.name)}, {plain(when)}"


def actions_beside(plan: Plan) -> Iterable[ActionItem]:
    """What was promised at this session; while it is ahead, all that is open as well."""
    mine = Q(session=plan.session_id)
    if plan.session.is_ahead:
        mine |= Q(done_at=None, let_go_at=None)
    return plan.session.pair.actions.filter(mine).select_related("owner")


def _lines(plan: Plan, person: Person) -> str:
    own, theirs = lines_for(plan, person)
    partner = plan.session.pair.partner_of(person)
    lines = [(who.name, text) for who, text in ((person, own), (partner, theirs)) if text]
    return told_along("Top of mind", [f"- {plain(name)}: {plain(text)}" for name, text in lines])


def _actions(plan: Plan) -> str:
    return told_along("Action items", [_promise(action) for action in actions_beside(plan)])


def _promise(action: ActionItem) -> str:
    tick = "x" if action.done_at else " "
    by = f", by {action.due_on:%-d %B %Y}" if action.due_on else ""
    return f"- [{tick}] {plain(action.text)} ({plain(action.owner.name)}{by})"


def told_along(heading: str, lines: list[str]) -> str:
    """Lines beneath their heading that are not brought back; nothing where there are none."""
    return "\n".join([f"## {heading}", OURS, "", *lines]) if lines else ""


def plain(text: str) -> str:
    """Words in one line, with what would be Markdown in them escaped."""
    words = one_line(text)
    return body_to_markdown(
        [{"type": "paragraph", "content": [{"type": "text", "text": words}]}] if words else []
    ).strip()
