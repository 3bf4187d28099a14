"""Folds updates into checkpoints, in a thread beside the one that stores what people type."""

import logging
import threading
import time
from uuid import UUID

from django.db import connection

from romanesco.ydocs import store, traces

logger = logging.getLogger(__name__)

# More than these are left to the background work (`store.compact_leftovers`).
MOST_WAITING = 10_000
# So long (seconds) may words that were deleted stay in the files besides the tables.
CLEAR_EVERY = 60.0
PATIENCE = 3.0


class Folding:
    """One document at a time; who asks again while it waits is asking for the same."""

    def __init__(self) -> None:
        self._waiting: dict[UUID, None] = {}
        self._changed = threading.Condition()
        self._ends_at: float | None = None
        self._clear_at: float | None = None
        self._thread = threading.Thread(target=self._run, name="live-folding", daemon=True)
        self._thread.start()

    def ask(self, document_id: UUID) -> None:
        with self._changed:
            if len(self._waiting) < MOST_WAITING:
                self._waiting[document_id] = None
                self._changed.notify()

    def stop(self) -> None:
        """Fold what can be folded in a moment; nothing is lost of what cannot."""
        with self._changed:
            self._ends_at = time.monotonic() + PATIENCE
            self._changed.notify()
        self._thread.join(timeout=PATIENCE * 2)

    def _run(self) -> None:
        while not self._is_over():
            document_id = self._next()
            if document_id is not None:
                self._fold(document_id)
            if self._is_time_to_clear():
                self._clear()
        connection.close()

    def _is_over(self) -> bool:
        ends_at = self._ends_at
        return ends_at is not None and (not self._waiting or time.monotonic() > ends_at)

    def _next(self) -> UUID | None:
        """The document that has waited longest; None if it is time for something else."""
        with self._changed:
            while not self._waiting and self._ends_at is None and not self._is_time_to_clear():
                self._changed.wait(self._clear_at and max(0.0, self._clear_at - time.monotonic()))
            document_id = next(iter(self._waiting), None)
            if document_id is not None:
                del self._waiting[document_id]
            return document_id

    def _fold(self, document_id: UUID) -> None:
        try:
            folded = store.compact(document_id)
        except (store.DocumentGone, store.Damaged):
            return
        except Exception:
            # The updates are all still there: nothing is lost, it only takes more room.
            logger.exception("Could not compact a document")
            connection.close()
            return
        if folded and self._clear_at is None:
            self._clear_at = time.monotonic() + CLEAR_EVERY

    def _is_time_to_clear(self) -> bool:
        return self._clear_at is not None and time.monotonic() >= self._clear_at

    def _clear(self) -> None:
        self._clear_at = None
        try:
            is_clear = traces.clear()
        except Exception:
            logger.exception("Could not clear the files of what was deleted")
            connection.close()
            return
        if not is_clear:
            self._clear_at = time.monotonic() + CLEAR_EVERY
