"""What was deleted, taken out of the database's files.

SQLite overwrites what is deleted (`secure_delete`), but its log (`-wal`) holds each page as it was
until the log is begun anew, and the journal what was typed in a document that is deleted since.
PostgreSQL keeps deleted rows until VACUUM takes them away.
"""

import time

from django.db import connection

from romanesco.ydocs import journal

ATTEMPTS, PAUSE = 50, 0.02


def clear() -> bool:
    """Have SQLite end its log. False if somebody was always reading or writing.

    Nobody waits for this: what cannot be done at once is left and tried again.
    """
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    journal.spill()
    params = {**connection.get_connection_params(), "timeout": 0.0}
    beside = connection.get_new_connection(params)
    try:
        # Most of it without any lock, so that little is left to be done under one.
        beside.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        for _ in range(ATTEMPTS):
            is_busy, _, _ = beside.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not is_busy:
                return True
            time.sleep(PAUSE)
        return False
    finally:
        beside.close()
