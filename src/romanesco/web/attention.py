"""What one does next in a pair, and which of many things wants attention first. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

SOON = timedelta(minutes=30)
NEAR = timedelta(hours=48)
PREPARE_AHEAD = timedelta(days=7)
PROMISES_AHEAD = timedelta(days=3)
MOST_PROMISES = 3

Step = Literal[
    "continue", "begin", "wrap_up", "did_you_meet", "prepare", "read", "together", "open", "wait"
]


@dataclass(frozen=True)
class SessionFacts:
    """What is known of a session ahead by one of the two, without a word of its plan."""

    starts_at: datetime
    ends_at: datetime
    is_live: bool = False
    is_mine: bool = True  # I prepare, alone or with my partner
    is_shared: bool = False
    is_opened: bool = False  # the partner of the one who prepares has looked
    share_due_at: datetime | None = None  # None: open to both from the beginning
    partner_declined: bool = False  # to the date that it has now
    somebody_is_away: bool = False  # on its day


@dataclass(frozen=True)
class PairFacts:
    """What is known of one pair by one of the two."""

    state: str = "active"
    sessions: tuple[SessionFacts, ...] = ()  # all that are ahead, the nearest first
    has_agreement: bool = True
    waits_for_signature: datetime | None = None  # since when a version waits for mine
    promises: tuple[date | None, ...] = ()  # days of my open action items


@dataclass(frozen=True, order=True)
class Matter:
    """One thing that wants attention; the smaller comes first."""

    band: int
    moment: float
    kind: str
    place: int = 0  # which of the pair's sessions or promises


def step(session: SessionFacts, at: datetime) -> Step:
    """The one next thing to do about a session that is ahead."""
    if session.is_live:
        return "wrap_up" if at >= session.ends_at else "continue"
    if at >= session.ends_at:
        return "did_you_meet"
    if at >= session.starts_at - SOON:
        return "begin"
    if session.share_due_at is None and session.is_shared:
        return "together"
    if not session.is_shared:
        return "prepare" if session.is_mine else "wait"
    return "open" if session.is_mine or session.is_opened else "read"


def matters(pair: PairFacts, at: datetime, today: date) -> list[Matter]:
    """What in this pair wants attention now. A pair on pause asks for nothing but a signature,
    and a closed one for nothing at all."""
    if pair.state == "closed":
        return []
    found = []
    if pair.waits_for_signature is not None:
        found.append(_matter(4, pair.waits_for_signature, "sign"))
    if pair.state != "active":
        return found
    if not pair.sessions and pair.has_agreement:
        found.append(Matter(8, 0, "schedule"))
    found += _about_sessions(pair.sessions, at) + _dates_that_fail(pair.sessions, at)
    return found + _promises(pair.promises, today)


def by_urgency[T](found: Iterable[tuple[Matter, T]]) -> list[tuple[Matter, T]]:
    """What happens now first, then what waits for an answer, then by date."""
    return sorted(found, key=lambda one: one[0])


def _about_sessions(sessions: tuple[SessionFacts, ...], at: datetime) -> list[Matter]:
    """What is about each session that has begun or passed, and about the first that has not."""
    found: list[Matter] = []
    for place, session in enumerate(sessions):
        matter = _about(session, place, at)
        found += [matter] if matter else []
        if step(session, at) not in _BANDS:
            break
    return found


def _about(session: SessionFacts, place: int, at: datetime) -> Matter | None:
    next_step = step(session, at)
    starts = session.starts_at
    is_near = starts - at <= NEAR
    if next_step in _BANDS:
        return _matter(_BANDS[next_step], starts, next_step, place)
    if next_step == "prepare":
        due = session.share_due_at or starts
        is_due_soon = due - at <= NEAR
        is_due = due - at <= PREPARE_AHEAD
        return _matter(5 if is_due_soon else 7, due, "prepare", place) if is_due else None
    if next_step == "read" or (next_step == "together" and is_near):
        return _matter(5 if is_near else 7, starts, next_step, place)
    return None


def _dates_that_fail(sessions: tuple[SessionFacts, ...], at: datetime) -> list[Matter]:
    """Each session that the partner cannot come to, and the first on a day away."""
    ahead = [(place, one) for place, one in enumerate(sessions) if one.starts_at > at]
    planned = [(place, one) for place, one in ahead if not one.is_live]
    found = [
        _matter(4, one.starts_at, "cannot_come", place)
        for place, one in planned
        if one.partner_declined
    ]
    away = [
        _matter(4, one.starts_at, "away", place)
        for place, one in planned
        if one.somebody_is_away and not one.partner_declined
    ]
    return found + away[:1]


_BANDS: dict[str, int] = {"continue": 0, "begin": 1, "wrap_up": 2, "did_you_meet": 3}


def _promises(days: tuple[date | None, ...], today: date) -> list[Matter]:
    near = [
        (day, place)
        for place, day in enumerate(days)
        if day is not None and day <= today + PROMISES_AHEAD
    ]
    return [
        Matter(6, float(day.toordinal()), "promise", place)
        for day, place in sorted(near)[:MOST_PROMISES]
    ]


def _matter(band: int, moment: datetime, kind: str, place: int = 0) -> Matter:
    return Matter(band, moment.timestamp(), kind, place)
