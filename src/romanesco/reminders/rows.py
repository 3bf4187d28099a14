"""Rows of the database as facts, and what is due of them."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from romanesco.actions.models import ActionItem
from romanesco.people.models import TimeAway
from romanesco.reminders import due
from romanesco.reminders.known import Due, PromiseFact, Reader, RhythmFact, SessionFact
from romanesco.reminders.quiet import Quiet, days_of, hours_of
from romanesco.sessions.models import MentoringSession, Rhythm

type Row = dict[str, Any]
type Away = dict[UUID, tuple[tuple[date, date], ...]]

ONE_DAY = timedelta(days=1)
A_WHILE = timedelta(days=7)
MOST_NAMED = 5000  # people; more than these are not listed in a query

AGREED = "agreed"
QUIET = [f"{AGREED}__{name}" for name in ("quiet_from", "quiet_until", "quiet_days")]
PEOPLE = [
    f"pair__{name}"
    for name in ("mentor_id", "mentee_id", "mentor__time_zone", "mentee__time_zone", "state")
]
SESSION = [
    "id", "state", "starts_at", "scheduled_at", "changed_at", "ended_at", "sequence", "recurs_at",
    "rhythm__changed_at", "plan__id", "plan__prepared_by", "plan__created_at",
    "plan__share_due_at", "plan__shared_at", "plan__shared_by_id", "plan__opened_at",
]  # fmt: skip
RHYTHM = ["id", "begun_at", "changed_at", "ended_at"]
ACTION = ["id", "due_on", "made_at", "owner_id"]


def of_sessions(
    found: QuerySet[MentoringSession],
    away_of: Callable[[set[UUID]], Away],
    *rules: Callable[[SessionFact], Iterator[Due]],
) -> Iterator[Due]:
    rows = list(found.values(*SESSION, *PEOPLE, *QUIET))
    away = away_of({row[f"pair__{side}_id"] for row in rows for side in ("mentor", "mentee")})
    for row in rows:
        fact = _session_fact(row, away)
        for rule in rules:
            yield from rule(fact)


def of_rhythms(found: QuerySet[Rhythm], away_of: Callable[[set[UUID]], Away]) -> Iterator[Due]:
    rows = list(found.values(*RHYTHM, *PEOPLE, *QUIET))
    away = away_of({row[f"pair__{side}_id"] for row in rows for side in ("mentor", "mentee")})
    for row in rows:
        yield from due.to_announce_series(
            RhythmFact(
                rhythm=row["id"],
                begun_at=row["begun_at"],
                changed_at=row["changed_at"],
                ended_at=row["ended_at"],
                pair_state=row["pair__state"],
                mentor=reader_of(row, "mentor", away),
                mentee=reader_of(row, "mentee", away),
            )
        )


def of_promises(found: QuerySet[ActionItem], away_of: Callable[[set[UUID]], Away]) -> Iterator[Due]:
    rows = list(found.values(*ACTION, *PEOPLE, *QUIET))
    away = away_of({row["owner_id"] for row in rows})
    for row in rows:
        side = "mentor" if row["owner_id"] == row["pair__mentor_id"] else "mentee"
        yield from due.to_keep(
            PromiseFact(
                action=row["id"],
                due_on=row["due_on"],
                made_at=row["made_at"],
                pair_state=row["pair__state"],
                owner=reader_of(row, side, away),
            )
        )


def _session_fact(row: Row, away: Away) -> SessionFact:
    return SessionFact(
        session=row["id"],
        state=row["state"],
        starts_at=row["starts_at"],
        scheduled_at=row["scheduled_at"],
        changed_at=row["changed_at"],
        ended_at=row["ended_at"],
        sequence=row["sequence"],
        recurs_at=row["recurs_at"],
        rhythm_changed_at=row["rhythm__changed_at"],
        pair_state=row["pair__state"],
        mentor=reader_of(row, "mentor", away),
        mentee=reader_of(row, "mentee", away),
        plan=row["plan__id"],
        prepared_by=row["plan__prepared_by"] or "",
        made_at=row["plan__created_at"],
        share_due_at=row["plan__share_due_at"],
        shared_at=row["plan__shared_at"],
        is_shared_by_person=row["plan__shared_by_id"] is not None,
        opened_at=row["plan__opened_at"],
    )


def reader_of(row: Row, side: str, away: Away) -> Reader:
    """One of the two, and when the pair leaves them alone."""
    person = row[f"pair__{side}_id"]
    quiet_from, quiet_until, days = (row[name] for name in QUIET)
    quiet = Quiet(
        row[f"pair__{side}__time_zone"],
        hours_of(quiet_from, quiet_until),
        days_of(days or ""),
        away.get(person, ()),
    )
    return Reader(person, quiet)


def away_about(at: datetime, people: set[UUID]) -> Away:
    """Who of these is away about now."""
    if not people:
        return {}
    times = TimeAway.objects.filter(
        until_on__gte=at.date() - A_WHILE - ONE_DAY, from_on__lte=at.date() + A_WHILE
    )
    if len(people) <= MOST_NAMED:
        times = times.filter(person__in=people)
    found: defaultdict[UUID, list[tuple[date, date]]] = defaultdict(list)
    for person, start, stop in times.values_list("person_id", "from_on", "until_on"):
        found[person].append((start, stop))
    return {person: tuple(days) for person, days in found.items()}
