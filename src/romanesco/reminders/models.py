"""What was written to whom, and what somebody does not want to be written."""

import uuid
from typing import ClassVar

from django.db import models

from romanesco.people.models import Person


class Kind(models.TextChoices):
    """What a letter is for. Each can be turned off by the one who gets it."""

    PREPARE = "prepare", "before the plan is shared: what you could prepare"
    SHARED = "shared", "when your partner’s plan is shared with you"
    APPOINTMENT = "appointment", "when a session is planned, moved or cancelled"
    SOON = "soon", "before a session"
    SUMMARY = "summary", "after a session: what you said and promised"
    PROMISES = "promises", "when something you promised is near its date"


class Reminder(models.Model):
    """The ledger: one row for each thing that somebody was, or is to be, written about.

    `key` is unique, so that a thing which is found due twice is written once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    subject_id = models.UUIDField()  # the plan, the session, the rhythm or the action item
    label = models.CharField(max_length=12)  # which of several letters of this kind
    fact_at = models.DateTimeField()  # the instant it was computed from: a moved one is another
    due_at = models.DateTimeField()
    meets_at = models.DateTimeField(null=True)  # the date of a session that it tells
    useful_until = models.DateTimeField()
    noted_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    why_dropped = models.CharField(max_length=24, blank=True)  # a code: late, silenced, gone …
    letter_id = models.UUIDField(null=True)  # one's own id, but where another's letter tells it

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="reminder_waiting",
                condition=models.Q(written_at=None, dropped_at=None),
            ),
            models.Index(fields=["subject_id", "kind"], name="reminder_of"),
            models.Index(
                fields=["written_at"],
                name="reminder_in_anothers_letter",
                condition=models.Q(letter_id__isnull=False) & ~models.Q(letter_id=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class FarLook(models.Model):
    """How far the far look has come that is taken every five minutes, in parts: one row."""

    at = models.DateTimeField()  # the instant from which it is taken
    parts = models.PositiveIntegerField()
    parts_done = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.parts_done} of {self.parts}"


class Silenced(models.Model):
    """A kind of letter that somebody turned off."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="silenced")
    kind = models.CharField(max_length=12, choices=Kind)
    silenced_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="silenced_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: no {self.kind}"
