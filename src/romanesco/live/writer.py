"""The one place that makes what people type durable.

A single thread takes whatever waits, of all rooms, commits it in one transaction, tells the event
loop, and begins again at once: nobody waits for a timer, and a busy moment costs one flush of the
disk instead of hundreds.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from queue import SimpleQueue
from typing import NamedTuple
from uuid import UUID

from django.db import DatabaseError, connection

from romanesco.ydocs import store

logger = logging.getLogger(__name__)

# A locked or full disk is given this long before the clients are told to come back (seconds).
PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)


@dataclass(frozen=True)
class Outcome:
    """What became of a write: stored, or its document is gone, or it failed."""

    is_stored: bool = True
    is_gone: bool = False


STORED, GONE, FAILED = Outcome(), Outcome(is_stored=False, is_gone=True), Outcome(is_stored=False)

type Done = Callable[[Outcome], None]


class Write(NamedTuple):
    """One update on its way to the disk. `group` is its room: after one failure there, what was
    typed on top of it fails too."""

    number: int
    group: int
    document_id: UUID
    update: bytes


class Compaction(NamedTuple):
    """Fold a document's updates into its checkpoint."""

    document_id: UUID


class Writer:
    """Owns the writing thread. `submit` and `compact` never block.

    The thread never holds a room: a Doc has to die on the thread that it lives on.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._numbers = count(1)
        self._waiting: dict[int, Done] = {}
        self._queue: SimpleQueue[Write | Compaction | None] = SimpleQueue()
        self._failed_groups: set[int] = set()
        self._thread = threading.Thread(target=self._run, name="live-writer", daemon=True)
        self._thread.start()

    def submit(self, group: int, document_id: UUID, update: bytes, done: Done) -> None:
        """Store an update; `done` is called on the event loop, in the order of submission."""
        number = next(self._numbers)
        self._waiting[number] = done
        self._queue.put(Write(number, group, document_id, update))

    def compact(self, document_id: UUID) -> None:
        self._queue.put(Compaction(document_id))

    def stop(self) -> None:
        """Finish what waits, then end the thread."""
        self._queue.put(None)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        is_stopped = False
        while not is_stopped:
            batch = [self._queue.get()]
            while not self._queue.empty():
                batch.append(self._queue.get())
            is_stopped = None in batch
            self._commit([each for each in batch if isinstance(each, Write)])
            for document_id in {e.document_id for e in batch if isinstance(e, Compaction)}:
                _compact(document_id)
        connection.close()

    def _commit(self, writes: Sequence[Write]) -> None:
        hopeful = [write for write in writes if write.group not in self._failed_groups]
        outcomes = dict.fromkeys((write.number for write in writes), FAILED)
        if hopeful:
            outcomes |= _outcomes(hopeful)
        self._failed_groups.update(w.group for w in hopeful if outcomes[w.number] is FAILED)
        if outcomes:
            try:
                self._loop.call_soon_threadsafe(self._tell, outcomes)
            except RuntimeError:
                logger.info("The event loop is gone; nobody is left to be told")

    def _tell(self, outcomes: Mapping[int, Outcome]) -> None:
        for number, outcome in outcomes.items():
            self._waiting.pop(number)(outcome)


def _outcomes(writes: Sequence[Write]) -> dict[int, Outcome]:
    """Commit all in one transaction; if that fails for good, each document in one of its own."""
    try:
        gone = _stored_with_patience(writes)
    except Exception:
        logger.exception("Could not store %d updates", len(writes))
        documents = list(dict.fromkeys(write.document_id for write in writes))
        if len(documents) == 1:
            return {write.number: FAILED for write in writes}
        parts = [[w for w in writes if w.document_id == each] for each in documents]
        return {number: o for part in parts for number, o in _outcomes(part).items()}
    return {w.number: GONE if w.document_id in gone else STORED for w in writes}


def _stored_with_patience(writes: Sequence[Write]) -> set[UUID]:
    updates = [(write.document_id, write.update) for write in writes]
    for pause in PAUSES:
        try:
            return store.append_all(updates)
        except DatabaseError as error:
            logger.warning("Could not store updates yet: %s", type(error).__name__)
            connection.close()
            time.sleep(pause)
    return store.append_all(updates)


def _compact(document_id: UUID) -> None:
    try:
        store.compact(document_id)
    except store.DocumentGone:
        pass
    except Exception:
        # The updates are all still there: nothing is lost, it only takes more room.
        logger.exception("Could not compact a document")
        connection.close()
