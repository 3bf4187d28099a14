"""The work that nobody asks for: plans shared at their moment, letters sent."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connections

from romanesco.base import clock
from romanesco.mail.outbox import send_waiting
from romanesco.plans.operations import share_due

logger = logging.getLogger(__name__)
EVERY_SECONDS = 1.0

type Work = Callable[[datetime], object]


async def run(every: float = EVERY_SECONDS) -> None:
    """Do what is due, again and again, in a thread of its own, until cancelled.

    A round that has begun is finished before the cancelling goes on.
    """
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="background") as thread:
        while True:
            await loop.run_in_executor(thread, do_due)
            await asyncio.sleep(every)


def do_due() -> None:
    """One round: whatever fails is logged, and tried again in the next."""
    try:
        _try(lambda at: share_due(at=at))
        _try(lambda at: send_waiting(at=at))
    finally:
        # This thread never ends a request, so nobody else would close what it opened.
        connections.close_all()


def _try(work: Work) -> None:
    try:
        work(clock.now())
    except Exception:
        logger.exception("Background work failed; it is tried again")
