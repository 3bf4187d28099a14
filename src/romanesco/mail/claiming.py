"""Which worker has a letter: each is claimed by one, and comes free when that one died."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from romanesco.mail.failures import Failure, rest_after, rest_after_refusal
from romanesco.mail.models import Letter

BATCH = 100
STALE = timedelta(minutes=10)
PATIENCE = timedelta(days=7)
WIPED = {
    "subject": "",
    "text": "",
    "html": "",
    "calendar": "",
    "unsubscribe_url": "",
    "from_name": "",
}

EARLIER = Letter.objects.filter(
    person_id=OuterRef("person_id"), thread=OuterRef("thread"), sent_at__isnull=False
)


def waiting(at: datetime) -> QuerySet[Letter]:
    """What may be sent now, and is nobody's yet."""
    is_due = Q(next_try_at=None) | Q(next_try_at__lte=at)
    is_free = Q(claimed_at=None) | Q(claimed_at__lte=at - STALE)
    return Letter.objects.filter(is_due, is_free, sent_at=None, dropped_at=None)


@transaction.atomic
def claim(*, at: datetime) -> list[Letter]:
    """Take the oldest that wait; nobody else gets them for ten minutes."""
    found = waiting(at).annotate(follows_another=Exists(EARLIER)).order_by("written_at")
    if connection.features.has_select_for_update_skip_locked:
        found = found.select_for_update(skip_locked=True)
    letters: list[Letter] = []
    threads: set[tuple[UUID | None, UUID]] = set()
    for letter in found[:BATCH]:
        thread = (letter.person_id, letter.thread) if letter.thread else None
        letter.is_later = letter.follows_another or thread in threads
        threads |= {thread} if thread else set()
        letters.append(letter)
    Letter.objects.filter(id__in=[letter.id for letter in letters]).update(claimed_at=at)
    return letters


def still_claimed(letters: Iterable[Letter], *, at: datetime) -> list[Letter]:
    """Those that nobody took back, and nobody else has, in the same order."""
    mine = Letter.objects.filter(claimed_at=at, sent_at=None, dropped_at=None)
    listed = list(letters)
    ids = set(mine.filter(id__in=[one.id for one in listed]).values_list("id", flat=True))
    return [one for one in listed if one.id in ids]


def release(letters: Iterable[Letter], failure: Failure | None, *, at: datetime) -> None:
    """Let others have these; they were not tried, which counts for nothing."""
    ids = [letter.id for letter in letters]
    if not ids:
        return
    found = Letter.objects.filter(id__in=ids, claimed_at=at, sent_at=None)
    if failure:
        found.update(claimed_at=None, failed_at=at, failure=failure.code[:80])
    else:
        found.update(claimed_at=None)


def mark_sent(letter: Letter, *, at: datetime) -> None:
    """What it said is the addressee's now; codes and links in it are nobody else's to find here."""
    with connection.cursor() as cursor:
        cursor.execute(_mark_sent(), [_stored("sent_at", at), _stored("id", letter.id)])


@cache
def _mark_sent() -> str:
    """Said once, since it is done for each letter, and takes Django longer than the database."""
    emptied = "".join(f", {name} = ''" for name in ("failure", *WIPED))
    return (
        f"UPDATE {Letter._meta.db_table} SET sent_at = %s, claimed_at = NULL, next_try_at = NULL"  # noqa: S608 - our own
        f"{emptied} WHERE id = %s AND sent_at IS NULL"
    )


def _stored(name: str, value: datetime | UUID) -> Any:
    return Letter._meta.get_field(name).get_db_prep_value(value, connection)  # type: ignore[union-attr]


def mark_failed(letter: Letter, failure: Failure, *, at: datetime) -> None:
    """It rests, or, refused for good often enough, it is over."""
    refusals = letter.refusals + failure.is_refusal
    rest = rest_after_refusal(refusals) if failure.is_refusal else rest_after(letter.tries + 1)
    Letter.objects.filter(id=letter.id, sent_at=None).update(
        claimed_at=None,
        tries=F("tries") + 1,
        refusals=refusals,
        failed_at=at,
        failure=failure.code[:80],
        next_try_at=None if rest is None else at + rest,
        **({"dropped_at": at, **WIPED} if rest is None else {}),
    )


def give_up_late(*, at: datetime) -> None:
    """What could not be sent for a week is of no use to anybody."""
    why = Coalesce(NullIf(F("failure"), Value("")), Value("late"))
    late = waiting(at).filter(written_at__lte=at - PATIENCE)
    late.update(dropped_at=at, claimed_at=None, failure=why, **WIPED)
