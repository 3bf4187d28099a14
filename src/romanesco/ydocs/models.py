"""The tables that documents are kept in."""

import uuid

from django.db import models

from romanesco.base import clock


class YDocument(models.Model):
    """One shared document: a checkpoint and the updates written after it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    checkpoint = models.BinaryField(default=bytes)
    checkpoint_seq = models.BigIntegerField(default=0)
    # Client ids of the draft that this document was made from: whatever still
    # holds one of them would carry the draft's history in.
    barred_clients = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.id)


class YUpdate(models.Model):
    """One Yjs update (version 1), exactly as its writer sent it."""

    seq = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(YDocument, on_delete=models.CASCADE, related_name="updates")
    update = models.BinaryField()
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        # Loading reads one document's updates in the order they were written.
        indexes = [models.Index(fields=["document", "seq"], name="yupdate_document_seq")]

    def __str__(self) -> str:
        return f"{self.document_id}#{self.seq}"
