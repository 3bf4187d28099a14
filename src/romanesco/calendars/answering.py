"""Answers to invitations (METHOD:REPLY, RFC 5546 3.2.3): who comes."""

from datetime import datetime
from uuid import UUID

from romanesco.people.models import Person


def take_answer(ics: str, *, person: Person, about: UUID, at: datetime) -> str:
    """Note what this person answered about a session or a rhythm (`about`, its id).

    Returns what became of it, never raises: "answered"; "outdated" (the session was moved since);
    "counter" (another time is proposed: kept as words by whoever asked); "not_an_answer" (no
    PARTSTAT that tells anything, or another METHOD); "not_theirs" (another attendee, or somebody
    who is not of the pair); "unknown" (no such session); "over" (it can no longer be held);
    "unreadable"; "too_large".
    """
    return "unreadable"
