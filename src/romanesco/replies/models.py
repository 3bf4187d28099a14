"""Letters that came in: that they did, and the words that found no place by themselves."""

import uuid
from typing import ClassVar

from django.db import models

from romanesco.people.models import Person
from romanesco.plans.models import Plan


class Arrival(models.Model):
    """One letter that came in, by its Message-ID, so that it is taken once. It holds no words."""

    digest = models.CharField(max_length=64, primary_key=True)  # of Message-ID and address
    arrived_at = models.DateTimeField()
    outcome = models.CharField(max_length=32)  # a code: placed, kept, automatic, bounce …

    def __str__(self) -> str:
        return self.outcome


class KeptReply(models.Model):
    """Words that could not be placed. The one whose address they came to sees them, nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kept_replies")
    plan = models.ForeignKey(Plan, null=True, on_delete=models.SET_NULL, related_name="+")
    from_address = models.CharField(max_length=254)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    left_off = models.PositiveIntegerField(default=0)  # characters beyond what is kept of one
    why = models.CharField(max_length=24)  # a code: other_sender, expired, no_question …
    arrived_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person"], name="reply_kept", condition=models.Q(settled_at=None))
        ]

    def __str__(self) -> str:
        return self.why
