"""What one process does at a time, of all that work on one PostgreSQL.

A turn is an advisory lock of a session: it is held for as long as its connection lives, so the
death of its holder passes it on. With SQLite one process serves, and it always has its turn.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.db import connection as database

from romanesco.base import nodes

if TYPE_CHECKING:
    import psycopg

logger = logging.getLogger(__name__)

# A holder that is frozen, with its connection alive, loses its turns after this.
LOST_AFTER = "10min"


class TurnsUnknown(OSError):
    """The database does not say whose turn it is."""


class Turns:
    """The turns of this process, kept on one connection of their own. For any thread."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection[Any] | None = None
        self._held: set[str] = set()
        self._lock = threading.Lock()

    def is_ours(self, name: str) -> bool:
        """Whether this process has the turn, or gets it now. Nobody has it who cannot ask."""
        if database.vendor != "postgresql":
            return True
        import psycopg

        with self._lock:
            try:
                return self._asked(name)
            except psycopg.Error as error:
                logger.warning("Cannot ask whose turn it is: %s", type(error).__name__)
                self._let_go()
                return False

    def close(self) -> None:
        """Pass all turns on."""
        with self._lock:
            self._let_go()

    def _asked(self, name: str) -> bool:
        if self._connection is None:
            self._connection = nodes.connect()
            self._connection.execute(f"SET idle_session_timeout = '{LOST_AFTER}'")
        if name in self._held:
            self._connection.execute("SELECT 1")  # it lives, and so the lock is held
            return True
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", [_key(name)]).fetchone()
        if row is not None and row[0]:
            self._held.add(name)
        return name in self._held

    def _let_go(self) -> None:
        self._held.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Wait until nobody else does this. Raises `TurnsUnknown`."""
    if database.vendor != "postgresql":
        yield
        return
    import psycopg

    try:
        connection = nodes.connect()
        connection.execute("SELECT pg_advisory_lock(%s)", [_key(name)])
    except psycopg.Error as error:
        raise TurnsUnknown(str(error)) from error
    with connection:
        yield


def _key(name: str) -> int:
    digest = blake2b(name.encode(), person=b"romanesco turns", digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
