"""Letters: emails that Romanesco writes."""

import uuid

from django.db import models

from romanesco.base import clock


class Letter(models.Model):
    """A letter as it was written, sent once; on an installation without mail it is kept here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(max_length=254, db_index=True)
    person_id = models.UUIDField(
        null=True, db_index=True
    )  # whose it is, where they have an account
    about = models.UUIDField(null=True, db_index=True)  # what it tells of; to take it back
    subject = models.CharField(max_length=300)
    text = models.TextField()
    written_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.subject
