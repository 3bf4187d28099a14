"""What people type, on SQLite: a commit is one row at the end of one table, whoever typed in it.

A row for each key would lie with its document, and its index wherever: a page to write for each.
So keys stay together as they were committed, and now and then all are moved (`spill`) to the rows
of their documents, many keys in one. Until then whoever reads a document looks here first; what is
moved meanwhile is then found twice, which changes nothing.

The last row stays behind, emptied, so that no number comes again: exactly what was read is moved.
What cannot be read stays as well, under its number below zero.
"""

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from romanesco.ydocs import rows, turns
from romanesco.ydocs.entries import entries, framed
from romanesco.ydocs.merging import Breath, Row
from romanesco.ydocs.rows import Write

logger = logging.getLogger(__name__)

# As many rows and as much (bytes) is moved in one transaction, during which nobody can store.
SLICE, SIZE = 4_000, 2_000_000

# All or nothing, in one step: nothing, if one of the documents is not there.
APPEND = """
    INSERT INTO romanesco_yjournal (body)
    SELECT ? WHERE (SELECT count(*) FROM romanesco_ydocument WHERE id IN (?)) = ?
"""
READ = "SELECT group_concat(hex(body)) FROM romanesco_yjournal WHERE id > 0 AND instr(body, %s)"
READ_SLICE = """
    SELECT group_concat(id || ' ' || hex(body)) FROM romanesco_yjournal
    WHERE id > 0 AND length(body) AND id <= (
        SELECT max(id) FROM (
            SELECT id, length(body) AS size, sum(length(body)) OVER (ORDER BY id) AS total FROM (
                SELECT id, body FROM romanesco_yjournal
                WHERE id > 0 AND id <= %s ORDER BY id LIMIT %s))
        WHERE total - size < %s)
"""
# Whoever moves begins with the first: while that is there, all that came after it is.
EMPTY = """
    UPDATE romanesco_yjournal SET body = x'' WHERE id = %s
    AND EXISTS (SELECT 1 FROM romanesco_yjournal WHERE id = %s AND length(body))
"""
DELETE = "DELETE FROM romanesco_yjournal WHERE id > 0 AND id < %s"
SET_ASIDE = "INSERT INTO romanesco_yjournal (id, body) VALUES (%s, %s)"


class _Slice(NamedTuple):
    """Commits of the journal, from the first on: their numbers, and what is in them."""

    ids: list[int]
    of: dict[bytes, list[bytes]]
    damaged: dict[int, bytes]


class _MovedByAnother(Exception):
    """Somebody else has just moved the same."""


def append(updates: Sequence[Write]) -> set[UUID]:
    """Store what people typed, all or none of it, but for what is in documents that are gone:
    which ones is returned."""
    documents = {document_id: document_id.bytes for document_id, _ in updates}
    if len(documents) > rows.SIZES[-1]:
        return _append_in_pieces(updates)
    body = b"".join(framed(documents[document_id], update) for document_id, update in updates)
    size = next(size for size in rows.SIZES if size >= len(documents))
    asked: list[Any] = [each.hex for each in documents]
    asked += [None] * (size - len(documents))
    turns.let_first()
    if rows.run_at_once(_appending(size), [body, *asked, len(documents)]):
        return set()
    gone = rows.missing(documents)
    if not gone:
        raise DatabaseError("updates were not stored, and their documents are there")
    rest = [write for write in updates if write[0] not in gone]
    return gone | (append(rest) if rest else set())


def read(document_id: UUID) -> list[Row]:
    """The updates of a document that are nowhere else yet, in the order in which they came."""
    if not is_used():
        return []
    with connection.cursor() as cursor:
        cursor.execute(READ, [document_id.bytes])
        (found,) = cursor.fetchone()
    bodies = map(bytes.fromhex, found.split(",")) if found else []
    everybodys = (each for body in bodies for each in entries(body))
    return [Row(None, each.update) for each in everybodys if each.document == document_id.bytes]


def spill() -> int:
    """Move all that is there now to the rows of their documents; how many updates there were.
    What belongs to documents that are gone goes."""
    moved, last = 0, _last() if is_used() else 0
    while found := _read_slice(last):
        try:
            _move(found)
        except _MovedByAnother:
            break
        moved += sum(map(len, found.of.values()))
    return moved


def is_used() -> bool:
    """PostgreSQL has many who write at once, and rows of their own for what they write."""
    return connection.vendor == "sqlite"


def _append_in_pieces(updates: Sequence[Write]) -> set[UUID]:
    size = rows.SIZES[-1]
    with transaction.atomic():
        return set().union(
            *(append(updates[at : at + size]) for at in range(0, len(updates), size))
        )


@cache
def _appending(size: int) -> str:
    return APPEND.replace("(?)", f"({', '.join('?' * size)})")


def _last() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM romanesco_yjournal")
        return int(cursor.fetchone()[0] or 0)


def _read_slice(last: int) -> _Slice | None:
    """Of what came until the last of all."""
    if not last:
        return None
    with connection.cursor() as cursor:
        cursor.execute(READ_SLICE, [last, SLICE, SIZE])
        (found,) = cursor.fetchone()
    if not found:
        return None
    commits, breath = _Slice([], {}, {}), Breath()
    for each in found.split(","):
        number, body = each.split(" ")
        _sort(int(number), bytes.fromhex(body), commits)
        breath.pause()
    return commits


def _sort(number: int, body: bytes, commits: _Slice) -> None:
    commits.ids.append(number)
    for entry in entries(body):
        if entry.is_sound:
            commits.of.setdefault(entry.document, []).append(entry.raw)
        else:
            commits.damaged[number] = commits.damaged.get(number, b"") + entry.raw


def _move(found: _Slice) -> None:
    first, last = found.ids[0], found.ids[-1]
    packs = [(UUID(bytes=document), b"".join(its)) for document, its in found.of.items()]
    with turns.first(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EMPTY, [last, first])
        if not cursor.rowcount:
            raise _MovedByAnother
        cursor.execute(DELETE, [last])
        rows.insert_packs(packs)
        for number, damaged in found.damaged.items():
            cursor.execute(SET_ASIDE, [-number, damaged])
    for number in found.damaged:
        logger.error("Commit %d of the journal is damaged: what cannot be read is kept", number)
