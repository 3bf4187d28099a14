"""Ways into people's own calendars: a feed to subscribe to, an account to write into."""

import uuid
from typing import ClassVar

from django.db import models

from romanesco.people.models import Person


class Feed(models.Model):
    """A private address with all of a person's sessions. Its secret part is signed, not stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="feeds")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when a calendar last fetched it
    # What it was last made of, and what became of it: so that a calendar which has it already is
    # told so without making it again, by any worker and after any restart.
    fingerprint = models.CharField(max_length=64, blank=True)
    etag = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(revoked_at=None), name="one_feed_each"
            )
        ]

    def __str__(self) -> str:
        return f"feed of {self.person}"


class CalendarAccount(models.Model):
    """A calendar of one's own that Romanesco writes sessions into (CalDAV, RFC 4791)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_account")
    address = models.CharField(max_length=1000)  # of the server, as typed
    username = models.CharField(max_length=254)
    sealed_password = models.TextField()
    offered = models.JSONField(default=list)  # the calendars to choose from: url, name
    calendar_url = models.CharField(max_length=1000, blank=True)  # "": not chosen yet
    calendar_name = models.CharField(max_length=200, blank=True)
    connected_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=24, blank=True)  # a code: refused, unreachable …
    next_try_at = models.DateTimeField(null=True)  # when it is looked at next; null: never
    claimed_until = models.DateTimeField(null=True)  # somebody is writing into it

    class Meta:
        indexes: ClassVar = [models.Index(fields=["next_try_at"], name="calendar_due")]

    def __str__(self) -> str:
        return f"calendar of {self.person}"


class WrittenEvent(models.Model):
    """An event as it was last written into somebody's own calendar."""

    account = models.ForeignKey(CalendarAccount, on_delete=models.CASCADE, related_name="events")
    uid = models.CharField(max_length=120)
    href = models.CharField(max_length=1000, blank=True)  # "": there, and not ours to write
    etag = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64)  # of what was written
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "uid"], name="written_once")
        ]

    def __str__(self) -> str:
        return self.uid
