"""Finding goals, guarded by who asks."""

from uuid import UUID

from django.db.models import Q, QuerySet

from romanesco.base.errors import NotFound
from romanesco.base.prepared import Prepared
from romanesco.goals.models import Goal
from romanesco.pairs.models import Pair
from romanesco.people.models import Person


def goal_for(person: Person, goal_id: UUID) -> Goal:
    """That goal, if this person is of its pair. Raises NotFound."""
    mine = Q(pair__mentor=person) | Q(pair__mentee=person)
    found = Goal.objects.select_related("pair").filter(mine, id=goal_id).first()
    if found is None:
        raise NotFound
    return found


def goal_of(pair: Pair, goal_id: UUID | None) -> Goal | None:
    """That goal, if it is one of this pair's; None for None. Raises NotFound."""
    if goal_id is None:
        return None
    found = Goal.objects.filter(pair=pair, id=goal_id).first()
    if found is None:
        raise NotFound
    return found


def open_goals(pair: Pair) -> QuerySet[Goal]:
    """What the two work towards now, in their order."""
    return pair.goals.filter(reached_at=None, let_go_at=None)


goals_of = Prepared(lambda pair_id: Goal.objects.filter(pair=pair_id), UUID)
"""Every goal of a pair in their order, what was reached or let go too. It asks nobody who asks."""
