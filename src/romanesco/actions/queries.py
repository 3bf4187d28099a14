"""Finding action items, guarded by who asks."""

from uuid import UUID

from django.db.models import Q, QuerySet

from romanesco.actions.models import ActionItem
from romanesco.base.errors import NotFound
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.sessions.models import MentoringSession


def action_for(person: Person, action_id: UUID) -> ActionItem:
    """That action item, if this person is of its pair. Raises NotFound."""
    mine = Q(pair__mentor=person) | Q(pair__mentee=person)
    found = ActionItem.objects.select_related("owner", "pair").filter(mine, id=action_id).first()
    if found is None:
        raise NotFound
    return found


def open_actions(pair: Pair) -> QuerySet[ActionItem]:
    """What is still open between the two, the nearest date first."""
    return (
        pair.actions.filter(done_at=None, let_go_at=None)
        .select_related("owner")
        .order_by("due_on", "made_at")
    )


def actions_of(session: MentoringSession) -> QuerySet[ActionItem]:
    """What was promised at this session, whatever became of it."""
    return session.actions.select_related("owner")


def actions_serving(pair: Pair) -> QuerySet[ActionItem]:
    """What was promised for a goal of the two, whatever became of it, the nearest date first."""
    return pair.actions.exclude(goal=None).select_related("owner").order_by("due_on", "made_at")
