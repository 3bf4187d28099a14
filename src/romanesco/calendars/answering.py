"""Answers to invitations (METHOD:REPLY, RFC 5546 3.2.3): who comes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from romanesco.base.errors import Refused
from romanesco.calendars.vevent import rhythm_uid, session_uid
from romanesco.people.models import Person
from romanesco.sessions.models import MentoringSession, Rhythm
from romanesco.sessions.operations import answer

LONGEST = 65_536  # characters; an answer is one event, without what it answers to
MOST_EVENTS = 20
ANSWERS = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}
HIGHEST = 2**31 - 1


@dataclass(frozen=True)
class Said:
    """What one event of an answer says. `occurrence` is None for a whole series."""

    uid: str
    attendees: dict[str, str]  # address, in small letters: PARTSTAT
    sequence: int
    occurrence: date | datetime | None


def take_answer(ics: str, *, person: Person, about: UUID, at: datetime) -> str:
    """Note what this person answered about a session or a rhythm (`about`, its id).

    Returns what became of it, never raises: "answered"; "outdated" (the session was moved since);
    "counter" (another time is proposed: kept as words by whoever asked); "not_an_answer" (no
    PARTSTAT that tells anything, or another METHOD); "not_theirs" (another attendee, or somebody
    who is not of the pair); "unknown" (no such session); "over" (it can no longer be held);
    "unreadable"; "too_large".
    """
    if len(ics) > LONGEST:
        return "too_large"
    try:
        method, said = _read(ics)
    except Exception:  # noqa: BLE001 (whatever a parser may say of what a stranger wrote)
        return "unreadable"
    if method not in ("REPLY", "COUNTER"):
        return "not_an_answer"
    outcomes = [_take(one, method, person, about, at) for one in said]
    return "answered" if "answered" in outcomes else next(iter(outcomes), "unreadable")


def comments_in(ics: str) -> list[str]:
    """What somebody wrote beside an answer (COMMENT, RFC 5545 3.8.1.4); [] where it is not
    readable."""
    if len(ics) > LONGEST:
        return []
    try:
        events = _parsed(ics).walk("VEVENT")[:MOST_EVENTS]
        found = [one for event in events for one in _listed(event.get("COMMENT"))]
    except Exception:  # noqa: BLE001 (whatever a parser may say of what a stranger wrote)
        return []
    return [words for one in found if (words := str(one).strip())]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _take(said: Said, method: str, person: Person, about: UUID, at: datetime) -> str:
    partstat = said.attendees.get(person.email.lower())
    if partstat is None:
        return "not_theirs"
    rhythm = Rhythm.objects.select_related("pair").filter(id=about).first()
    session = MentoringSession.objects.select_related("pair", "rhythm").filter(id=about).first()
    if session is not None and session.rhythm is not None:
        rhythm = session.rhythm
    pair = rhythm.pair if rhythm else session.pair if session else None
    if pair is None or not pair.has(person):
        return "not_theirs" if pair else "unknown"
    if rhythm is not None and said.uid == rhythm_uid(rhythm.id):
        sessions = _meant(rhythm, said.occurrence)
    elif session is not None and said.uid == session_uid(session.id):
        rhythm, sessions = None, [session]
    else:
        return "unknown"
    if method == "COUNTER":
        return "counter"
    if partstat not in ANSWERS:
        return "not_an_answer"
    return _note(sessions, rhythm, said, ANSWERS[partstat], person, at)


def _meant(rhythm: Rhythm, occurrence: date | datetime | None) -> list[MentoringSession]:
    """The sessions that an answer to a rhythm is about: one, or all ahead that are where the
    series has them; one that was moved by itself was asked about by itself."""
    sessions = list(rhythm.sessions.select_related("pair"))
    if occurrence is None:
        return [s for s in sessions if s.is_ahead and not s.is_moved]
    for session in sessions:
        recurs_at = session.recurs_at
        if recurs_at is not None and _is_same(recurs_at, occurrence, rhythm):
            return [session]
    return []


def _is_same(recurs_at: datetime, named: date | datetime, rhythm: Rhythm) -> bool:
    """RECURRENCE-ID: an instant, or a date on the wall."""
    if isinstance(named, datetime) and named.tzinfo is not None:
        return recurs_at == named
    day = named.date() if isinstance(named, datetime) else named
    return recurs_at.astimezone(rhythm.zone).date() == day


def _note(
    sessions: list[MentoringSession],
    rhythm: Rhythm | None,
    said: Said,
    what: str,
    person: Person,
    at: datetime,
) -> str:
    outcomes = [_note_one(session, rhythm, said, what, person, at) for session in sessions]
    return "answered" if "answered" in outcomes else next(iter(outcomes), "unknown")


def _note_one(
    session: MentoringSession,
    rhythm: Rhythm | None,
    said: Said,
    what: str,
    person: Person,
    at: datetime,
) -> str:
    if not session.is_ahead:
        return "over"
    sequence = session.sequence
    if rhythm is None or said.occurrence is not None:
        # A date that never changed cannot be an older one, however often the series was told.
        sequence = max(0, said.sequence - (rhythm.sequence if rhythm else 0))
    if sequence < session.dated_sequence:
        return "outdated"
    try:
        answer(session, what, by=person, at=at, sequence=sequence)
    except Refused:
        return "over"
    return "answered"


def _read(ics: str) -> tuple[str, list[Said]]:
    """METHOD and what each event says. Raises whatever icalendar does."""
    calendar = _parsed(ics)
    method = str(calendar.get("METHOD", "")).strip().upper()
    events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
    return method, [_said(event) for event in events[:MOST_EVENTS]]


def _parsed(ics: str) -> Any:
    from icalendar import Calendar  # loaded where an answer comes in

    return Calendar.from_ical(ics)


def _said(event: Any) -> Said:
    occurrence = event.get("RECURRENCE-ID")
    return Said(
        uid=str(event.get("UID", "")).strip(),
        attendees=dict(_attendees(event)),
        sequence=max(0, min(int(event.get("SEQUENCE", 0)), HIGHEST)),
        occurrence=occurrence.dt if occurrence is not None else None,
    )


def _attendees(event: Any) -> Iterator[tuple[str, str]]:
    for attendee in _listed(event.get("ATTENDEE")):
        scheme, _, address = str(attendee).partition(":")
        if scheme.strip().lower() == "mailto":
            partstat = str(attendee.params.get("PARTSTAT", "")).upper()
            yield unquote(address).strip().lower(), partstat
