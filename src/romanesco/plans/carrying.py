"""Moving open topics to a plan that is ahead, with their words and their lineage."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from romanesco.base import bus
from romanesco.plans import document
from romanesco.plans.body import Body
from romanesco.plans.carry_over import Raised, may_carry
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import waiting_topics
from romanesco.ydocs import store


def carry_waiting(plan: Plan, *, at: datetime) -> list[AgendaItem]:
    """Carry the pair's waiting topics to this plan; returns them as they stand there.

    Called whenever a plan is made or another one ends, inside the caller's transaction.
    """
    waiting = [
        item
        for item in waiting_topics(plan.session.pair)
        if may_carry(
            _raised(item), prepared_by=plan.prepared_by, is_open=plan.shared_at is not None
        )
    ]
    if not waiting:
        return []
    bodies = _bodies(waiting)
    end = int(plan.items.aggregate(last=Max("position"))["last"] or 0)
    carried = [_carried(item, plan, end + n, at) for n, item in enumerate(waiting, start=1)]
    AgendaItem.objects.bulk_create(carried)
    _write(plan, {str(new.id): bodies.get(str(new.carried_from_id), []) for new in carried})
    bus.announce(bus.PlanChanged(plan_id=plan.id))
    return carried


def date_what_was_raised(plan: Plan) -> None:
    """Topics that were raised for the first time at this session, which was held, are told by its
    day from now on: until then by the one on which somebody wrote them down."""
    plan.items.filter(kind="topic", times_raised=1).update(first_raised_at=plan.session.told_at)


def leave_out_moved(plan: Plan) -> None:
    """Take out topics that have moved on from this plan, since it is taken up again and they
    would be there twice. The lineage is joined over the gap: nothing waits anew."""
    moved = list(plan.items.filter(carried_to__isnull=False).select_related("carried_to"))
    plan.items.filter(id__in=[item.id for item in moved]).delete()
    for item in moved:
        later = AgendaItem.objects.filter(id=item.carried_to.id)
        later.update(carried_from=item.carried_from_id)


def _carried(item: AgendaItem, plan: Plan, position: int, at: datetime) -> AgendaItem:
    was_met = item.plan.session.state == "held"
    return AgendaItem(
        plan=plan,
        kind=item.kind,
        prompt=item.prompt,
        position=position,
        author=item.author,
        added_at=at,
        carried_from=item,
        thread=item.thread,
        goal_id=item.goal_id,
        first_raised_at=item.first_raised_at,
        times_raised=item.times_raised + (1 if was_met else 0),
    )


def _raised(item: AgendaItem) -> Raised:
    return Raised(
        kind=item.kind,
        plan_was_shared=item.plan.shared_at is not None,
        prepared_by=item.plan.prepared_by,
    )


def _bodies(items: Iterable[AgendaItem]) -> dict[str, Body]:
    found: dict[str, Body] = {}
    for document_id in {item.plan.document_id for item in items}:
        found |= document.bodies(store.load(document_id))
    return found


def _write(plan: Plan, bodies: dict[str, Body]) -> None:
    state = store.load(plan.document_id)
    added = [document.add_item(state, item_id, body) for item_id, body in bodies.items()]
    store.append(plan.document_id, added)
