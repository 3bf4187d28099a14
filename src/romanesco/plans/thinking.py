"""The timer of a thinking partnership, the same for both: rows, and everybody is told."""

from datetime import datetime

from django.db import transaction

from romanesco.base import bus
from romanesco.base.errors import NotFound, Refused
from romanesco.pairs.models import Side
from romanesco.people.models import Person
from romanesco.plans import turns as rules
from romanesco.plans.access import writable
from romanesco.plans.models import Plan
from romanesco.plans.template import TURNS
from romanesco.plans.template_models import ThinkingTurns
from romanesco.plans.turns import Turns


class TurnsNotYet(Refused):
    code = "turns_not_yet"
    message = "The turns begin once you both see the plan."


class TurnsTooLong(Refused):
    code = "turns_too_long"
    message = "A turn takes between one and thirty minutes."
    field = "minutes"


def turns_of(plan: Plan) -> Turns:
    """Where the two are; before they have begun, at the start of the first turn."""
    row = ThinkingTurns.objects.filter(plan=plan).first()
    if row is None:
        return Turns()
    return Turns(row.minutes, row.first, row.turn, row.ran, row.running_since)


@transaction.atomic
def start(plan: Plan, *, minutes: int, first: str, by: Person, at: datetime) -> Turns:
    """Begin the first turn. Raises NotFound, PlanNotWritable, TurnsNotYet or TurnsTooLong; where
    they have begun already, nothing changes."""
    fresh = _writable(plan, by)
    if not rules.SHORTEST <= minutes <= rules.LONGEST:
        raise TurnsTooLong
    if first not in Side.values:
        raise NotFound
    before = turns_of(fresh)
    if before.state(at) != "ready":
        return before
    return _keep(fresh, rules.moved(Turns(minutes, first), "start", at=at), at)


@transaction.atomic
def move(plan: Plan, what: str, *, turn: int, by: Person, at: datetime) -> Turns:
    """Pause, go on, swap, or begin again. `turn` is the one that was on screen: where the partner
    was quicker it is another by now, and nothing changes. Raises what `start` raises."""
    fresh = _writable(plan, by)
    before = turns_of(fresh)
    after = rules.moved(before, what, at=at) if turn == before.turn else before
    return before if after == before else _keep(fresh, after, at)


def _writable(plan: Plan, by: Person) -> Plan:
    fresh = writable(plan, by)
    if fresh.state == "draft":
        raise TurnsNotYet
    if not fresh.items.filter(purpose__in=TURNS, removed_at=None).exists():
        raise NotFound
    return fresh


def _keep(plan: Plan, turns: Turns, at: datetime) -> Turns:
    told = {
        "minutes": turns.minutes,
        "first": turns.first,
        "turn": turns.turn,
        "ran": turns.ran,
        "running_since": turns.running_since,
        "changed_at": at,
    }
    ThinkingTurns.objects.update_or_create(plan=plan, defaults=told)
    bus.announce(bus.PlanChanged(plan_id=plan.id))
    return turns
