"""Sessions that do not take place, and pairs that pause or end. Nothing undiscussed is lost."""

from datetime import datetime

from django.db import transaction

from romanesco.base import bus
from romanesco.base.errors import Refused
from romanesco.journey import prepare, rhythm
from romanesco.journey.in_turn import in_turn
from romanesco.journey.taking_over import carry_to_next, pass_on
from romanesco.pairs import operations as pairs
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.sessions import operations as sessions
from romanesco.sessions import rhythms
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment
from romanesco.sessions.queries import rhythm_of, sessions_ahead


class SessionGoesOn(Refused):
    code = "session_goes_on"
    message = "A session of yours has not been wrapped up yet. Do that first, so nothing is lost."


@transaction.atomic
def cancel(
    session: MentoringSession,
    *,
    by: Person,
    at: datetime,
    reason: str = "",
    instead: Appointment | None = None,
) -> MentoringSession | None:
    """Cancel a session; `instead` is the new date, whose plan goes on from this one's.

    Returns the session that is next. Raises SessionHasChanged and what `prepare.schedule` raises.
    """
    in_turn(session.pair)
    sessions.end(session, "cancelled", by=by, at=at, reason=reason)
    _instead_of(session, instead, by=by, at=at)
    return _go_on(session, at)


@transaction.atomic
def miss(
    session: MentoringSession, *, by: Person, at: datetime, instead: Appointment | None = None
) -> MentoringSession | None:
    """Note that a session did not happen. Raises and returns what `cancel` does."""
    in_turn(session.pair)
    sessions.end(session, "missed", by=by, at=at)
    _instead_of(session, instead, by=by, at=at)
    return _go_on(session, at)


@transaction.atomic
def pause(pair: Pair, *, by: Person, at: datetime) -> None:
    """Pause: sessions ahead stay where they are; none is shared or started until it goes on."""
    in_turn(pair)
    pairs.change_state(pair, "paused", by=by, at=at)
    rhythms.hold(pair)


@transaction.atomic
def resume(pair: Pair, *, by: Person, at: datetime) -> None:
    """Go on: what lay in the pause did not happen, what is still ahead goes on as planned."""
    in_turn(pair)
    pairs.change_state(pair, "active", by=by, at=at)
    missed = [
        sessions.end(session, "missed", by=by, at=at)
        for session in pair.sessions.filter(state="planned", starts_at__lt=at)
    ]
    rhythm.refill(pair, at=at)
    pass_on(missed, after=at, at=at)
    carry_to_next(pair, at)


@transaction.atomic
def close(pair: Pair, *, by: Person, at: datetime) -> None:
    """Close for good: sessions ahead are cancelled, and drafts stay with the one who wrote them.

    Raises SessionGoesOn while one has to be wrapped up, and PairHasChanged.
    """
    in_turn(pair)
    ahead = list(sessions_ahead(pair))
    if any(session.state == "live" for session in ahead):
        raise SessionGoesOn
    for session in ahead:
        sessions.end(session, "cancelled", by=by, at=at)
    if current := rhythm_of(pair):
        rhythms.end(current, at=at)
    pairs.change_state(pair, "closed", by=by, at=at)


def _instead_of(
    session: MentoringSession, instead: Appointment | None, *, by: Person, at: datetime
) -> MentoringSession | None:
    plan_id = Plan.objects.filter(session=session).values_list("id", flat=True).first()
    if plan_id:
        bus.announce(bus.PlanChanged(plan_id=plan_id))
    if instead is None:
        return None
    return prepare.schedule(session.pair, instead, by=by, at=at, instead_of=session)


def _go_on(session: MentoringSession, at: datetime) -> MentoringSession | None:
    if session.rhythm_id is not None:
        rhythm.refill(session.pair, at=at)
    pass_on([session], after=session.starts_at, at=at)
    carry_to_next(session.pair, at)
    bus.announce(bus.PairChanged(pair_id=session.pair_id))
    return sessions_ahead(session.pair).first()
