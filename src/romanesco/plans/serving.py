"""Which goal an item serves. What serves a goal is shown only to whoever may see its plan."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from romanesco.base import bus
from romanesco.base.errors import NotFound
from romanesco.goals.queries import goal_of
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.access import writable
from romanesco.plans.models import AgendaItem
from romanesco.plans.queries import has_seen


@transaction.atomic
def serve(item: AgendaItem, goal_id: UUID | None, *, by: Person, at: datetime) -> AgendaItem:
    """Say which goal of the two an item serves; None: none of them. Raises NotFound (also for a
    goal of another pair) or PlanNotWritable."""
    fresh = writable(item.plan, by)
    again = fresh.items.filter(id=item.id).first()
    if again is None:
        raise NotFound
    again.goal = goal_of(fresh.session.pair, goal_id)
    again.save(update_fields=["goal"])
    bus.announce(bus.PlanChanged(plan_id=fresh.id))
    return again


def items_serving(pair: Pair, person: Person) -> list[AgendaItem]:
    """What serves a goal, as this person may see it, the earliest first, in one query.

    Of a topic that went from plan to plan it is the newest item on a plan that this person sees:
    a partner's draft changes nothing here until it is shared, and until it is opened, since
    before that the sharing may be taken back.
    """
    threads = AgendaItem.objects.filter(goal__pair=pair).values("thread")
    found = (
        AgendaItem.objects.filter(plan__session__pair=pair, thread__in=threads)
        .select_related("plan__session")
        .order_by("added_at", "position")
    )
    newest: dict[UUID, AgendaItem] = {}
    for item in found:
        item.plan.session.pair = pair
        if has_seen(item.plan, person):
            newest.pop(item.thread, None)
            newest[item.thread] = item
    return [item for item in newest.values() if item.goal_id and item.removed_at is None]
