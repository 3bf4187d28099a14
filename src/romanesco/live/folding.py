"""Moves what was typed to the rows of its documents, and folds it into their checkpoints, in a
thread beside the one that stores it."""

import logging
import math
import threading
import time
from uuid import UUID

from django.db import connection

from romanesco.ydocs import store, traces

logger = logging.getLogger(__name__)

# More than these are left to the background work (`store.compact_leftovers`).
MOST_WAITING = 10_000
# What was typed is moved once it is so much (bytes) or has waited so long (seconds), and before a
# fold; yet so long apart, so that on a busy server many keys share a row.
MUCH, LONGEST, APART = 1_000_000, 10.0, 2.0
# So long (seconds) may words that were deleted stay in the files besides the tables.
CLEAR_EVERY = 60.0
PATIENCE = 3.0


class Unmoved:
    """How much was stored since all was moved to the rows, and when it is to be moved again."""

    def __init__(self) -> None:
        self.size = 0
        self._since = 0.0
        self._moved_at = -math.inf

    def note(self, size: int, at: float) -> bool:
        """So much more. Whether it is due at another moment now."""
        self._since = self._since if self.size else at
        before, self.size = self.size, self.size + size
        return not before or before < MUCH <= self.size

    def moved(self, at: float) -> None:
        self.size, self._moved_at = 0, at

    def due_at(self, *, is_asked: bool) -> float | None:
        if is_asked or self.size >= MUCH:
            return self._moved_at + APART
        return self._since + LONGEST if self.size else None


class Folding:
    """One document at a time; who asks again while it waits is asking for the same."""

    def __init__(self) -> None:
        self._unmoved = Unmoved()
        self._asking: dict[UUID, None] = {}  # something of it may have to be moved first
        self._waiting: dict[UUID, None] = {}
        self._changed = threading.Condition()
        self._ends_at: float | None = None
        self._clear_at: float | None = None
        self._thread = threading.Thread(target=self._run, name="live-folding", daemon=True)
        self._thread.start()

    def note(self, size: int) -> None:
        """So many bytes were stored."""
        with self._changed:
            if self._unmoved.note(size, time.monotonic()):
                self._changed.notify()

    def ask(self, document_id: UUID) -> None:
        with self._changed:
            if len(self._asking) < MOST_WAITING:
                self._asking[document_id] = None
                self._changed.notify()

    def stop(self) -> None:
        """Fold what can be folded in a moment; nothing is lost of what cannot."""
        with self._changed:
            self._ends_at = time.monotonic() + PATIENCE
            self._changed.notify()
        self._thread.join(timeout=PATIENCE * 2)

    @property
    def is_idle(self) -> bool:
        return not (self._unmoved.size or self._asking or self._waiting)

    def _run(self) -> None:
        while not self._is_over():
            self._rest()
            if self._is_time_to_move():
                self._move()
            if self._waiting:
                document_id = next(iter(self._waiting))
                self._fold(document_id)
                del self._waiting[document_id]
            if self._is_time_to_clear():
                self._clear()
        connection.close()

    def _is_over(self) -> bool:
        ends_at = self._ends_at
        return ends_at is not None and (self.is_idle or time.monotonic() > ends_at)

    def _rest(self) -> None:
        """Until there is something to do."""
        with self._changed:
            while not self._waiting and self._ends_at is None:
                moments = (self._due_at(), self._clear_at)
                due_at = min((at for at in moments if at is not None), default=None)
                rest = None if due_at is None else due_at - time.monotonic()
                if rest is not None and rest <= 0:
                    return
                self._changed.wait(rest)

    def _due_at(self) -> float | None:
        return self._unmoved.due_at(is_asked=bool(self._asking))

    def _is_time_to_move(self) -> bool:
        due_at = self._due_at()
        return due_at is not None and (self._ends_at is not None or time.monotonic() >= due_at)

    def _move(self) -> None:
        """Who asked until now has all that was typed in rows then, which a fold deletes."""
        with self._changed:
            is_needed = self._unmoved.size > 0
            self._unmoved.moved(time.monotonic())
            asked, self._asking = self._asking, {}
        self._waiting |= asked
        try:
            if is_needed:
                store.spill()
        except Exception:
            # It stays where it is, and is read there.
            logger.exception("Could not move what was typed")
            connection.close()

    def _fold(self, document_id: UUID) -> None:
        try:
            folded = store.fold(document_id)
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
            is_clear = False
        if not is_clear:
            self._clear_at = time.monotonic() + CLEAR_EVERY
