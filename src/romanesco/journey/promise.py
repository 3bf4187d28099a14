"""Promising something while talking: an action item beneath a line of the plan."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from romanesco.actions.models import ActionItem
from romanesco.actions.operations import Promise, add_action
from romanesco.base.errors import NotFound, Refused
from romanesco.people.models import Person
from romanesco.plans.access import writable
from romanesco.plans.models import Plan


class NotSharedYet(Refused):
    code = "not_shared_yet"
    message = "An action item belongs to you both. Share the plan first, or add it on your page."


@transaction.atomic
def add_promise(plan: Plan, promise: Promise, *, by: Person, at: datetime) -> ActionItem:
    """Note an action item at this session. Beneath an item that serves a goal it serves the same
    one, unless another is named.

    Raises NotFound (also for an item of another plan), PlanNotWritable, NotSharedYet, since the
    partner would read of a draft, and what `actions.operations.add_action` raises.
    """
    fresh = writable(plan, by)
    if fresh.state == "draft":
        raise NotSharedYet
    if promise.item:
        item = fresh.items.filter(id=promise.item, removed_at=None).first()
        if item is None:
            raise NotFound
        promise = replace(promise, goal=promise.goal or item.goal_id)
    return add_action(fresh.session.pair, promise, by=by, at=at, session=fresh.session)
