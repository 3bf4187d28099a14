"""Taking another structure for a plan; a question beneath which something was promised stays."""

from datetime import datetime

from django.db import transaction

from romanesco.actions.queries import actions_of
from romanesco.people.models import Person
from romanesco.plans import structure
from romanesco.plans.access import writable
from romanesco.plans.models import Plan
from romanesco.plans.template import Structure


@transaction.atomic
def take_structure(plan: Plan, key: str, *, by: Person, at: datetime) -> Structure:
    """Let a plan have the structure of a template: one that ships, by its name, or one's own, by
    its id. Raises what `structure.take` raises."""
    fresh = writable(plan, by)
    under = actions_of(fresh.session).exclude(item=None).values_list("item", flat=True)
    promised_under = {item for item in under if item}
    return structure.take(fresh, key, by=by, at=at, promised_under=promised_under)
