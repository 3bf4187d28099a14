"""Looking at the clock again and again: near each time, and far now and then.

One worker looks at a time; the others go on writing. The far look is taken in parts, so that a tick
stays short however many pairs there are; until all of them are looked at nothing is written, so
that what is due for one person at once stays in one letter.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from romanesco.mail import demo_mode
from romanesco.pairs.models import Pair
from romanesco.reminders import ledger
from romanesco.reminders.facts import KINDS, Look, near
from romanesco.reminders.models import FarLook
from romanesco.reminders.operations import write_waiting

FAR_EVERY = timedelta(minutes=5)
GIVEN_UP = timedelta(hours=1)  # nobody has gone on with it: it is begun anew
PAIRS_IN_A_PART = 2500
TICK_SECONDS = 0.2  # after which no further part is begun
LOCK = 0x52454D  # PostgreSQL's name for who looks


def watch(at: datetime) -> bool:
    """Write what is due, where letters reach anybody; whether a far look has begun and goes on."""
    if not demo_mode.can_write():
        return False
    with _alone() as is_mine:
        if is_mine:
            look(at)
    is_looking = FarLook.objects.filter(parts_done__lt=F("parts")).exists()
    if not is_looking:
        write_waiting(at=at)
    return is_looking


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other worker looks just now. SQLite has one worker only, and a transaction there
    would stop everybody else's writing."""
    if connection.vendor != "postgresql":
        yield True
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        yield bool(cursor.fetchone()[0])


def look(at: datetime) -> None:
    """One tick: note what is due near, and go on with the far look where there is one to take."""
    ledger.ask_again_of_taken_back(at=at)
    ledger.note(near(Look(at, is_far=False)), at=at)
    far = _far_look(at)
    if far.parts_done == far.parts:
        return
    ends = time.monotonic() + TICK_SECONDS
    while far.parts_done < far.parts:
        which, kind = divmod(far.parts_done, KINDS)
        ledger.note(near(Look(far.at, part=(which, far.parts // KINDS), only=kind)), at=at)
        far.parts_done += 1
        if time.monotonic() > ends:
            break
    far.save()


def _far_look(at: datetime) -> FarLook:
    """The one that was taken last, or goes on; a new one when it is time, or a clock was set."""
    last = FarLook.objects.first()
    if last is not None:
        good_for = FAR_EVERY if last.parts_done == last.parts else GIVEN_UP
        if last.at <= at < last.at + good_for:
            return last
    parts = KINDS * (1 + Pair.objects.count() // PAIRS_IN_A_PART)
    return FarLook(pk=1, at=at, parts=parts)
