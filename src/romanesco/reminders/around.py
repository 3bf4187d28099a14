"""What is around the things that letters are about, for many letters at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F

from romanesco.pairs.models import Pair
from romanesco.reminders.models import Kind, Reminder
from romanesco.sessions.models import Attendance

OF_PAIRS = frozenset({"closed", "paused", "resumed", "proposed"})
"""The labels of rows whose subject is a pair."""


def pairs_of(rows: Iterable[Reminder]) -> dict[UUID, Pair]:
    """The pairs that rows are about themselves."""
    ids = {row.subject_id for row in rows if row.label in OF_PAIRS}
    return Pair.objects.select_related("mentor", "mentee").in_bulk(ids) if ids else {}


def told_dates(rows: Iterable[Reminder]) -> dict[tuple[UUID, UUID], datetime]:
    """By person and moved session the date that a letter told last."""
    ids = {row.subject_id for row in rows if row.label == "moved"}
    if not ids:
        return {}
    told = Reminder.objects.filter(
        kind=Kind.APPOINTMENT, subject_id__in=ids, written_at__isnull=False, meets_at__isnull=False
    ).order_by("written_at")
    values = told.values_list("person_id", "subject_id", "meets_at")
    return {(person, session): when for person, session, when in values if when}


def absent_from(rows: Iterable[Reminder]) -> defaultdict[UUID, set[UUID]]:
    """By session that is about to begin who cannot come to it, as it is dated now."""
    ids = {row.subject_id for row in rows if row.kind == Kind.SOON}
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    if ids:
        declined = Attendance.objects.filter(
            session__in=ids, answer="declined", sequence__gte=F("session__dated_sequence")
        )
        for session, person in declined.values_list("session_id", "person_id"):
            found[session].add(person)
    return found


def announced(rows: Iterable[Reminder]) -> set[tuple[UUID, UUID]]:
    """Of the rhythms that have ended, whom a letter told that they were there: (person, rhythm)."""
    ids = {row.subject_id for row in rows if row.label == "series_over"}
    if not ids:
        return set()
    told = Reminder.objects.filter(subject_id__in=ids, label="series", written_at__isnull=False)
    return set(told.values_list("person_id", "subject_id"))
