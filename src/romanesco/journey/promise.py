"""Promising something while talking: an action item beneath a line of the plan."""

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
    """Note an action item at this session.

    Raises NotFound (also for an item of another plan), PlanNotWritable, NotSharedYet, since the
    partner would read of a draft, and what `actions.operations.add_action` raises.
    """
    fresh = writable(plan, by)
    if fresh.state == "draft":
        raise NotSharedYet
    if promise.item and not fresh.items.filter(id=promise.item, removed_at=None).exists():
        raise NotFound
    return add_action(fresh.session.pair, promise, by=by, at=at, session=fresh.session)
