"""Promising something, keeping it, letting it go."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from romanesco.actions.models import ActionItem
from romanesco.actions.queries import action_for
from romanesco.base import bus
from romanesco.base.errors import Refused
from romanesco.goals.models import Goal
from romanesco.goals.queries import goal_of
from romanesco.pairs.models import Pair, Side
from romanesco.pairs.operations import require_not_closed
from romanesco.people.models import Person
from romanesco.sessions.models import MentoringSession

MOST_OPEN = 200
LONGEST = 500


class ActionEmpty(Refused):
    code = "action_empty"
    message = "Say in a few words what will be done."
    field = "text"


class ActionTooLong(Refused):
    code = "action_too_long"
    message = "Up to 500 characters, please."
    field = "text"


class UnknownOwner(Refused):
    code = "unknown_owner"
    message = "Say whose it is: the mentor's or the mentee's."
    field = "owner"


class TooManyActions(Refused):
    code = "too_many_actions"
    message = "Two hundred promises are open between you. Close some of them first."


@dataclass(frozen=True)
class Promise:
    """What is promised: the words, who does it, until which day, beneath which agenda item, and
    which goal it serves."""

    text: str
    owner: str  # a side
    due_on: date | None = None
    item: UUID | None = None
    goal: UUID | None = None


@transaction.atomic
def add_action(
    pair: Pair,
    promise: Promise,
    *,
    by: Person,
    at: datetime,
    session: MentoringSession | None = None,
) -> ActionItem:
    """Note an action item. Raises ActionEmpty, ActionTooLong, UnknownOwner, TooManyActions,
    PairIsOver, or NotFound for a goal of another pair."""
    words = " ".join(promise.text.split())
    if not words:
        raise ActionEmpty
    if len(words) > LONGEST:
        raise ActionTooLong
    if promise.owner not in Side.values:
        raise UnknownOwner
    require_not_closed(pair)
    if pair.actions.filter(done_at=None, let_go_at=None).count() >= MOST_OPEN:
        raise TooManyActions
    action = ActionItem.objects.create(
        pair=pair,
        session=session,
        item=promise.item,
        goal=goal_of(pair, promise.goal),
        text=words,
        owner=pair.person_on(Side(promise.owner)),
        due_on=promise.due_on,
        made_by=by,
        made_at=at,
    )
    bus.announce(bus.PairChanged(pair_id=pair.id))
    return action


def complete(action_id: UUID, *, is_done: bool, by: Person, at: datetime) -> ActionItem:
    """Tick an action item, or open it again. Raises NotFound or PairIsOver."""
    return _mark(action_id, by, done_at=at if is_done else None, let_go_at=None)


def let_go(action_id: UUID, *, by: Person, at: datetime) -> ActionItem:
    """Let an action item go: it is kept, and no longer asked after. Raises NotFound or
    PairIsOver."""
    return _mark(action_id, by, done_at=None, let_go_at=at)


@transaction.atomic
def serve(action_id: UUID, goal_id: UUID | None, *, by: Person, at: datetime) -> ActionItem:
    """Say which goal an action item serves; None: none. Raises NotFound (also for a goal of
    another pair) or PairIsOver."""
    goal = goal_of(action_for(by, action_id).pair, goal_id)
    return _mark(action_id, by, goal=goal)


@transaction.atomic
def _mark(action_id: UUID, by: Person, **marks: datetime | Goal | None) -> ActionItem:
    action = action_for(by, action_id)
    require_not_closed(action.pair)
    for name, value in marks.items():
        setattr(action, name, value)
    action.save(update_fields=list(marks))
    bus.announce(bus.PairChanged(pair_id=action.pair_id))
    return action
