"""Scheduling, moving, starting and ending a session. What its plan does with it: `journey`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from romanesco.base import bus
from romanesco.base.errors import NotFound, Refused
from romanesco.base.zones import zone_named
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import require_active
from romanesco.people.models import Person
from romanesco.sessions.lifecycle import may_become, may_move
from romanesco.sessions.models import Answer, Attendance, MentoringSession, Rhythm

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
    message = "You already have a session then. Choose another time."
    field = "time"

    @classmethod
    def as_of(cls, other: "MentoringSession", by: Person) -> "SameMoment":
        """Named by the clock of the one who chooses."""
        begins, ends = (one.astimezone(by.zone) for one in (other.began_at, other.ends_at))
        return cls(
            f"You already have a session then, from {begins:%H:%M} to {ends:%H:%M}. "
            "Choose another time."
        )


class SessionHasChanged(Refused):
    code = "session_has_changed"
    message = "This session was started, moved or ended in the meantime. Look again first."


class UnknownAnswer(Refused):
    code = "unknown_answer"
    message = "Say whether you come: accepted, tentative or declined."
    field = "answer"


@dataclass(frozen=True)
class Appointment:
    """When and where: an instant, the IANA zone that it was agreed in, minutes, a place or link."""

    starts_at: datetime
    time_zone: str
    minutes: int = 45
    place: str = ""

    @property
    def utc_offset(self) -> int:
        """Minutes that the zone is ahead of UTC then, by the rules of today."""
        local = self.starts_at.astimezone(zone_named(self.time_zone))
        return round((local.utcoffset() or timedelta()) / timedelta(minutes=1))


@dataclass(frozen=True)
class Occurrence:
    """Which occurrence of which rhythm a session stands for."""

    rhythm: Rhythm
    recurs_at: datetime


@transaction.atomic
def schedule(
    pair: Pair,
    when: Appointment,
    *,
    by: Person,
    at: datetime,
    standing_for: Occurrence | None = None,
) -> MentoringSession:
    """Schedule a session. Raises PairNotActive, InThePast, TooFarAhead, SameMoment, or
    ZoneUnknown."""
    locked = Pair.objects.select_for_update().get(id=pair.id)
    require_active(locked)
    _require_reasonable(pair, when, by, at)
    last = pair.sessions.exclude(state__in=["cancelled", "missed"]).aggregate(Max("number"))
    return MentoringSession.objects.create(
        pair=pair,
        number=(last["number__max"] or 0) + 1,
        starts_at=when.starts_at,
        time_zone=when.time_zone,
        minutes=when.minutes,
        place=when.place,
        utc_offset=when.utc_offset,
        scheduled_by=by,
        scheduled_at=at,
        changed_at=at,
        changed_by=None if standing_for else by,
        rhythm=standing_for.rhythm if standing_for else None,
        recurs_at=standing_for.recurs_at if standing_for else None,
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
    _require_reasonable(locked.pair, when, by, at, but=locked)
    _give(locked, when)
    _note_change(locked, by, at)
    locked.save()
    bus.announce(bus.PairChanged(pair_id=locked.pair_id))
    return locked


@transaction.atomic
def redate(
    session: MentoringSession,
    when: Appointment,
    *,
    standing_for: Occurrence | None,
    at: datetime,
    by: Person | None = None,
) -> MentoringSession:
    """Let a planned session stand for another occurrence, or for none, and have its date. What
    gives dates to several at once sees to it that no two fall on one moment.

    Raises SessionHasChanged.
    """
    locked = _locked(session)
    if not may_move(locked.state):
        raise SessionHasChanged
    _give(locked, when)
    locked.rhythm = standing_for.rhythm if standing_for else None
    locked.recurs_at = standing_for.recurs_at if standing_for else None
    _note_change(locked, by, at)
    locked.save()
    return locked


@transaction.atomic
def start(
    session: MentoringSession, *, by: Person, at: datetime, began_at: datetime | None = None
) -> MentoringSession:
    """Begin the conversation, or say later when it began, also once the two are on pause. Raises
    SessionHasChanged or PairNotActive."""
    locked = _locked(session)
    if began_at is None:
        require_active(locked.pair)
    _become(locked, "live")
    locked.started_at, locked.changed_at = began_at or at, at
    locked.changed_by = by
    locked.save(update_fields=["state", "started_at", "changed_at", "changed_by"])
    return locked


@transaction.atomic
def end(
    session: MentoringSession, state: str, *, by: Person, at: datetime, reason: str = ""
) -> MentoringSession:
    """End a session as held, cancelled or missed. Raises SessionHasChanged."""
    locked = _locked(session)
    _become(locked, state)
    locked.ended_at, locked.ended_by, locked.reason = at, by, reason
    _note_change(locked, by, at)
    locked.save()
    return locked


@transaction.atomic
def answer(
    session: MentoringSession,
    answer: str,
    *,
    by: Person,
    at: datetime,
    sequence: int | None = None,
) -> Attendance:
    """Note whether one of the two comes. `sequence` is of the session as they saw it (RFC 5546);
    None: as it is now. An answer to an older date than one that was answered already changes
    nothing.

    Raises NotFound for anybody else, SessionHasChanged once it has ended, or UnknownAnswer.
    """
    locked = _locked(session)
    if not locked.pair.has(by):
        raise NotFound
    if answer not in Answer.values:
        raise UnknownAnswer
    if not locked.is_ahead:
        raise SessionHasChanged
    to = locked.sequence if sequence is None else min(sequence, locked.sequence)
    given, is_new = Attendance.objects.get_or_create(
        session=locked,
        person=by,
        defaults={"answer": answer, "sequence": to, "answered_at": at},
    )
    if not is_new and to >= given.sequence:
        given.answer, given.sequence, given.answered_at = answer, to, at
        given.save(update_fields=["answer", "sequence", "answered_at"])
    bus.announce(bus.PairChanged(pair_id=locked.pair_id))
    return given


def _give(session: MentoringSession, when: Appointment) -> None:
    """A date, which answers to an earlier one do not count for."""
    if session.starts_at != when.starts_at:
        session.dated_sequence = session.sequence + 1
    session.starts_at, session.time_zone = when.starts_at, when.time_zone
    session.utc_offset = when.utc_offset
    session.minutes, session.place = when.minutes, when.place


def _note_change(session: MentoringSession, by: Person | None, at: datetime) -> None:
    session.sequence += 1
    session.changed_at, session.changed_by = at, by


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
    pair: Pair,
    when: Appointment,
    by: Person,
    at: datetime,
    *,
    but: MentoringSession | None = None,
) -> None:
    if when.starts_at < at - JUST_NOW:
        raise InThePast
    if when.starts_at > at + LATEST:
        raise TooFarAhead
    ends_at = when.starts_at + timedelta(minutes=when.minutes)
    for other in pair.sessions.filter(state__in=["planned", "live"], starts_at__lt=ends_at):
        if other != but and when.starts_at < other.ends_at and other.began_at < ends_at:
            raise SameMoment.as_of(other, by)
