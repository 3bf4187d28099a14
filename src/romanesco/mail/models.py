"""Letters, and the addresses that they are answered to."""

import uuid
from typing import ClassVar

from django.db import models

from romanesco.base import clock


class Letter(models.Model):
    """A letter as it was written, sent once; on an installation without mail it is kept here.

    Once it went out its words are wiped: what is left tells that it went, never what it said.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(max_length=254, db_index=True)
    person_id = models.UUIDField(
        null=True, db_index=True
    )  # whose it is, where they have an account
    kind = models.CharField(max_length=24, default="account")
    about = models.UUIDField(null=True, db_index=True)  # what it tells of; to take it back
    thread = models.UUIDField(null=True)  # the session that it belongs to (RFC 5322 References)
    from_name = models.CharField(max_length=120, blank=True)  # whose words it carries
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    unsubscribe_url = models.CharField(max_length=500, blank=True)  # RFC 8058
    calendar = models.TextField(blank=True)  # an iCalendar object (RFC 5546)
    calendar_method = models.CharField(max_length=10, blank=True)
    echo = models.JSONField(default=dict)  # digests of its lines, to know them when quoted
    written_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    refusals = models.PositiveSmallIntegerField(default=0)  # of these, those for good
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=80, blank=True)  # what the server said, without words
    next_try_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    is_later = False  # `claiming.claimed` finds out whether its thread went on to this person

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["written_at"],
                name="letter_waiting",
                condition=models.Q(sent_at=None, dropped_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.subject


class ReplyAddress(models.Model):
    """An address that one person answers to, about one thing. `reply_address.py` signs it."""

    handle = models.CharField(max_length=24, primary_key=True)
    person_id = models.UUIDField()
    purpose = models.CharField(max_length=10)  # plan, or calendar
    about = models.UUIDField()  # the plan; the session or the rhythm
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    uses = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_id", "purpose", "about"], name="one_address_for_each"
            )
        ]

    def __str__(self) -> str:
        return f"for {self.purpose}"
