"""Tells the rest of this process what has changed, once it is committed."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class DocumentUpdated:
    """The server itself wrote this update into a document (it is stored already)."""

    document_id: UUID
    update: bytes


@dataclass(frozen=True)
class PlanChanged:
    """Something around a plan changed: its rows, its state, who may see or write it."""

    plan_id: UUID


@dataclass(frozen=True)
class PairChanged:
    """A pair was paused, resumed or closed."""

    pair_id: UUID


@dataclass(frozen=True)
class LoginEnded:
    """A login or a token of this person ended; without a key, any of them may have."""

    session_key: str | None
    person_id: UUID


type Announcement = DocumentUpdated | PlanChanged | PairChanged | LoginEnded
type Listener = Callable[[Announcement], None]

_listeners: list[Listener] = []


def announce(announcement: Announcement) -> None:
    """Tell every listener after the present transaction commits; never if it is rolled back."""
    transaction.on_commit(lambda: _tell(announcement))


def tell_others(announcements: Iterable[Announcement]) -> None:
    """Tell the other nodes once the present transaction commits; alone, there are none to tell."""


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
