"""What there is to be found of plans, and of what a pair has beside them.

Read from where it stands. The rules of sharing decide here who alone may find something, and once
more whenever somebody searches (`finding.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from romanesco.actions.models import ActionItem
from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import IN_FORCE
from romanesco.goals.models import Goal
from romanesco.plans import document
from romanesco.plans.body import Body, plain_text
from romanesco.plans.models import AgendaItem, Challenge, Hope, Plan, PrivateNote, TopOfMind
from romanesco.plans.queries import is_revealed
from romanesco.search.models import PassageKind
from romanesco.ydocs import store

PROMISES_IN_WORDS = (
    "meets_when",
    "meets_how",
    "channel",
    "focus_mentee",
    "focus_mentor",
    "expects_of_mentor",
    "expects_of_mentee",
    "progress",
    "not_together",
    "confidentiality",
)


class Piece(NamedTuple):
    """A text with what it is: a kind, and the id of the thing."""

    kind: str
    of: str
    text: str


@dataclass(frozen=True)
class Said:
    """Words of one kind, for the same readers."""

    kind: PassageKind
    said_at: datetime
    pieces: list[Piece]
    reader: UUID | None = None  # who alone may find it
    plan: UUID | None = None  # beside which it was promised


def said_in(plans: Sequence[Plan]) -> dict[UUID, list[Said]]:
    """What there is to be found of these plans, by their ids; they come with session and pair."""
    beside = _Beside(plans)
    return {plan.id: [said for said in _of(plan, beside) if said.pieces] for plan in plans}


def said_beside(pair_id: UUID) -> list[Said]:
    """What a pair has besides its plans: what was promised, goals, and what is agreed."""
    plans = dict(Plan.objects.filter(session__pair=pair_id).values_list("session", "id"))
    found = [
        Said(
            PassageKind.ACTION,
            one.made_at,
            [_piece("action", one.id, one.text)],
            plan=plans.get(one.session_id) if one.session_id else None,
        )
        for one in ActionItem.objects.filter(pair=pair_id)
    ]
    for goal in Goal.objects.filter(pair=pair_id):
        words = f"{goal.text}\n{goal.measure}".strip()
        found.append(Said(PassageKind.GOAL, goal.made_at, [_piece("goal", goal.id, words)]))
    for agreement in Agreement.objects.filter(pair=pair_id, **IN_FORCE):
        answers = [str(getattr(agreement, name)) for name in PROMISES_IN_WORDS]
        pieces = [_piece("agreement", agreement.id, words) for words in answers if words.strip()]
        agreed_at = agreement.in_force_at or agreement.proposed_at
        found.append(Said(PassageKind.AGREEMENT, agreed_at, pieces))
    return found


class _Beside:
    """The rows of several plans, asked for together."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        ids = [plan.id for plan in plans]
        items = AgendaItem.objects.filter(plan__in=ids, removed_at=None)
        self.items = _by(items, "plan_id")
        self.lines = _by(TopOfMind.objects.filter(plan__in=ids).exclude(text=""), "plan_id")
        self.notes = _by(PrivateNote.objects.filter(plan__in=ids).exclude(text=""), "plan_id")
        self.hopes = _by(Hope.objects.filter(plan__in=ids), "plan_id")
        self.challenges = _by(Challenge.objects.filter(plan__in=ids), "plan_id")


def _by[T](rows: Iterable[T], name: str) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _of(plan: Plan, beside: _Beside) -> list[Said]:
    at = plan.session.told_at
    is_open = plan.shared_at is not None
    reader = None if is_open or plan.preparer is None else plan.preparer.pk
    items, bodies = beside.items[plan.id], _bodies(plan)
    asked = [_piece(one.kind, one.id, one.prompt) for one in items if one.kind == "question"]
    foreseen = [_piece("challenge", one.id, one.text) for one in beside.challenges[plan.id]]
    hoped = [_piece("hope", one.id, one.text) for one in beside.hopes[plan.id]]
    told = {piece.text for piece in (*foreseen, *hoped)}
    agenda = [piece for item in items for piece in _of_item(item, bodies, told)]
    return [
        Said(PassageKind.AGENDA, at, [*agenda, *hoped, *foreseen], reader),
        Said(PassageKind.ASKED, at, asked, reader),
        *_written_alone(plan, beside, at),
    ]


def _of_item(item: AgendaItem, bodies: dict[str, Body], told: set[str]) -> list[Piece]:
    """A topic, and what stands beneath it, but for lines that are found as hopes and the like."""
    text = plain_text(bodies.get(str(item.id), []))
    lines = [line for line in text.split("\n") if line not in told]
    found = [_piece("topic", item.id, item.prompt)] if item.kind == "topic" else []
    words = "\n".join(lines).strip()
    return [*found, _piece("words", item.id, words)] if words else found


def _written_alone(plan: Plan, beside: _Beside, at: datetime) -> list[Said]:
    """Private notes; and lines of top of mind, each its writer's until both are revealed."""
    own: dict[UUID, list[Piece]] = defaultdict(list)
    lines: list[Piece] = []
    for line in beside.lines[plan.id]:
        piece = _piece("line", line.person_id, line.text)
        (lines if is_revealed(plan) else own[line.person_id]).append(piece)
    for note in beside.notes[plan.id]:
        own[note.author_id].append(_piece("note", note.author_id, note.text))
    found = [Said(PassageKind.OWN, at, pieces, reader) for reader, pieces in own.items()]
    return [Said(PassageKind.LINES, at, lines), *found]


def _bodies(plan: Plan) -> dict[str, Body]:
    """What stands beneath the items; nothing, where the document cannot be read just now."""
    try:
        return document.bodies(store.load(plan.document_id))
    except (store.DocumentGone, store.Damaged):
        return {}


def _piece(kind: str, of: UUID, text: str) -> Piece:
    return Piece(kind, str(of), text)
