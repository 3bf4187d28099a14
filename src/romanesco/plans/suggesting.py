"""The facts from which a template is suggested to one of the two, and putting one off.

Each of them is told alone, and from what they may see themselves: a template that the partner has
taken for a draft does not change what the other is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from romanesco.agreements.cadence import weeks_between
from romanesco.agreements.models import Agreement
from romanesco.base.errors import NotFound
from romanesco.base.prepared import Prepared
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import offering, queries
from romanesco.plans.models import AgendaItem, Hope, Plan
from romanesco.plans.offering import Ending, Facts, Suggestion
from romanesco.plans.shipped import KEYS
from romanesco.plans.template_models import PutOff
from romanesco.sessions.models import MentoringSession

A_MONTH = 28


@dataclass(frozen=True)
class Offer:
    """What is suggested to one of the two, and for which plan."""

    suggestion: Suggestion
    plan: Plan
    rules: Agreement
    week: int


def offer_for(pair: Pair, me: Person, rules: Agreement, *, at: datetime) -> Offer | None:
    """What to suggest to this person now, for the plan of the next session; None also where no
    session is ahead. A constant number of queries."""
    if pair.state != "active":
        return None
    ahead = _plans_ahead(pair)
    following = next((one for one in ahead if one.session.state == "planned"), None)
    if following is None:
        return None
    facts = _facts(pair, me, rules, ahead, following, at)
    found = offering.suggested(facts)
    return Offer(found, following, rules, facts.week) if found else None


@transaction.atomic
def put_off(pair: Pair, key: str, *, by: Person, at: datetime) -> None:
    """Speak of that suggestion no more for two weeks, to this person alone. Raises NotFound."""
    pair.side_of(by)
    if key not in KEYS:
        raise NotFound
    PutOff.objects.update_or_create(
        pair=pair, person=by, suggestion=key, defaults={"put_off_at": at}
    )


def _facts(
    pair: Pair, me: Person, rules: Agreement, ahead: list[Plan], following: Plan, at: datetime
) -> Facts:
    held = _held(pair.id)
    next_on = following.session.starts_at.astimezone(me.zone).date()
    days = weeks_between(rules.cadence, rules.every_weeks)
    between = 7 * days if days is not None else (A_MONTH if rules.cadence == "monthly" else None)
    begun_on = rules.begins_on or pair.begun_at.astimezone(me.zone).date()
    return Facts(
        held=len(held),
        endings=tuple(_ending(one, rules) for one in _ended(pair.id, at)),
        outcomes=tuple(hope.outcome for hope in _answered(pair.id)),
        written=tuple(plan.topics + plan.hoped for plan in held),  # type: ignore[attr-defined]
        ahead=tuple(plan.template for plan in ahead if queries.may_see(plan, me)),
        made_of=tuple(plan.template for plan in held),
        week=max((next_on - begun_on).days // 7 + 1, 1),
        sessions_left=offering.sessions_left(next_on, rules.runs_until, between),
        put_off=frozenset(_put_off(pair.id, me.pk, at - offering.AGAIN_AFTER)),
    )


def _plans_ahead(pair: Pair) -> list[Plan]:
    found = list(_ahead(pair.id))
    for plan in found:
        plan.session.pair = pair
    return found


def _ending(session: MentoringSession, rules: Agreement) -> Ending:
    if session.state != "cancelled":
        return "missed" if session.state == "missed" else "held"
    notice = timedelta(hours=rules.cancel_notice_hours)
    is_late = session.ended_at is None or session.ended_at > session.starts_at - notice
    return "cancelled_late" if is_late else "cancelled"


def _put_off(pair_id: UUID, person_id: UUID, since: datetime) -> Iterable[str]:
    return [row.suggestion for row in _rows_put_off(pair_id, person_id, since)]


def _ahead_of(pair_id: UUID) -> QuerySet[Plan]:
    rows = Plan.objects.filter(session__pair=pair_id, session__state__in=["planned", "live"])
    return rows.select_related("session").order_by("session__starts_at")


def _held_by(pair_id: UUID) -> QuerySet[Plan]:
    """The last few, with what was on them: a hope is a line, also where it was let go."""
    rows = Plan.objects.filter(session__pair=pair_id, session__state="held")
    topics = AgendaItem.objects.filter(kind="topic", removed_at=None)
    last = rows.order_by("-session__starts_at")[: offering.A_WHILE]
    return last.annotate(topics=_how_many(topics), hoped=_how_many(Hope.objects.all()))


def _how_many(rows: QuerySet[Any]) -> Coalesce:
    """Counted for each of the few alone, not for every plan of the pair."""
    counted = rows.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def _ended_before(pair_id: UUID, at: datetime) -> QuerySet[MentoringSession]:
    rows = MentoringSession.objects.filter(
        pair=pair_id, state__in=["held", "missed", "cancelled"], starts_at__lte=at
    )
    return rows.order_by("-starts_at")[: offering.A_FEW]


def _answered_in(pair_id: UUID) -> QuerySet[Hope]:
    rows = Hope.objects.filter(pair=pair_id).exclude(outcome="")
    return rows.order_by("-plan__session__starts_at", "line")[: offering.A_FEW]


def _put_off_by(pair_id: UUID, person_id: UUID, since: datetime) -> QuerySet[PutOff]:
    return PutOff.objects.filter(pair=pair_id, person=person_id, put_off_at__gt=since)


_ahead = Prepared(_ahead_of, UUID)
_ended = Prepared(_ended_before, UUID, datetime)
_answered = Prepared(_answered_in, UUID)
_rows_put_off = Prepared(_put_off_by, UUID, UUID, datetime)


def _held(pair_id: UUID) -> list[Plan]:
    return list(_held_by(pair_id))
