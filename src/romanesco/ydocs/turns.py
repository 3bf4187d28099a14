"""Who changes much in one transaction goes before who stores a little, and again at once.

SQLite has one writer, and lets who waits for it sleep and try again: somebody who commits without
a rest is hardly ever met at a moment between. This is a courtesy within a process; nothing depends
on it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Longer (seconds) than any transaction of ours; if another process has the database, all wait.
PATIENCE = 0.5

_is_free = threading.Event()
_is_free.set()


@contextmanager
def first() -> Iterator[None]:
    """While this lasts, and for a moment, others wait with what they store."""
    _is_free.clear()
    try:
        yield
    finally:
        _is_free.set()


def let_first() -> None:
    """Wait for who goes first."""
    if not _is_free.is_set():
        _is_free.wait(PATIENCE)
