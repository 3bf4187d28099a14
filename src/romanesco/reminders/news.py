"""What one of a pair did or said that the other is to hear of: found near an instant, or again by
what it is about. Three queries, each on an index."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet

from romanesco.agreements.models import Signature
from romanesco.pairs.models import Pair
from romanesco.reminders import due
from romanesco.reminders.known import Due, PairFact, WordFact
from romanesco.reminders.rows import AGREED, PEOPLE, QUIET, Away, Row, reader_of
from romanesco.sessions.models import Attendance

SIGNED_WITHIN = timedelta(days=7)

type Span = tuple[datetime, datetime]


def since(span: Span, away_of: Callable[[set[UUID]], Away]) -> Iterator[Due]:
    """What happened in that time."""
    yield from _of_pairs(Pair.objects.filter(state_changed_at__range=span), away_of)
    yield from _declined(Attendance.objects.filter(answered_at__range=span), away_of)
    yield from _proposed(Signature.objects.filter(signed_at__range=span), away_of)


def about(ids: Collection[UUID], away_of: Callable[[set[UUID]], Away]) -> Iterator[Due]:
    """What is so of these pairs and sessions now."""
    yield from _of_pairs(Pair.objects.filter(id__in=ids), away_of)
    yield from _declined(Attendance.objects.filter(session__in=ids), away_of)
    yield from _proposed(Signature.objects.filter(agreement__pair__in=ids), away_of)


def _of_pairs(found: QuerySet[Pair], away_of: Callable[[set[UUID]], Away]) -> Iterator[Due]:
    changed = found.exclude(state_changed_at=F("begun_at"))
    names = ("id", "begun_at", "state_changed_at", "state_changed_by_id")
    for row, away in _rows(changed, "", names, away_of):
        yield from due.to_tell_of_pair(
            PairFact(
                pair=row["id"],
                state=row["pair__state"],
                begun_at=row["begun_at"],
                changed_at=row["state_changed_at"],
                changed_by=row["state_changed_by_id"],
                mentor=reader_of(row, "mentor", away),
                mentee=reader_of(row, "mentee", away),
            )
        )


def _declined(found: QuerySet[Attendance], away_of: Callable[[set[UUID]], Away]) -> Iterator[Due]:
    """Not what was said of a date that has changed since."""
    declined = found.filter(
        answer="declined",
        sequence__gte=F("session__dated_sequence"),
        session__state="planned",
        session__pair__state="active",
    )
    names = ("session_id", "person_id", "answered_at", "session__starts_at")
    for row, away in _rows(declined, "session__pair__", names, away_of):
        yield from due.to_pass_on(
            WordFact(
                subject=row["session_id"],
                label="declined",
                about_at=row["session__starts_at"],
                said_at=row["answered_at"],
                useful_until=row["session__starts_at"],
                reader=reader_of(row, _other(row), away),
            )
        )


def _proposed(found: QuerySet[Signature], away_of: Callable[[set[UUID]], Away]) -> Iterator[Due]:
    """Not what both have signed, or somebody replaced or took back."""
    waiting = found.filter(
        agreement__in_force_at=None,
        agreement__replaced_at=None,
        agreement__withdrawn_at=None,
        agreement__pair__state="active",
    )
    names = ("agreement__pair_id", "person_id", "signed_at")
    for row, away in _rows(waiting, "agreement__pair__", names, away_of):
        yield from due.to_pass_on(
            WordFact(
                subject=row["agreement__pair_id"],
                label="proposed",
                about_at=row["signed_at"],
                said_at=row["signed_at"],
                useful_until=row["signed_at"] + SIGNED_WITHIN,
                reader=reader_of(row, _other(row), away),
            )
        )


def _rows(
    found: QuerySet[Any], path: str, names: tuple[str, ...], away_of: Callable[[set[UUID]], Away]
) -> Iterator[tuple[Row, Away]]:
    """Rows with both people and the pair's quiet hours, named as everywhere."""
    agreed = f"{path}agreements"
    current = Q(**{f"{agreed}__replaced_at": None, f"{agreed}__withdrawn_at": None})
    signed = Q(**{f"{agreed}__in_force_at__isnull": False})
    relation = FilteredRelation(agreed, condition=signed & current)
    people = {f"{path}{name.removeprefix('pair__')}": name for name in PEOPLE}
    values = found.annotate(**{AGREED: relation}).values(*names, *people, *QUIET)
    rows = [{people.get(key, key): value for key, value in row.items()} for row in values]
    away = away_of({row[f"pair__{side}_id"] for row in rows for side in ("mentor", "mentee")})
    for row in rows:
        yield row, away


def _other(row: Row) -> str:
    return "mentee" if row["person_id"] == row["pair__mentor_id"] else "mentor"
