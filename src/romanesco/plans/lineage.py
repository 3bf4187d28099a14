"""The history of a topic: one thing, on each plan that it stood on."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.carry_over import Raised
from romanesco.plans.models import BOTH, AgendaItem


def standings_of(item: AgendaItem, person: Person) -> QuerySet[AgendaItem]:
    """The topic on each plan that this person may see, the earliest session first: one
    statement. The item is one that this person was found to see."""
    pair = item.plan.session.pair
    return (
        AgendaItem.objects.filter(
            seen_by(person, pair), thread=item.thread, plan__session__pair=pair.id
        )
        .select_related("plan__session", "author", "carried_to")
        .order_by(Coalesce("plan__session__started_at", "plan__session__starts_at"), "added_at")
    )


def topics_let_go(pair: Pair, person: Person) -> QuerySet[AgendaItem]:
    """Topics that were let go, on plans that this person may see."""
    return AgendaItem.objects.filter(
        seen_by(person, pair),
        plan__session__pair=pair.id,
        kind="topic",
        let_go_at__isnull=False,
        removed_at=None,
        carried_to=None,
    )


def seen_by(person: Person, pair: Pair) -> Q:
    """The share rule (`share_rule.may_see`) in a query about items."""
    mine = Q(plan__prepared_by__in=[pair.side_of(person).value, BOTH])
    return mine | Q(plan__shared_at__isnull=False)


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
