"""A plan as one Markdown text, in the words and the time of the one who asks."""

from datetime import datetime

from romanesco.actions.models import ActionItem
from romanesco.api.shapes import actions_beside
from romanesco.goals.models import Goal
from romanesco.goals.queries import goals_of
from romanesco.pairs.models import Pair
from romanesco.people.local_words import both_times
from romanesco.people.models import Person
from romanesco.plans import document
from romanesco.plans.as_markdown import Section, as_markdown, one_line
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import Plan
from romanesco.plans.queries import agenda_of, lines_for
from romanesco.ydocs import store


def plan_as_markdown(plan: Plan, person: Person) -> str:
    """Heading, agenda, top of mind and action items. What was skipped is left out."""
    parts = [_heading(plan, person), _agenda(plan), _lines(plan, person), _actions(plan)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(plan: Plan, person: Person) -> str:
    session = plan.session
    return heading(session.number, session.told_at, session.minutes, session.pair, person)


def heading(number: int, at: datetime, minutes: int, pair: Pair, person: Person) -> str:
    """Which session of whom, and when it is or was, on both clocks: as the page says it."""
    title = f"# Session {number}: {at.astimezone(person.zone):%A, %-d %B %Y}"
    when = f"{both_times(at, person, pair.partner_of(person))}, {minutes} minutes"
    return f"{title}\n\n{plain(pair.mentor.name)} and {plain(pair.mentee.name)}, {plain(when)}"


def _agenda(plan: Plan) -> str:
    bodies = document.bodies(store.load(plan.document_id))
    goals = {goal.id: goal for goal in goals_of(plan.session.pair_id)}
    return as_markdown(
        Section(
            plain(item.prompt),
            body_to_markdown(bodies.get(str(item.id), [])),
            _serves(goals.get(item.goal_id) if item.goal_id else None),
        )
        for item in agenda_of(plan)
        if item.skipped_at is None
    )


def _serves(goal: Goal | None) -> str:
    return f"Serves the goal: {plain(goal.text)}" if goal else ""


def _lines(plan: Plan, person: Person) -> str:
    own, theirs = lines_for(plan, person)
    partner = plan.session.pair.partner_of(person)
    lines = [(who.name, text) for who, text in ((person, own), (partner, theirs)) if text]
    return listed("Top of mind", [f"- {plain(name)}: {plain(text)}" for name, text in lines])


def _actions(plan: Plan) -> str:
    return listed("Action items", [_promise(action) for action in actions_beside(plan)])


def _promise(action: ActionItem) -> str:
    tick = "x" if action.done_at else " "
    by = f", by {action.due_on:%-d %B %Y}" if action.due_on else ""
    return f"- [{tick}] {plain(action.text)} ({plain(action.owner.name)}{by})"


def listed(heading: str, lines: list[str]) -> str:
    """Lines beneath their heading; nothing where there are none."""
    return "\n".join([f"## {heading}", "", *lines]) if lines else ""


def plain(text: str) -> str:
    """Words in one line, with what would be Markdown in them escaped."""
    words = one_line(text)
    return body_to_markdown(
        [{"type": "paragraph", "content": [{"type": "text", "text": words}]}] if words else []
    ).strip()
