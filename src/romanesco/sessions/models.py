"""One meeting of a pair (never a browser login)."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models

from romanesco.base import clock
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.sessions.lifecycle import told_at


class SessionState(models.TextChoices):
    PLANNED = "planned", "planned"
    LIVE = "live", "in session"
    HELD = "held", "held"
    CANCELLED = "cancelled", "cancelled"
    MISSED = "missed", "did not happen"


class Rhythm(models.Model):
    """A series of sessions: a recurrence rule (RFC 5545 RRULE) on a local time in one zone.

    Its occurrences become sessions some time ahead. A pair has one that is not ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="rhythms")
    rule = models.CharField(max_length=120)  # FREQ=WEEKLY;BYDAY=TH, without UNTIL
    first_on = models.DateField()  # DTSTART, a day that the rule has
    at_time = models.TimeField()
    time_zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(default=45)
    place = models.CharField(max_length=300, blank=True)
    until_on = models.DateField(null=True)  # the last day of the relationship, as agreed
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545 SEQUENCE
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # no occurrence from then on
    more_due_at = models.DateTimeField(null=True)  # when the next sessions are to be made

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pair"], condition=models.Q(ended_at=None), name="one_rhythm_a_pair"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["more_due_at"], name="rhythm_due", condition=models.Q(ended_at=None)
            ),
            models.Index(fields=["changed_at"], name="rhythm_changed"),
        ]

    def __str__(self) -> str:
        return self.rule

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class LeftOut(models.Model):
    """An occurrence of a rhythm that has no session: somebody was away (RFC 5545 EXDATE)."""

    rhythm = models.ForeignKey(Rhythm, on_delete=models.CASCADE, related_name="left_out")
    recurs_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rhythm", "recurs_at"], name="left_out_once")
        ]

    def __str__(self) -> str:
        return f"left out of {self.rhythm}"


class MentoringSession(models.Model):
    """A session has one instant; the zone is the one that it was agreed in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    # Minutes that the zone was ahead of UTC when this was agreed: with them the local time that
    # was meant is known, also when the zone changes its rules.
    utc_offset = models.SmallIntegerField(null=True)
    minutes = models.PositiveSmallIntegerField(default=45)
    place = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545 SEQUENCE: rises with each move
    dated_sequence = models.PositiveIntegerField(default=0)  # with which it got its present date
    scheduled_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    scheduled_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # held, cancelled or missed
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(
        default=clock.now
    )  # when `sequence` or the state last changed
    changed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    rhythm = models.ForeignKey(
        Rhythm, null=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    recurs_at = models.DateTimeField(null=True)  # the occurrence it stands for (RECURRENCE-ID)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["pair", "state", "starts_at"]),
            models.Index(
                fields=["starts_at"], name="session_ahead", condition=models.Q(state="planned")
            ),
            models.Index(fields=["changed_at"], name="session_changed"),
            models.Index(
                fields=["ended_at"], name="session_held", condition=models.Q(state="held")
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rhythm", "recurs_at"], name="one_for_each_occurrence")
        ]

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
        return told_at(self.starts_at, self.began_at)

    @property
    def ends_at(self) -> datetime:
        return self.began_at + timedelta(minutes=self.minutes)

    @property
    def is_moved(self) -> bool:
        """Whether it is on another date than its rhythm has it."""
        return self.recurs_at is not None and self.recurs_at != self.starts_at

    @property
    def is_ahead(self) -> bool:
        """Whether it can still be held."""
        return self.state in (SessionState.PLANNED, SessionState.LIVE)


class Answer(models.TextChoices):
    """RFC 5545 PARTSTAT."""

    ACCEPTED = "accepted", "comes"
    TENTATIVE = "tentative", "may come"
    DECLINED = "declined", "cannot come"


class Attendance(models.Model):
    """What one of the two answered to the invitation; nothing is asked of those who say nothing."""

    session = models.ForeignKey(
        MentoringSession, on_delete=models.CASCADE, related_name="attendances"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=9, choices=Answer)
    sequence = models.PositiveIntegerField(default=0)  # of the session as it was answered to
    answered_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["answered_at"], name="attendance_answered")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person"], name="one_answer_each")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.answer}"


class ZoneRules(models.Model):
    """Which edition of the time zones' rules the dates ahead were last reckoned by: one row."""

    edition = models.CharField(max_length=64)
    reckoned_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.edition
