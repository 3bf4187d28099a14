"""Where documents are kept: updates are appended, and folded into a checkpoint now and then.

Only whole states and whole updates pass here; what they mean is somebody else's matter. On SQLite
what people type is appended to a journal (`journal.py`), which is moved to the rows of its
documents now and then; whoever reads a document reads both.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from pycrdt import get_state

from romanesco.base import bus
from romanesco.base.errors import Refused
from romanesco.ydocs import journal, rows, traces, turns
from romanesco.ydocs.merging import Merged, Row, is_sound, merge
from romanesco.ydocs.models import YDocument, YUpdate

logger = logging.getLogger(__name__)

# An update that changes nothing: no structs, no deletions.
NO_CHANGE = b"\x00\x00"

# As many rows as may be deleted before somebody who types waits for it.
DELETED_AT_ONCE = 500

# After which document the looking for leftovers goes on, in the order of their ids.
BEFORE_ALL = UUID(int=0)
_looked_at = [BEFORE_ALL]

# What was told of damages, so that it is told once.
MOST_TOLD = 1_000
_told: set[tuple[UUID, str, tuple[int, ...]]] = set()


class DocumentGone(LookupError):
    """This document was deleted, or there never was one."""


class Damaged(Refused):
    """The checkpoint of this document is not as we wrote it. Nothing of it is changed."""

    code = "document_damaged"
    message = (
        "What is stored of this plan is damaged. It stays as it is, and nothing is deleted: "
        "please tell the people who run this server."
    )


class Undecodable(ValueError):
    """Yrs cannot read this update."""


def create(state: bytes, barred: Collection[int] = ()) -> YDocument:
    """Store a new document. An update that carries one of the `barred` clients is refused later."""
    return YDocument.objects.create(checkpoint=state, barred_clients=sorted(barred))


class Stored(NamedTuple):
    """A document's present state, and the clients of the draft that it was made from: they are
    barred from it."""

    state: bytes
    barred: frozenset[int]


def read(document_id: UUID) -> Stored:
    """All that a room needs. Raises `DocumentGone`, `Damaged`."""
    # Updates first: what is folded into the checkpoint in between is then in both.
    updates = _updates(document_id)
    checkpoint = _checkpoint(document_id)
    merged = _merged(document_id, checkpoint, updates).state if updates else checkpoint.content
    return Stored(merged, checkpoint.barred)


def load(document_id: UUID) -> bytes:
    """The document's present state. Raises `DocumentGone`, `Damaged`."""
    return read(document_id).state


def append(document_id: UUID, updates: Iterable[bytes]) -> None:
    """Store updates that the server itself wrote, and tell the open rooms once committed.

    Raises `DocumentGone`.
    """
    changes = [update for update in updates if update != NO_CHANGE]
    with transaction.atomic():
        if changes and rows.insert([(document_id, update) for update in changes]):
            raise DocumentGone(document_id)
        for update in changes:
            bus.announce(bus.DocumentUpdated(document_id, update))


def append_all(updates: Sequence[tuple[UUID, bytes]]) -> set[UUID]:
    """Store what people typed in any number of documents, in one transaction and in this order,
    and tell the other nodes. The rooms of this process know already.

    Returns the documents that are gone; their updates are not stored.
    """
    if not updates:
        return set()
    if journal.is_used():
        return journal.append(updates)
    return rows.insert(updates, tells_others=True)


def hold(document_id: UUID) -> None:
    """Keep whoever writes in a document waiting until the transaction ends, so that nothing is
    stored between reading it for the last time and deleting it. Raises `DocumentGone`."""
    found = YDocument.objects.select_for_update().filter(pk=document_id)
    if not list(found.values_list("pk")):
        raise DocumentGone(document_id)


def size(document_id: UUID) -> int:
    """The bytes of a document, checkpoint and updates. Raises `DocumentGone`."""
    written = sum(len(row.update) for row in _updates(document_id))
    return len(_checkpoint(document_id).content) + written


def spill() -> int:
    """Move what people typed to where it can be folded; how many updates that were."""
    return journal.spill()


def compact(document_id: UUID) -> int:
    """Fold all that was written in a document; deleted text is left behind. Returns how many
    updates were folded. Raises `DocumentGone`, `Damaged`."""
    spill()
    return fold(document_id)


def fold(document_id: UUID) -> int:
    """Fold the rows of a document into its checkpoint.

    Nothing is locked while they are merged. What comes meanwhile, from whichever node, stays:
    exactly the updates that were read are deleted. What is damaged, and what builds on it, stays
    as well. Returns how many were folded: none, if somebody else folded at the same time.
    Raises `DocumentGone`, `Damaged`.
    """
    edition = rows.edition(document_id)
    if edition is None:
        raise DocumentGone(document_id)
    updates = _updates(document_id)
    if all(row.seq is None for row in updates):
        return 0
    merged = _merged(document_id, _checkpoint(document_id), updates)
    folds = _folds(updates, frozenset(merged.folded))
    if not folds.total or not _is_renewed(document_id, edition, merged.state, folds):
        return 0
    for at in range(DELETED_AT_ONCE, len(folds.done), DELETED_AT_ONCE):
        if not _is_deleted(document_id, edition + 1, folds.done[at : at + DELETED_AT_ONCE]):
            break
    return folds.total


