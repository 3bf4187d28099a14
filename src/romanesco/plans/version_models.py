"""Plans as they were, to be read again."""

from typing import ClassVar

from django.db import models

from romanesco.plans.models import Plan


class VersionName(models.TextChoices):
    """The moments at which a plan is kept as it stands."""

    SHARED = "shared", "as it was when shared"
    WRAPPED_UP = "wrapped_up", "as it was wrapped up"


class PlanVersion(models.Model):
    """The plan as it stood at one moment, to be read again: packed by `versions.py`."""

    # The unique constraint begins with the plan, and is its index.
    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    name = models.CharField(max_length=12, choices=VersionName)
    kept_at = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["kept_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "name"], name="version_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.get_name_display()}"
