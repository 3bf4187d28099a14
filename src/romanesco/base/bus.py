"""Tells what has changed, once it is committed: the rest of this process, and the other nodes.

With PostgreSQL several processes may serve. They hear of it by LISTEN/NOTIFY (`nodes.py`), from
any process that writes: a server, `romanesco work`, a command.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Final

from django.db import connection, transaction

from romanesco.base import nodes
from romanesco.base.announcements import (
    Announcement,
    DocumentUpdated,
    LoginEnded,
    PairChanged,
    PlanChanged,
)

__all__ = [
    "Announcement",
    "DocumentUpdated",
    "LoginEnded",
    "PairChanged",
    "PlanChanged",
    "announce",
    "announce_here",
    "listen",
    "tell_others",
]

logger = logging.getLogger(__name__)

type Listener = Callable[[Announcement], None]

_listeners: Final[list[Listener]] = []


def announce(announcement: Announcement) -> None:
    """Tell everybody after the present transaction commits; never if it is rolled back."""
    announce_here(announcement)
    tell_others([announcement])


def announce_here(announcement: Announcement) -> None:
    """The same to the listeners of this process alone, where the others are told otherwise."""
    transaction.on_commit(lambda: _tell(announcement))


def tell_others(announcements: Iterable[Announcement]) -> None:
    """Tell the other nodes once the present transaction commits; with SQLite there are none."""
    if connection.vendor == "postgresql" and (payloads := nodes.packed(announcements)):
        with connection.cursor() as cursor:
            cursor.execute(nodes.NOTIFY, [payloads])


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener` with each announcement, from whichever thread committed it.

    Returns what ends the listening.
    """
    _listeners.append(listener)

    def unsubscribe() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return unsubscribe


def _tell(announcement: Announcement) -> None:
    for listener in tuple(_listeners):
        try:
            listener(announcement)
        except Exception:
            # What was committed stays committed, whoever failed to hear of it.
            logger.exception("A listener failed on %s", type(announcement).__name__)
