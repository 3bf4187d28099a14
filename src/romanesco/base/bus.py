"""Tells what has changed, once it is committed: the rest of this process, and the other nodes.

With PostgreSQL several processes may serve. They hear of it by LISTEN/NOTIFY (`nodes.py`), from
any process that writes: a server, `romanesco work`, a command.

Whoever has to note a change in the very transaction that makes it listens within (`listen_within`):
what it writes is committed with the change, or not at all.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Final

from django.db import connection, transaction

from romanesco.base import nodes
from romanesco.base.announcements import (
    Announcement,
    DocumentFolded,
    DocumentUpdated,
    LoginEnded,
    PairChanged,
    PlanChanged,
    PlanWritten,
    Within,
)

__all__ = [
    "Announcement",
    "DocumentFolded",
    "DocumentUpdated",
    "LoginEnded",
    "PairChanged",
    "PlanChanged",
    "PlanWritten",
    "Within",
    "announce",
    "announce_here",
    "listen",
    "listen_within",
    "tell_others",
    "tell_within",
]

logger = logging.getLogger(__name__)

type Listener = Callable[[Announcement], None]
type ListenerWithin = Callable[[Within], None]

_listeners: Final[list[Listener]] = []
_listeners_within: Final[list[ListenerWithin]] = []


def announce(announcement: Announcement) -> None:
    """Tell everybody after the present transaction commits; never if it is rolled back."""
    tell_within(announcement)
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


def listen_within(listener: ListenerWithin) -> None:
    """Call `listener` with each announcement, and with what is told within alone, before the
    transaction commits. If it fails, so does the change."""
    if listener not in _listeners_within:
        _listeners_within.append(listener)


def tell_within(told: Within) -> None:
    """Tell those who listen within this transaction, and nobody else."""
    for listener in tuple(_listeners_within):
        listener(told)


def _tell(announcement: Announcement) -> None:
    for listener in tuple(_listeners):
        try:
            listener(announcement)
        except Exception:
            # What was committed stays committed, whoever failed to hear of it.
            logger.exception("A listener failed on %s", type(announcement).__name__)
