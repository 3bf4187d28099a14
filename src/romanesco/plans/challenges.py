"""Challenges that were seen coming: asked after until one is met, stays away or is let go.

Nobody is scolded, and any answer may change.
"""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from romanesco.base import bus
from romanesco.base.errors import NotFound, Refused
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import require_not_closed
from romanesco.people.models import Person
from romanesco.plans.models import Challenge, ChallengeOutcome, Plan
from romanesco.sessions.models import MentoringSession

OPEN = ("", ChallengeOutcome.AHEAD.value)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
YET_TO_END = datetime(9999, 1, 1, tzinfo=UTC)  # for one that is ahead


class UnknownAnswer(Refused):
    code = "unknown_outcome"
    message = "Choose one of: met it, it did not come, still ahead, let go."
    field = "outcome"


@transaction.atomic
def settle_challenge(challenge_id: UUID, outcome: str, *, by: Person, at: datetime) -> Challenge:
    """Note what became of a challenge: met, stayed_away, ahead or let_go; empty takes the answer
    back. One that is still ahead is asked after again next time.

    Raises NotFound, UnknownAnswer or PairIsOver.
    """
    challenge = challenge_for(by, challenge_id)
    require_not_closed(challenge.pair)
    if outcome and outcome not in ChallengeOutcome.values:
        raise UnknownAnswer
    challenge.outcome, challenge.outcome_at = outcome, at if outcome else None
    challenge.save(update_fields=["outcome", "outcome_at"])
    bus.announce(bus.PairChanged(pair_id=challenge.pair_id))
    return challenge


def challenge_for(person: Person, challenge_id: UUID) -> Challenge:
    """That challenge, if this person is of its pair. Raises NotFound."""
    mine = Q(pair__mentor=person) | Q(pair__mentee=person)
    challenge = Challenge.objects.select_related("pair").filter(mine, id=challenge_id).first()
    if challenge is None:
        raise NotFound
    return challenge


def asked_after(plan: Plan) -> QuerySet[Challenge]:
    """What stands beside this plan: seen coming at a session wrapped up before it, and still open
    when the one before had ended; so that an answer stays where it was given."""
    session = plan.session
    before = MentoringSession.objects.filter(
        pair=session.pair_id, state="held", ended_at__lt=session.ended_at or YET_TO_END
    )
    last_end = before.order_by("-ended_at").values("ended_at")[:1]
    still_open = Q(outcome__in=OPEN) | Q(
        outcome_at__gt=Coalesce(Subquery(last_end), Value(LONG_AGO))
    )
    found = Challenge.objects.filter(
        still_open, pair=session.pair_id, plan__session__in=before.values("id")
    )
    return found.order_by("plan__session__ended_at", "line")


def count_askings(pair: Pair) -> None:
    """How many sessions were held since each open challenge was seen coming. Reckoned anew, so
    that it is right however often a session was wrapped up."""
    held = MentoringSession.objects.filter(
        pair=pair.id, state="held", ended_at__gt=OuterRef("plan__session__ended_at")
    )
    times = held.order_by().values("pair").annotate(times=Count("id")).values("times")
    asked = Challenge.objects.filter(pair=pair, outcome__in=OPEN)
    counted = asked.annotate(since=Coalesce(Subquery(times), Value(0)))
    changed = []
    for challenge in counted:
        if challenge.times_asked != challenge.since:
            challenge.times_asked = challenge.since
            changed.append(challenge)
    Challenge.objects.bulk_update(changed, ["times_asked"])
