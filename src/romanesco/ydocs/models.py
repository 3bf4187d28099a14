"""The tables that documents are kept in."""

import uuid
import zlib
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from romanesco.base import clock


class Checksum(models.BigIntegerField):  # type: ignore[type-arg]
    """The CRC-32 of another column, written beside it: bytes that do not fit it are not ours."""

    def __init__(self, *, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(**{"default": 0, "editable": False} | kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> int:
        return zlib.crc32(getattr(model_instance, self.of))


class RowNumber(models.BigAutoField):  # type: ignore[type-arg]
    """On SQLite without AUTOINCREMENT, which writes one more page with every commit. The numbers
    of deleted rows may come again."""

    def db_type_suffix(self, connection: BaseDatabaseWrapper) -> str | None:
        return None if connection.vendor == "sqlite" else super().db_type_suffix(connection)


class YDocument(models.Model):
    """One shared document: a checkpoint and the updates written after it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    checkpoint = models.BinaryField(default=bytes)
    checksum = Checksum(of="checkpoint")
    # How often updates were folded into the checkpoint: of two who do so at once, one finds
    # that it has changed.
    edition = models.BigIntegerField(default=0)
    # Client ids of the draft that this document was made from: whatever still
    # holds one of them would carry the draft's history in.
    barred_clients = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.id)


class YJournal(models.Model):
    """What people typed, on SQLite: a row for each commit, in whichever documents it was, until it
    is moved to their rows (`journal.py`)."""

    id = RowNumber(primary_key=True)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"commit {self.pk}"


class YUpdate(models.Model):
    """What was written in a document: one Yjs update (version 1), exactly as its writer sent it,
    or many of them, framed (`entries.py`), if `checksum` is -1.

    There is nothing here that loading does not need. Whoever inserts looks that the document is
    there, and whoever deletes a document takes its updates along (`rows.py`): a constraint would
    look once more.
    """

    seq = RowNumber(primary_key=True)
    document = models.ForeignKey(
        YDocument, on_delete=models.CASCADE, related_name="updates", db_constraint=False
    )
    update = models.BinaryField()
    checksum = Checksum(of="update")

    def __str__(self) -> str:
        return f"{self.document_id}#{self.seq}"
