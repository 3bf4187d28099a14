"""The work that nobody asks for: what is due by the clock, and what waits to go out or come in.

Each line of `WORK` has a thread of its own, so that a mail server or a calendar which does not
answer keeps no plan from being shared at its moment. With PostgreSQL several processes do it: what
is claimed piece by piece in all of them, any other line in one at a time.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import close_old_connections, connections

from romanesco.base import clock
from romanesco.base.turns import Turns
from romanesco.calendars.writing import write_due
from romanesco.journey.rhythm import make_more
from romanesco.journey.zone_rules import follow_zones
from romanesco.mail.sending import send_waiting
from romanesco.mail.way_in import Mailbox
from romanesco.plans.forgetting import forget_deleted
from romanesco.plans.operations import share_due
from romanesco.reminders.watch import watch
from romanesco.replies.forgetting import forget_arrivals
from romanesco.search import clearing, indexing
from romanesco.takeout.retention import delete_old
from romanesco.ydocs import store

logger = logging.getLogger(__name__)

FOLDED_AT_ONCE = 20
# Whoever rests longer than this lets go of the connection to the database meanwhile (seconds).
SHORT_REST = 10.0

# So many times as long as words are made findable nothing is done: people type meanwhile, and
# whoever searches has their own pairs made findable at once.
INDEX_REST = 20.0

# What says True has begun something, and goes on with it after so many seconds.
GOES_ON_AFTER = 1.0

type Due = Callable[[datetime], object]


@dataclass(frozen=True)
class Work:
    """What is done together, one after the other, and how long it rests before the next round."""

    name: str
    every_seconds: float
    due: tuple[Due, ...]
    # Whether any number of processes do it at once, because each takes what it claimed.
    is_claimed: bool = False

    @property
    def rests_shortly(self) -> bool:
        return self.every_seconds <= SHORT_REST


def _index(_at: datetime) -> bool:
    """Whether more is waiting to be found."""
    return indexing.index_marked(rest=INDEX_REST)


def _clear_index(_at: datetime) -> bool:
    """What was deleted leaves the index as well. Whether more is to be done."""
    return clearing.clear()


def _mail_in() -> tuple[Work, ...]:
    """A mailbox is asked for answers, where REPLY_URL names one."""
    if not isinstance(settings.WAY_IN, Mailbox):
        return ()
    from romanesco.replies.imap import Fetching  # nobody else has to load imaplib

    return (Work("mail in", 30.0, (Fetching(settings.WAY_IN).take_all,)),)


WORK = (
    Work("moments", 1.0, (lambda at: share_due(at=at), lambda at: make_more(at=at))),
    Work("zones", 60.0, (lambda at: follow_zones(at=at),)),
    Work("reminders", 5.0, (watch,), is_claimed=True),
    Work("letters", 1.0, (lambda at: send_waiting(at=at),), is_claimed=True),
    Work("calendars", 5.0, (lambda at: write_due(at=at),), is_claimed=True),
    Work("search", 5.0, (_index,)),
    Work(
        "deletions",
        3_600.0,
        (
            lambda at: delete_old(at=at),
            lambda at: forget_deleted(at=at),
            _index,
            _clear_index,
        ),
    ),
    Work("arrivals", 86_400.0, (forget_arrivals,), is_claimed=True),
    Work("leftovers", 60.0, (lambda at: store.compact_leftovers(FOLDED_AT_ONCE),)),
    *_mail_in(),
)


turns = Turns()


async def run(work: tuple[Work, ...] = WORK) -> None:
    """Do what is due, again and again, until cancelled."""
    try:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(_repeat(one))
    finally:
        turns.close()


def do_due() -> None:
    """One round of everything, in this thread."""
    for one in WORK:
        do_round(one)


def do_round(work: Work) -> bool:
    """One round: whatever fails is logged, and tried again in the next. Whether it goes on."""
    if not (work.is_claimed or turns.is_ours(work.name)):
        return False
    try:
        return sum(_try(due) for due in work.due) > 0
    finally:
        # This thread never ends a request, so nobody else would close what it opened. To connect
        # anew costs more than a round in which nothing is due.
        if work.rests_shortly:
            close_old_connections()
        else:
            connections.close_all()


async def _repeat(work: Work) -> None:
    """A round that has begun is finished before a cancelling goes on."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix=work.name) as thread:
        try:
            while True:
                goes_on = await loop.run_in_executor(thread, do_round, work)
                await asyncio.sleep(GOES_ON_AFTER if goes_on else work.every_seconds)
        finally:
            thread.submit(connections.close_all)


def _try(due: Due) -> bool:
    try:
        return due(clock.now()) is True
    except Exception:
        logger.exception("Background work failed; it is tried again")
        return False
