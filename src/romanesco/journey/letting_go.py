"""Letting a topic go, taking it up again, and what the two let go over time."""

from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import CharField, F, QuerySet, Value

from romanesco.base import bus
from romanesco.base.errors import NotFound, Refused
from romanesco.journey.in_turn import in_turn
from romanesco.journey.taking_over import carry_to_next
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import require_not_closed
from romanesco.people.models import Person
from romanesco.plans.access import PlanNotWritable, locked
from romanesco.plans.carry_over import is_waiting, may_take_up_again
from romanesco.plans.lineage import raised_of, topics_let_go
from romanesco.plans.models import AgendaItem, Challenge, Hope, Plan
from romanesco.plans.queries import may_see, may_write


class TopicHasMovedOn(Refused):
    code = "topic_has_moved_on"
    message = "This topic was talked about, let go or moved on in the meantime. Look again first."


@transaction.atomic
def let_topic_go(item: AgendaItem, *, by: Person, at: datetime) -> AgendaItem:
    """Let a topic go, on a plan that one may write or where it waits for the next one.

    Raises NotFound, PlanNotWritable, TopicHasMovedOn or PairIsOver.
    """
    topic = _topic(item, by)
    if not is_waiting(raised_of(topic)):
        raise TopicHasMovedOn
    topic.let_go_at = at
    topic.save(update_fields=["let_go_at"])
    Plan.objects.filter(id=topic.plan_id, focus=topic).update(focus=None)
    _announce(topic)
    return topic


@transaction.atomic
def take_topic_up_again(item: AgendaItem, *, by: Person, at: datetime) -> AgendaItem:
    """Let a topic that was let go wait again: it moves to the next plan, where it may. Raises
    what `let_topic_go` does."""
    topic = _topic(item, by)
    if not may_take_up_again(raised_of(topic)):
        raise TopicHasMovedOn
    topic.let_go_at = None
    topic.save(update_fields=["let_go_at"])
    if not topic.plan.session.is_ahead:
        carry_to_next(topic.plan.session.pair, at)
    _announce(topic)
    return topic


def let_go_by(pair: Pair, person: Person) -> QuerySet[Any, Any]:
    """What was let go, the latest first, as rows of `what`, `id` and `at`: topics that this
    person may see, action items, hopes, challenges. To be cut to a page; one statement."""
    actions = _rows(pair.actions.exclude(let_go_at=None).order_by(), "action", "let_go_at")
    hopes = _rows(Hope.objects.filter(pair=pair, outcome="let_go").order_by(), "hope", "outcome_at")
    ahead = Challenge.objects.filter(pair=pair, outcome="let_go").order_by()
    challenges = _rows(ahead, "challenge", "outcome_at")
    topics = _rows(topics_let_go(pair, person).order_by(), "topic", "let_go_at")
    return topics.union(actions, hopes, challenges, all=True).order_by("-at", "id")


def _rows(found: QuerySet[Any], kind: str, at: str) -> QuerySet[Any, Any]:
    named = found.annotate(what=Value(kind, output_field=CharField()), at=F(at))
    return cast("QuerySet[Any, Any]", named.values("id", "what", "at"))


def _topic(item: AgendaItem, by: Person) -> AgendaItem:
    """The topic as it is now, for a change by this person: locked."""
    in_turn(item.plan.session.pair)
    plan = locked(item.plan)
    if not may_see(plan, by):
        raise NotFound
    require_not_closed(plan.session.pair)
    if plan.session.is_ahead and not may_write(plan, by):
        raise PlanNotWritable
    topic = plan.items.filter(id=item.id, kind="topic").first()
    if topic is None:
        raise NotFound
    topic.plan = plan
    return topic


def _announce(topic: AgendaItem) -> None:
    bus.announce(bus.PlanChanged(plan_id=topic.plan_id))
    bus.announce(bus.PairChanged(pair_id=topic.plan.session.pair_id))
