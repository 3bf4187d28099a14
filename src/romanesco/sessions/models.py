"""One meeting of a pair (never a browser login)."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models

from romanesco.pairs.models import Pair
from romanesco.people.models import Person


class SessionState(models.TextChoices):
    PLANNED = "planned", "planned"
    LIVE = "live", "in session"
    HELD = "held", "held"
    CANCELLED = "cancelled", "cancelled"
    MISSED = "missed", "did not happen"


class MentoringSession(models.Model):
    """A session has one instant; the zone is the one that it was agreed in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(default=45)
    place = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545 SEQUENCE: rises with each move
    scheduled_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    scheduled_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # held, cancelled or missed
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["pair", "state", "starts_at"])]

    def __str__(self) -> str:
        return f"Session {self.number}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def began_at(self) -> datetime:
        """When it began; until then, when it is to begin."""
        return self.started_at or self.starts_at

    @property
    def told_at(self) -> datetime:
        """The moment it is told by: the agreed one, unless it began on quite another day."""
        is_other = abs(self.began_at - self.starts_at) > timedelta(hours=12)
        return self.began_at if is_other else self.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.began_at + timedelta(minutes=self.minutes)

    @property
    def is_ahead(self) -> bool:
        """Whether it can still be held."""
        return self.state in (SessionState.PLANNED, SessionState.LIVE)
