"""Invitations to sessions (iTIP, RFC 5546), as whole iCalendar objects for a letter."""

from romanesco.people.models import Person
from romanesco.sessions.models import MentoringSession, Rhythm


def request(session: MentoringSession, *, to: Person) -> str:
    """METHOD:REQUEST for one session; for one of a rhythm, for that occurrence alone."""
    return ""


def cancellation(session: MentoringSession, *, to: Person) -> str:
    """METHOD:CANCEL for one session; for one of a rhythm, for that occurrence alone."""
    return ""


def series_request(rhythm: Rhythm, *, to: Person) -> str:
    """METHOD:REQUEST for a whole rhythm, with what was moved in it."""
    return ""


def series_cancellation(rhythm: Rhythm, *, to: Person) -> str:
    """METHOD:CANCEL for a whole rhythm."""
    return ""
