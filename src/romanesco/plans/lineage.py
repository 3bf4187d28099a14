"""The history of a topic: one thing, on each plan that it stood on."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.carry_over import Raised
from romanesco.plans.models import AgendaItem
from romanesco.plans.queries import on_seen_plans


def standings_of(item: AgendaItem, person: Person) -> QuerySet[AgendaItem]:
    """The topic on each plan that this person has seen, the earliest session first: one
    statement. The item is one that this person was found to see, on a plan that is opened."""
    pair = item.plan.session.pair
    return (
        AgendaItem.objects.filter(
            on_seen_plans(person, pair), thread=item.thread, plan__session__pair=pair.id
        )
        .select_related("plan__session", "author", "carried_to")
        .order_by(Coalesce("plan__session__started_at", "plan__session__starts_at"), "added_at")
    )


def topics_let_go(pair: Pair, person: Person) -> QuerySet[AgendaItem]:
    """Topics that were let go, on plans that this person has seen."""
    return AgendaItem.objects.filter(
        on_seen_plans(person, pair),
        plan__session__pair=pair.id,
        kind="topic",
        let_go_at__isnull=False,
        removed_at=None,
        carried_to=None,
    )


def raised_of(item: AgendaItem) -> Raised:
    """An item as the rules read it."""
    return Raised(
        kind=item.kind,
        is_removed=item.removed_at is not None,
        is_discussed=item.discussed_at is not None,
        is_let_go=item.let_go_at is not None,
        is_carried=hasattr(item, "carried_to"),
        plan_was_shared=item.plan.shared_at is not None,
        prepared_by=item.plan.prepared_by,
    )
