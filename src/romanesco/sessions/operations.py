"""Scheduling, moving, starting and ending a session. What its plan does with it: `journey`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from romanesco.base import bus
from romanesco.base.errors import Refused
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import require_active
from romanesco.people.models import Person
from romanesco.sessions.lifecycle import may_become, may_move
from romanesco.sessions.models import MentoringSession

LATEST = timedelta(days=731)
JUST_NOW = timedelta(minutes=15)


class InThePast(Refused):
    code = "session_in_the_past"
    message = "This moment has passed. Choose one that is still ahead."
    field = "date"


class TooFarAhead(Refused):
    code = "session_too_far_ahead"
    message = "This is more than two years ahead. Choose a nearer date."
    field = "date"


class SameMoment(Refused):
    code = "session_same_moment"
    message = "You already have a session at that moment. Choose another time."
    field = "time"


class SessionHasChanged(Refused):
    code = "session_has_changed"
    message = "This session was started, moved or ended in the meantime. Look again first."


@dataclass(frozen=True)
class Appointment:
    """When and where: an instant, the IANA zone that it was agreed in, minutes, a place or link."""

    starts_at: datetime
    time_zone: str
    minutes: int = 45
    place: str = ""


@transaction.atomic
def schedule(pair: Pair, when: Appointment, *, by: Person, at: datetime) -> MentoringSession:
    """Schedule a session. Raises PairNotActive, InThePast, TooFarAhead or SameMoment."""
    locked = Pair.objects.select_for_update().get(id=pair.id)
    require_active(locked)
    _require_reasonable(pair, when, at)
    last = pair.sessions.exclude(state__in=["cancelled", "missed"]).aggregate(Max("number"))
    return MentoringSession.objects.create(
        pair=pair,
        number=(last["number__max"] or 0) + 1,
        starts_at=when.starts_at,
        time_zone=when.time_zone,
        minutes=when.minutes,
        place=when.place,
        scheduled_by=by,
        scheduled_at=at,
    )


@transaction.atomic
def move(
    session: MentoringSession, when: Appointment, *, by: Person, at: datetime
) -> MentoringSession:
    """Give a planned session another moment or place. Raises SessionHasChanged and what
    `schedule` raises."""
    locked = _locked(session)
    if not may_move(locked.state):
        raise SessionHasChanged
    require_active(locked.pair)
    _require_reasonable(locked.pair, when, at, but=locked)
    locked.starts_at, locked.time_zone = when.starts_at, when.time_zone
    locked.minutes, locked.place = when.minutes, when.place
    locked.sequence += 1
    locked.save(update_fields=["starts_at", "time_zone", "minutes", "place", "sequence"])
    bus.announce(bus.PairChanged(pair_id=locked.pair_id))
    return locked


@transaction.atomic
def start(session: MentoringSession, *, by: Person, at: datetime) -> MentoringSession:
    """Begin the conversation. Raises SessionHasChanged or PairNotActive."""
    locked = _locked(session)
    require_active(locked.pair)
    _become(locked, "live")
    locked.started_at = at
    locked.save(update_fields=["state", "started_at"])
    return locked


@transaction.atomic
def end(
    session: MentoringSession, state: str, *, by: Person, at: datetime, reason: str = ""
) -> MentoringSession:
    """End a session as held, cancelled or missed. Raises SessionHasChanged."""
    locked = _locked(session)
    _become(locked, state)
    locked.ended_at, locked.ended_by, locked.reason = at, by, reason
    locked.sequence += 1
    locked.save(update_fields=["state", "ended_at", "ended_by", "reason", "sequence"])
    return locked


def _become(session: MentoringSession, state: str) -> None:
    if not may_become(session.state, state):
        raise SessionHasChanged
    session.state = state


def _locked(session: MentoringSession) -> MentoringSession:
    return (
        MentoringSession.objects.select_for_update(of=("self",))
        .select_related("pair__mentor", "pair__mentee")
        .get(id=session.id)
    )


def _require_reasonable(
    pair: Pair, when: Appointment, at: datetime, *, but: MentoringSession | None = None
) -> None:
    if when.starts_at < at - JUST_NOW:
        raise InThePast
    if when.starts_at > at + LATEST:
        raise TooFarAhead
    same = pair.sessions.filter(starts_at=when.starts_at, state__in=["planned", "live"])
    if any(other != but for other in same):
        raise SameMoment
