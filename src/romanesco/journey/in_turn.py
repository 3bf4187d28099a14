"""One journey of a pair after another."""

from romanesco.pairs.models import Pair
from romanesco.plans.models import Plan


def in_turn(pair: Pair) -> None:
    """Wait for whoever changes this pair's sessions now, and keep others waiting until the end.

    The pair first, then its plans ahead with their sessions: always in this order, so that two
    who act at once wait for each other and neither is turned away. Called inside a transaction.
    """
    Pair.objects.select_for_update().get(id=pair.id)
    ahead = Plan.objects.filter(session__pair=pair, session__state__in=["planned", "live"])
    list(ahead.select_for_update(of=("self", "session")).select_related("session").order_by("id"))
