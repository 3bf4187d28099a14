"""The one place that makes what people type durable.

A single thread takes whatever waits, of all rooms, commits it in one transaction, tells the event
loop, and begins again at once: nobody waits for a timer, and a busy moment costs one flush of the
disk instead of hundreds. Folding updates into checkpoints is another thread's (`folding.py`).
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from uuid import UUID

from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection

from romanesco.live.folding import Folding
from romanesco.live.receipts import Receipts
from romanesco.ydocs import store

logger = logging.getLogger(__name__)

# A locked or full disk, or a database that is away, is given this long before the clients are
# told to come back (seconds).
PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)
PATIENCE = 4.0
# Where so many are stored at once, a moment more (seconds) lets still more share a flush, and
# leaves the processor to the sockets.
MANY, MOMENT = 12, 0.004


@dataclass(frozen=True)
class Outcome:
    """What became of a write: stored, or its document is gone, or it failed."""

    is_stored: bool = True
    is_gone: bool = False


STORED, GONE, FAILED = Outcome(), Outcome(is_stored=False, is_gone=True), Outcome(is_stored=False)

type Done = Callable[[Outcome], None]

# An update on its way to the disk: its room, its document and its bytes. After one failure in a
# room, what was typed on top of it fails too. The thread never holds a room: a Doc has to die on
# the thread that it lives on.
type Write = tuple[int, UUID, bytes]


class Writer:
    """Owns the writing thread. `submit` and `compact` never block."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._folding = Folding()
        self.receipts = Receipts(loop)
        # Outcomes come back in the order of submission; only the event loop touches this.
        self._dones: deque[Done] = deque()
        # Writes; rooms that were told that they failed; None to end.
        self._queue: SimpleQueue[Write | int | None] = SimpleQueue()
        self._failed_groups: set[int] = set()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live-writer", daemon=True)
        self._thread.start()

    def submit(self, group: int, document_id: UUID, update: bytes, done: Done) -> None:
        """Store an update; `done` is called on the event loop, in the order of submission."""
        if self._stopping.is_set():
            self._loop.call_soon(done, FAILED)
            return
        self._dones.append(done)
        self._queue.put((group, document_id, update))

    def compact(self, document_id: UUID) -> None:
        """Fold a document's updates into its checkpoint, soon."""
        self._folding.ask(document_id)

    def stop(self) -> None:
        """Finish what waits, then end the threads."""
        self._queue.put(None)
        self._stopping.set()
        self._thread.join(timeout=10)
        self._folding.stop()

    def _run(self) -> None:
        batch: list[Write | int | None] = [0]
        while None not in batch or self._queue.qsize():
            batch = [self._queue.get()]
            batch += [self._queue.get() for _ in range(self._queue.qsize())]
            writes = [each for each in batch if isinstance(each, tuple)]
            if writes:
                self._commit(writes)
            if len(writes) >= MANY:
                self._stopping.wait(MOMENT)
            # Who was told asks for nothing more: all that they had asked for was before this.
            self._failed_groups.difference_update(e for e in batch if isinstance(e, int))
        connection.close()

    def _commit(self, writes: list[Write]) -> None:
        outcomes = self._outcomes(writes)
        try:
            self._loop.call_soon_threadsafe(self._tell, [group for group, _, _ in writes], outcomes)
        except RuntimeError:
            logger.info("The event loop is gone; nobody is left to be told")

    def _tell(self, groups: Sequence[int], outcomes: Sequence[Outcome]) -> None:
        self.receipts.is_busy = len(outcomes) >= MANY
        for outcome in outcomes:
            done = self._dones.popleft()
            try:
                done(outcome)
            except Exception:
                # Everybody else is told all the same, and each of what became of its own.
                logger.exception("A room could not be told what became of an update")
        for group, outcome in zip(groups, outcomes, strict=True):
            if outcome is FAILED:
                self._queue.put(group)

    def _outcomes(self, writes: list[Write]) -> list[Outcome]:
        failed = self._failed_groups
        hopeful = [w for w in writes if w[0] not in failed] if failed else writes
        found = self._of_documents(hopeful) if hopeful else {}
        if not found and not failed:
            return [STORED] * len(writes)
        outcomes = [
            FAILED if group in failed else found.get(document_id, STORED)
            for group, document_id, _ in writes
        ]
        failed.update(
            group for (group, _, _), each in zip(writes, outcomes, strict=True) if each is FAILED
        )
        return outcomes

    def _of_documents(self, writes: Sequence[Write]) -> dict[UUID, Outcome]:
        """Commit all in one transaction. The documents that were not stored, and why."""
        try:
            gone = self._stored_with_patience([(each, update) for _, each, update in writes])
        except Exception as error:  # noqa: BLE001 (its words may hold what was typed)
            logger.error("Could not store %d updates: %s", len(writes), type(error).__name__)  # noqa: TRY400
            return _of_each(writes)
        self._folding.note(sum(len(update) for _, _, update in writes))
        return dict.fromkeys(gone, GONE)

    def _stored_with_patience(self, updates: Sequence[tuple[UUID, bytes]]) -> set[UUID]:
        until = time.monotonic() + PATIENCE
        for pause in PAUSES:
            try:
                return store.append_all(updates)
            except DatabaseError as error:
                connection.close()
                if not _may_pass(error) or self._stopping.is_set() or time.monotonic() > until:
                    raise
                logger.warning("Could not store updates yet: %s", type(error).__name__)
            self._stopping.wait(pause)
        return store.append_all(updates)


def _may_pass(error: DatabaseError) -> bool:
    """Whether it may be different in a moment: no other row will make it so for a bad one."""
    passing = (OperationalError, InterfaceError, InternalError)
    return isinstance(error, passing) or type(error) is DatabaseError


def _of_each(writes: Sequence[Write]) -> dict[UUID, Outcome]:
    """Each document in a transaction of its own, so that one which fails takes no other along.
    All together get as much time as one got before."""
    until = time.monotonic() + PATIENCE
    updates: dict[UUID, list[tuple[UUID, bytes]]] = {}
    for _, document_id, update in writes:
        updates.setdefault(document_id, []).append((document_id, update))
    if len(updates) == 1:
        return dict.fromkeys(updates, FAILED)
    found: dict[UUID, Outcome] = {}
    for document_id, its in updates.items():
        try:
            if time.monotonic() > until:
                found[document_id] = FAILED
            elif store.append_all(its):
                found[document_id] = GONE
        except Exception:  # noqa: BLE001 (what it was is logged above)
            connection.close()
            found[document_id] = FAILED
    return found
