"""Where a closing pack is offered on its own: once two people have held a final session."""

from django.db.models import Q, QuerySet

from romanesco.pairs.models import Pair
from romanesco.plans.models import Plan
from romanesco.plans.shipped import FINAL

# What only a final session asks; one of one's own structures may ask the same.
LAST_WORDS = ("wins", "road_ahead", "staying_in_touch")


def had_final_session(pair: Pair) -> bool:
    """Whether the two held one; one statement."""
    held = Plan.objects.filter(session__pair=pair, session__state="held")
    return _final(held).exists()


def is_final(plan: Plan) -> bool:
    """Whether this plan is a final session's; one statement at most."""
    return plan.template == FINAL or _final(Plan.objects.filter(id=plan.id)).exists()


def _final(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    asks = Q(items__purpose__in=LAST_WORDS, items__skipped_at=None, items__removed_at=None)
    return plans.filter(Q(template=FINAL) | asks)
