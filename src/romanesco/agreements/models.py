"""What a pair decided: versions of an agreement, each in force once both have signed it."""

import uuid
from datetime import datetime, time
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from romanesco.pairs.models import Pair
from romanesco.people.models import Person


class Preparer(models.TextChoices):
    MENTEE = "mentee", "the mentee"
    MENTOR = "mentor", "the mentor"
    TURNS = "turns", "taking turns, the mentee first"
    BOTH = "both", "both, together"


class ShareWhen(models.TextChoices):
    BEFORE = "before", "some time before the session"
    DAY_BEFORE = "day_before", "at a set time on an earlier day"
    TOGETHER = "together", "together: both see it from the beginning"


class ShareUnit(models.TextChoices):
    HOURS = "hours", "hours"
    DAYS = "days", "days"


class Cadence(models.TextChoices):
    WEEKLY = "weekly", "every week"
    FORTNIGHTLY = "fortnightly", "every two weeks"
    WEEKS = "weeks", "every few weeks"
    MONTHLY = "monthly", "every month"
    IRREGULAR = "irregular", "when it suits"


class Weekday(models.TextChoices):
    """RFC 5545's names."""

    MONDAY = "MO", "Monday"
    TUESDAY = "TU", "Tuesday"
    WEDNESDAY = "WE", "Wednesday"
    THURSDAY = "TH", "Thursday"
    FRIDAY = "FR", "Friday"
    SATURDAY = "SA", "Saturday"
    SUNDAY = "SU", "Sunday"


class MonthWeek(models.IntegerChoices):
    FIRST = 1, "first"
    SECOND = 2, "second"
    THIRD = 3, "third"
    FOURTH = 4, "fourth"
    LAST = -1, "last"


class WhoSends(models.TextChoices):
    MENTEE = "mentee", "the mentee"
    MENTOR = "mentor", "the mentor"
    BOTH = "both", "whoever promised it"


CONFIDENTIALITY = (
    "What we say to each other stays between us. Each of us may speak of what we learned, "
    "never of who said it."
)


class Agreement(models.Model):
    """One version of what the pair decided. Each answer is either a rule or a promise in words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveIntegerField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    preparer = models.CharField(max_length=8, choices=Preparer, default=Preparer.MENTEE)
    share_when = models.CharField(max_length=12, choices=ShareWhen, default=ShareWhen.BEFORE)
    share_amount = models.PositiveSmallIntegerField(
        default=24, validators=[MinValueValidator(1), MaxValueValidator(336)]
    )
    share_unit = models.CharField(max_length=8, choices=ShareUnit, default=ShareUnit.HOURS)
    share_days_before = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(14)]
    )
    share_time = models.TimeField(default=time(16))

    cadence = models.CharField(max_length=12, choices=Cadence, default=Cadence.WEEKLY)
    every_weeks = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    month_week = models.SmallIntegerField(choices=MonthWeek, default=MonthWeek.FIRST)
    # With a day and a time the rhythm makes the sessions ahead; without, it is a promise in words.
    meets_on = models.CharField(max_length=2, choices=Weekday, blank=True)
    meets_at = models.TimeField(null=True, blank=True)
    meets_zone = models.CharField(max_length=64, blank=True)
    begins_on = models.DateField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        default=45, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    meets_when = models.CharField(max_length=200, blank=True)
    meets_how = models.CharField(max_length=200, blank=True)
    runs_until = models.DateField(null=True, blank=True)
    cancel_notice_hours = models.PositiveSmallIntegerField(
        default=24, validators=[MaxValueValidator(336)]
    )
    channel = models.CharField(max_length=200, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    quiet_days = models.CharField(max_length=60, blank=True)
    sends_notes = models.CharField(max_length=8, choices=WhoSends, default=WhoSends.MENTEE)
    focus_mentee = models.TextField(max_length=2000, blank=True)
    focus_mentor = models.TextField(max_length=2000, blank=True)
    expects_of_mentor = models.TextField(max_length=2000, blank=True)
    expects_of_mentee = models.TextField(max_length=2000, blank=True)
    progress = models.TextField(max_length=2000, blank=True)
    not_together = models.TextField(max_length=2000, blank=True)
    confidentiality = models.TextField(max_length=2000, blank=True, default=CONFIDENTIALITY)
    # Whether a plan is kept as it was when it was shared and wrapped up; otherwise what the two
    # delete is gone.
    keeps_versions = models.BooleanField(default=True)
    # After how many months a session that is over is deleted with its plan; null: never.
    keeps_months = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pair", "number"], name="agreement_number_once"),
            models.UniqueConstraint(
                fields=["pair"],
                condition=models.Q(in_force_at__isnull=False, replaced_at=None, withdrawn_at=None),
                name="agreement_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["pair"],
                condition=models.Q(in_force_at=None, replaced_at=None, withdrawn_at=None),
                name="agreement_proposed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Agreement {self.number}"

    def is_signed_by(self, person: Person) -> bool:
        return any(signature.person_id == person.pk for signature in self.signatures.all())

    def signed_at(self, side: str) -> datetime | None:
        """When that side signed, or None."""
        person = self.pair.person_on(side)
        return next((s.signed_at for s in self.signatures.all() if s.person_id == person.pk), None)


class Signature(models.Model):
    """One of the two signed one version."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["signed_at"], name="signature_signed")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "person"], name="signed_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} signed {self.agreement}"
