"""The SQL of stored documents.

Every key that anybody presses passes here, and every opening of a plan. `sqlite3` lets go of
Python at each step of a statement, and has to wait for a busy event loop to get it back: so what
is many rows goes in, and comes out, in one step.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from psycopg import Cursor

from romanesco.base import bus
from romanesco.ydocs.entries import entries, framed
from romanesco.ydocs.merging import Row, is_sound
from romanesco.ydocs.models import YDocument

type Write = tuple[UUID, bytes]

# Statements of these sizes stay prepared; a batch between two of them is filled up with NULL.
SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1024)
PAGE = 256
# No checksum is below zero: this one says that a row holds many updates, each with its own.
PACKED = -1

INSERT_SQLITE = """
    INSERT INTO romanesco_yupdate (document_id, "update", checksum)
    SELECT d.id, w.column2, w.column3
    FROM (VALUES (?, ?, ?)) AS w CROSS JOIN romanesco_ydocument AS d ON d.id = w.column1
"""
INSERT_POSTGRES = """
    INSERT INTO romanesco_yupdate (document_id, "update", checksum)
    SELECT w.id, w.content, w.checksum
    FROM unnest(%s::uuid[], %s::bytea[], %s::bigint[]) WITH ORDINALITY
        AS w(id, content, checksum, place)
    JOIN romanesco_ydocument AS d ON d.id = w.id
    ORDER BY w.place
    FOR KEY SHARE OF d
"""
READ_SQLITE = """
    SELECT max(seq), group_concat(seq || ' ' || checksum || ' ' || hex("update")) FROM (
        SELECT seq, checksum, "update" FROM romanesco_yupdate
        WHERE document_id = %s AND seq > %s ORDER BY seq LIMIT %s)
"""
READ_POSTGRES = """
    SELECT seq, checksum, "update" FROM romanesco_yupdate WHERE document_id = %s ORDER BY seq
"""
CHECKPOINT = """
    SELECT checkpoint, checksum, edition, barred_clients FROM romanesco_ydocument WHERE id = %s
"""
# A new checkpoint keeps nobody from typing: what is inserted asks for KEY SHARE alone.
LOCK = "SELECT edition FROM romanesco_ydocument WHERE id = %s"
LOCK_POSTGRES = LOCK + " FOR NO KEY UPDATE"
RENEW = """
    UPDATE romanesco_ydocument SET checkpoint = %s, checksum = %s, edition = %s WHERE id = %s
"""
REWRITE = 'UPDATE romanesco_yupdate SET "update" = %s WHERE document_id = %s AND seq = %s'
DELETE_SQLITE = """
    DELETE FROM romanesco_yupdate
    WHERE document_id = %s AND seq IN (SELECT value FROM json_each(%s))
"""
DELETE_POSTGRES = "DELETE FROM romanesco_yupdate WHERE document_id = %s AND seq = ANY(%s)"


class Checkpoint(NamedTuple):
    content: bytes
    checksum: int
    edition: int
    barred: frozenset[int]


class _SomeAreGone(Exception):
    """Not all of these documents are there: nothing was stored."""


def insert(updates: Sequence[Write], *, tells_others: bool = False) -> set[UUID]:
    """Store updates in this order, all or none of them, but for those of documents that are gone:
    which ones is returned. `tells_others`: and tell the other nodes of what is stored."""
    if connection.vendor == "sqlite":
        return _insert_sqlite(updates)
    try:
        _insert_postgres(updates, tells_others=tells_others)
    except _SomeAreGone:
        gone = missing(document_id for document_id, _ in updates)
        if not gone:
            raise DatabaseError("updates were not stored, and their documents are there") from None
        rest = [write for write in updates if write[0] not in gone]
        return gone | insert(rest, tells_others=tells_others)
    return set()


def missing(document_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these documents are not there."""
    asked = set(document_ids)
    return asked - set(YDocument.objects.filter(pk__in=asked).values_list("pk", flat=True))


def read(document_id: UUID) -> list[Row]:
    """The rows of a document in the order in which they were written, and what is in each."""
    if connection.vendor == "sqlite":
        stored = list(_read_sqlite(document_id))
    else:
        with connection.cursor() as cursor:
            cursor.execute(READ_POSTGRES, [document_id])
            stored = cursor.fetchall()
    found: list[Row] = []
    for seq, checksum, content in stored:
        found += _unpacked(document_id, seq, checksum, bytes(content))
    return found


def checkpoint(document_id: UUID) -> Checkpoint | None:
    with connection.cursor() as cursor:
        cursor.execute(CHECKPOINT, [_stored(document_id)])
        for content, checksum, edition, barred in cursor.fetchall():
            return Checkpoint(bytes(content), checksum, edition, frozenset(json.loads(barred)))
    return None


