"""Where documents are kept: updates are appended, and folded into a checkpoint now and then.

Only whole states and whole updates pass here; what they mean is somebody else's matter.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import Length
from pycrdt import Doc, get_state

from romanesco.base import bus, clock
from romanesco.ydocs.models import YDocument, YUpdate

logger = logging.getLogger(__name__)

# An update that changes nothing: no structs, no deletions.
NO_CHANGE = b"\x00\x00"

INSERT = """
    INSERT INTO romanesco_yupdate (document_id, "update", written_at)
    SELECT %s, %s, %s WHERE EXISTS (SELECT 1 FROM romanesco_ydocument WHERE id = %s)
"""
UPDATES = 'SELECT "update" FROM romanesco_yupdate WHERE document_id = %s ORDER BY seq'
CHECKPOINT = "SELECT checkpoint FROM romanesco_ydocument WHERE id = %s"


class DocumentGone(LookupError):
    """This document was deleted, or there never was one."""


class Undecodable(ValueError):
    """Yrs cannot read this update."""


def create(state: bytes, barred: Collection[int] = ()) -> YDocument:
    """Store a new document. An update that carries one of the `barred` clients is refused later."""
    return YDocument.objects.create(checkpoint=state, barred_clients=sorted(barred))


def load(document_id: UUID) -> bytes:
    """The document's present state. Raises `DocumentGone`."""
    # Updates first: what is folded into the checkpoint in between is then in both.
    updates = _column(UPDATES, document_id)
    checkpoint = _checkpoint(document_id)
    return _merged(checkpoint, updates) if updates else checkpoint


def barred_clients(document_id: UUID) -> frozenset[int]:
    """The clients of the draft that this document was made from. Raises `DocumentGone`."""
    barred = YDocument.objects.filter(pk=document_id).values_list("barred_clients", flat=True)
    for clients in barred:
        return frozenset(clients)
    raise DocumentGone(document_id)


def append(document_id: UUID, updates: Iterable[bytes]) -> None:
    """Store updates that the server itself wrote, and tell the open rooms once committed.

    Raises `DocumentGone`.
    """
    changes = [update for update in updates if update != NO_CHANGE]
    with transaction.atomic():
        if append_all([(document_id, update) for update in changes]):
            raise DocumentGone(document_id)
        for update in changes:
            bus.announce(bus.DocumentUpdated(document_id, update))


def append_all(updates: Sequence[tuple[UUID, bytes]]) -> set[UUID]:
    """Store updates of any number of documents in one transaction, in this order.

    Returns the documents that are gone; their updates are not stored.
    """
    gone: set[UUID] = set()
    written_at = connection.ops.adapt_datetimefield_value(clock.now())
    # Every keystroke of everybody passes here: plain SQL takes a quarter of the ORM's time.
    with transaction.atomic(), connection.cursor() as cursor:
        for document_id, update in updates:
            stored_id = _stored_id(document_id)
            cursor.execute(INSERT, [stored_id, update, written_at, stored_id])
            if cursor.rowcount == 0:
                gone.add(document_id)
    return gone


def hold(document_id: UUID) -> None:
    """Keep whoever writes in a document waiting until the transaction ends, so that nothing is
    stored between reading it for the last time and deleting it. Raises `DocumentGone`."""
    found = YDocument.objects.select_for_update().filter(pk=document_id)
    if not list(found.values_list("pk")):
        raise DocumentGone(document_id)


def size(document_id: UUID) -> int:
    """The bytes that a document takes up, checkpoint and updates. Raises `DocumentGone`."""
    updates = YUpdate.objects.filter(document_id=document_id)
    written = updates.aggregate(total=Sum(Length("update")))["total"] or 0
    return len(_checkpoint(document_id)) + int(written)


def compact(document_id: UUID) -> None:
    """Fold the updates into the checkpoint; deleted text is left behind. Raises `DocumentGone`."""
    with transaction.atomic():
        found = YDocument.objects.select_for_update().filter(pk=document_id).first()
        if found is None:
            raise DocumentGone(document_id)
        rows = list(found.updates.order_by("seq").values_list("seq", "update"))
        if not rows:
            return
        found.checkpoint = _merged(bytes(found.checkpoint), [update for _, update in rows])
        found.checkpoint_seq = rows[-1][0]
        found.save(update_fields=["checkpoint", "checkpoint_seq"])
        found.updates.filter(seq__lte=found.checkpoint_seq).delete()


def delete(document_id: UUID) -> None:
    """Delete a document with everything that was ever written in it."""
    YDocument.objects.filter(pk=document_id).delete()


def require_readable(update: bytes) -> None:
    """Have Yrs decode an update without applying it. Raises `Undecodable`."""
    try:
        get_state(update)
    except Exception as error:
        raise Undecodable("Yrs cannot read this update") from error


def _checkpoint(document_id: UUID) -> bytes:
    for checkpoint in _column(CHECKPOINT, document_id):
        return checkpoint
    raise DocumentGone(document_id)


def _column(sql: str, document_id: UUID) -> list[bytes]:
    """Plain SQL here too: every view of a plan reads its document."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_stored_id(document_id)])
        return [bytes(value) for (value,) in cursor.fetchall()]


def _stored_id(document_id: UUID) -> Any:
    return YDocument.id.field.get_db_prep_value(document_id, connection)


def _merged(checkpoint: bytes, updates: Iterable[bytes | memoryview]) -> bytes:
    """One state out of a checkpoint and updates, by applying them (which also collects garbage)."""
    doc: Doc[Any] = Doc()
    for update in (checkpoint, *updates):
        if not update:
            continue
        try:
            doc.apply_update(bytes(update))
        except (ValueError, RuntimeError):
            # One damaged row must not take the rest of the plan with it.
            logger.exception("An update of a document cannot be applied")
    return doc.get_update()
