"""Words that nobody has any more, taken out of the index's files.

PostgreSQL keeps what was deleted until VACUUM, here as everywhere. FTS5 notes a deletion beside the
word, and gives up both when it merges the segments that its index is made of; so all are merged
into one, a step at a time, and the log is ended (`ydocs/traces.py`). FTS5's own "secure-delete" is
no way: SQLite before 3.42 does not know it, and could not read the file afterwards.
"""

from django.db import connection, transaction

from romanesco.ydocs import traces

# A step, in pages: a few milliseconds in which nobody else writes.
PAGES = 64
MOST_STEPS = 500
MERGE = "INSERT INTO romanesco_passagewords (romanesco_passagewords, rank) VALUES ('merge', %s)"
HAS_SEVERAL = "SELECT min(segid) <> max(segid) FROM romanesco_passagewords_idx"


def clear() -> bool:
    """Merge what has become several segments, for some steps. Whether more is to be done."""
    if connection.vendor != "sqlite" or not _has_several():
        return False
    # To FTS5 a negative number means: all segments, however few there are.
    if _merges(-PAGES) and all(_merges(PAGES) for _ in range(MOST_STEPS)):
        return True
    if not connection.in_atomic_block:
        traces.clear()
    return False


def _has_several() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HAS_SEVERAL)
        return bool(cursor.fetchone()[0])


def _merges(pages: int) -> bool:
    """One step. Whether it did anything: FTS5 says so by how much has changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        before = _changes()
        cursor.execute(MERGE, [pages])
        return _changes() - before >= 2


def _changes() -> int:
    """What this connection has changed since it was opened."""
    return int(connection.connection.total_changes)