def edition(document_id: UUID, *, is_locked: bool = False) -> int | None:
    """Which checkpoint a document has now."""
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(LOCK_POSTGRES if is_locked and is_postgres else LOCK, [_stored(document_id)])
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def renew(document_id: UUID, content: bytes, new_edition: int) -> None:
    """Put another checkpoint in the place of the one that is there."""
    values = [content, zlib.crc32(content), new_edition, _stored(document_id)]
    with connection.cursor() as cursor:
        cursor.execute(RENEW, values)


def delete(document_id: UUID, seqs: Sequence[int]) -> int:
    """Delete exactly these updates; how many there were."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(DELETE_SQLITE, [_stored(document_id), json.dumps(seqs)])
        else:
            cursor.execute(DELETE_POSTGRES, [document_id, list(seqs)])
        return int(cursor.rowcount)


def insert_packs(packs: Sequence[Write]) -> None:
    """Store many framed updates of each of these documents, but for those that are gone."""
    _insert_values([(document_id, pack, PACKED) for document_id, pack in packs])


def rewrite(document_id: UUID, seq: int, kept: Iterable[Row]) -> None:
    """Have no more in a row of many updates than these of them."""
    pack = b"".join(
        framed(document_id.bytes, row.update) if row.is_sound else row.update for row in kept
    )
    with connection.cursor() as cursor:
        cursor.execute(REWRITE, [pack, _stored(document_id), seq])


def run_at_once(sql: str, values: Sequence[Any]) -> int:
    """On SQLite, past the cursors of Django: how many rows it was. Outside a transaction one
    statement is one: it begins, acts and commits in one step."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        return int(connection.connection.execute(sql, values).rowcount)


def _insert_sqlite(updates: Sequence[Write]) -> set[UUID]:
    stored = _insert_values([(*write, zlib.crc32(write[1])) for write in updates])
    return set() if stored == len(updates) else missing(each for each, _ in updates)


def _insert_values(written: Sequence[tuple[UUID, bytes, int]]) -> int:
    """How many rows were stored: none of documents that are gone."""
    if len(written) > SIZES[-1]:
        pieces = [written[at : at + SIZES[-1]] for at in range(0, len(written), SIZES[-1])]
        with transaction.atomic():
            return sum(map(_insert_values, pieces))
    size = next(size for size in SIZES if size >= len(written))
    values: list[Any] = []
    for document_id, content, checksum in written:
        values += (document_id.hex, content, checksum)
    values += (None,) * 3 * (size - len(written))
    return run_at_once(_insertion(size), values)


@cache
def _insertion(size: int) -> str:
    return INSERT_SQLITE.replace("(?, ?, ?)", ", ".join(["(?, ?, ?)"] * size))


def _insert_postgres(updates: Sequence[Write], *, tells_others: bool) -> None:
    """One way to the database and back for the beginning, the rows, and what the others hear."""
    columns = [
        [document_id for document_id, _ in updates],
        [update for _, update in updates],
        [zlib.crc32(update) for _, update in updates],
    ]
    with transaction.atomic(), connection.wrap_database_errors:
        raw = connection.connection
        with raw.pipeline(), Cursor(raw) as cursor:
            cursor.execute(INSERT_POSTGRES, columns)
            if tells_others:
                bus.tell_others(bus.DocumentUpdated(*write) for write in updates)
        if cursor.rowcount != len(updates):
            raise _SomeAreGone


def _read_sqlite(document_id: UUID) -> Iterator[tuple[int, int, bytes]]:
    after: int | None = 0
    while after is not None:
        with connection.cursor() as cursor:
            cursor.execute(READ_SQLITE, [_stored(document_id), after, PAGE])
            after, found = cursor.fetchone()
        page = found.split(",") if found else []
        for each in page:
            seq, checksum, update = each.split(" ")
            yield int(seq), int(checksum), bytes.fromhex(update)
        if len(page) < PAGE:
            return


def _unpacked(document_id: UUID, seq: int, checksum: int, content: bytes) -> Iterator[Row]:
    if checksum != PACKED or not content:
        yield Row(seq, content, is_sound(content, checksum))
        return
    for each in entries(content):
        is_ours = each.is_sound and each.document == document_id.bytes
        yield Row(seq, each.update if is_ours else each.raw, is_ours)


def _stored(document_id: UUID) -> Any:
    """An id as this database keeps it."""
    return YDocument.id.field.get_db_prep_value(document_id, connection)
