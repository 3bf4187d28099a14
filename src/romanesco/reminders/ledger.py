"""The ledger: noting what is due, claiming it, and saying what became of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from romanesco.mail.models import Letter
from romanesco.people.models import Person
from romanesco.reminders.known import Due
from romanesco.reminders.models import Reminder

BATCH = 200  # people whose letters are written in one transaction
IN_SIGHT = 8 * BATCH
STALE = timedelta(minutes=10)  # whoever claimed it has died
NOTED_AT_ONCE = 1000
TAKEN_BACK_WITHIN = timedelta(days=1)


def note(found: Iterable[Due], *, at: datetime) -> int:
    """Write down what may be written now, and what is past its use; returns how many of them.

    What is there already stays as it is.
    """
    count = 0
    for some in batched(_ripe(found, at), NOTED_AT_ONCE, strict=False):
        Reminder.objects.bulk_create((_row(one, at) for one in some), ignore_conflicts=True)
        count += len(some)
    return count


def _ripe(found: Iterable[Due], at: datetime) -> Iterator[Due]:
    return (one for one in found if one.is_now(at) or one.is_late(at))


def _row(one: Due, at: datetime) -> Reminder:
    is_late = one.is_late(at)
    return Reminder(
        key=one.key,
        kind=one.kind,
        person_id=one.person,
        subject_id=one.subject,
        label=one.label,
        fact_at=one.fact_at,
        due_at=one.due_at,
        meets_at=one.meets_at,
        useful_until=one.useful_until,
        noted_at=at,
        dropped_at=at if is_late else None,
        why_dropped="late" if is_late else "",
    )


def claim(*, at: datetime) -> list[Reminder]:
    """All that waits for some people, for this worker alone; empty when nothing waits.

    A person is claimed whole, so that what is due together goes into one letter. Other workers
    pass over people who are just being claimed, and find others in sight.
    """
    waiting = _waiting(at)
    nearest = waiting.order_by("due_at").values_list("person_id", flat=True)[:IN_SIGHT]
    in_sight = list(dict.fromkeys(nearest))
    if not in_sight:
        return []
    with transaction.atomic():
        free = Person.objects.select_for_update(skip_locked=True, no_key=True)
        people = list(free.filter(id__in=in_sight).values_list("id", flat=True)[:BATCH])
        rows = list(waiting.filter(person__in=people))
        ids = [row.id for row in rows]
        waiting.filter(id__in=ids).update(claimed_at=at)
    for row in rows:
        row.claimed_at = at
    return rows


def _waiting(at: datetime) -> QuerySet[Reminder]:
    unclaimed = Q(claimed_at=None) | Q(claimed_at__lt=at - STALE)
    open_rows = Reminder.objects.filter(written_at=None, dropped_at=None)
    return open_rows.filter(unclaimed, due_at__lte=at)


def mark_written(ids: Sequence[UUID], *, at: datetime) -> bool:
    """Each has a letter of its own, with its own id. Whether all of them were still this worker's:
    if not, the caller undoes it all."""
    mine = Reminder.objects.filter(id__in=ids, claimed_at=at, written_at=None, dropped_at=None)
    return mine.update(written_at=at, letter_id=F("id")) == len(ids)


def mark_told_within(ids: Sequence[UUID], letter_id: UUID, *, at: datetime) -> bool:
    """The same for those that another's letter tells."""
    mine = Reminder.objects.filter(id__in=ids, claimed_at=at, written_at=None, dropped_at=None)
    return mine.update(written_at=at, letter_id=letter_id) == len(ids)


def drop(ids: Sequence[UUID], why: str, *, at: datetime) -> None:
    """There is nothing to write of these any more."""
    mine = Reminder.objects.filter(id__in=ids, claimed_at=at, written_at=None)
    mine.update(dropped_at=at, why_dropped=why)


def put_off(row_id: UUID, until: datetime, *, at: datetime) -> None:
    """It began to be quiet before this was written."""
    mine = Reminder.objects.filter(id=row_id, claimed_at=at, written_at=None)
    mine.update(claimed_at=None, due_at=until)


def release(ids: Sequence[UUID], *, at: datetime) -> None:
    """Something changed meanwhile: it is asked about again in the next round."""
    Reminder.objects.filter(id__in=ids, claimed_at=at, written_at=None).update(claimed_at=None)


def ask_again_of_taken_back(*, at: datetime) -> int:
    """What went along in a letter that was taken back before it went out waits again."""
    along = Reminder.objects.filter(
        written_at__gte=at - TAKEN_BACK_WITHIN, letter_id__isnull=False
    ).exclude(letter_id=F("id"))
    letters = Letter.objects.filter(id=OuterRef("letter_id"), dropped_at=None)
    return along.filter(~Exists(letters)).update(written_at=None, claimed_at=None, letter_id=None)