def compact_leftovers(limit: int) -> int:
    """Fold what no closing room has folded (after a crash, for one): at most so many documents,
    and the next time the next ones. Returns how many updates were folded."""
    moved = spill()
    found = YUpdate.objects.filter(document_id__gt=_looked_at[0]).order_by("document_id")
    ids = list(found.values_list("document_id", flat=True).distinct()[:limit])
    _looked_at[0] = ids[-1] if len(ids) == limit else BEFORE_ALL
    folded = 0
    for document_id in ids:
        try:
            folded += fold(document_id)
        except (DocumentGone, Damaged):
            continue
    if folded or moved:
        traces.clear()
    return folded


def delete(document_id: UUID) -> None:
    """Delete a document with everything that was ever written in it."""
    with transaction.atomic():
        # Whoever is just storing has to be through, or their update would stay behind alone.
        if list(YDocument.objects.select_for_update().filter(pk=document_id).values_list("pk")):
            YDocument.objects.filter(pk=document_id).delete()


def require_readable(update: bytes) -> None:
    """Have Yrs decode an update without applying it. Raises `Undecodable`."""
    try:
        get_state(update)
    except Exception as error:
        raise Undecodable("Yrs cannot read this update") from error


def _checkpoint(document_id: UUID) -> rows.Checkpoint:
    """Raises `DocumentGone`, `Damaged`."""
    found = rows.checkpoint(document_id)
    if found is None:
        raise DocumentGone(document_id)
    if not is_sound(found.content, found.checksum):
        raise _damaged(document_id)
    return found


def _merged(document_id: UUID, checkpoint: rows.Checkpoint, updates: Sequence[Row]) -> Merged:
    merged: Merged | None = None
    with suppress(ValueError, RuntimeError):
        merged = merge(checkpoint.content, updates)
    if merged is None:
        # Not out of the other error, which holds the Doc: that has to die on this thread.
        raise _damaged(document_id)
    if merged.damaged or merged.waiting:
        told = "Document %s: %d updates are damaged, %d wait for what is missing; they are kept"
        _tell_once(document_id, told, len(merged.damaged), len(merged.waiting))
    return merged


def _updates(document_id: UUID) -> list[Row]:
    """All that was written after the checkpoint. What moves from the journal to the rows in
    between is in both."""
    recent = journal.read(document_id)
    return rows.read(document_id) + recent


class _Folds(NamedTuple):
    """How many updates of rows are folded; rows of which all are, and what is left of others."""

    total: int
    done: list[int]
    left: dict[int, list[Row]]


def _folds(updates: Sequence[Row], folded: frozenset[int]) -> _Folds:
    total, done, left = 0, set[int](), dict[int, list[Row]]()
    for place, row in enumerate(updates):
        if row.seq is None:
            continue
        if place in folded:
            total += 1
            done.add(row.seq)
        else:
            left.setdefault(row.seq, []).append(row)
    partly = {seq: left[seq] for seq in done & left.keys()}
    return _Folds(total, sorted(done - partly.keys()), partly)


def _is_renewed(document_id: UUID, edition: int, state: bytes, folds: _Folds) -> bool:
    """Put the new checkpoint in its place, unless another was put there meanwhile."""
    with turns.first(), transaction.atomic():
        if rows.edition(document_id, is_locked=True) != edition:
            return False
        rows.renew(document_id, state, edition + 1)
        _delete(document_id, folds.done[:DELETED_AT_ONCE])
        for seq, left in folds.left.items():
            rows.rewrite(document_id, seq, left)
        bus.tell_within(bus.DocumentFolded(document_id))
    return True


def _is_deleted(document_id: UUID, edition: int, seqs: Sequence[int]) -> bool:
    """Delete more of what is folded; after another compaction these numbers may be others'."""
    with turns.first(), transaction.atomic():
        if rows.edition(document_id, is_locked=True) != edition:
            return False
        _delete(document_id, seqs)
    return True


def _delete(document_id: UUID, seqs: Sequence[int]) -> None:
    deleted = rows.delete(document_id, seqs)
    if deleted != len(seqs):
        raise RuntimeError(f"{deleted} instead of {len(seqs)} updates would have been deleted")


def _damaged(document_id: UUID) -> Damaged:
    _tell_once(document_id, "Document %s: its checkpoint is damaged; it is kept as it is")
    return Damaged()


def _tell_once(document_id: UUID, told: str, *counts: int) -> None:
    """Without a word of what is in it; a plan that is opened often is not told of often."""
    if (document_id, told, counts) not in _told:
        if len(_told) >= MOST_TOLD:
            _told.clear()
        _told.add((document_id, told, counts))
        logger.error(told, document_id, *counts)
