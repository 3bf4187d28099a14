"""Structures that a person or a pair keeps for plans to come, and what is beside a plan's items."""

import uuid
from typing import ClassVar

from django.db import models

from romanesco.pairs.models import Pair, Side
from romanesco.people.models import Person
from romanesco.plans.models import Plan


class Template(models.Model):
    """A structure of one's own: a person's alone, or a pair's, which both see and change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.CASCADE, related_name="templates"
    )
    pair = models.ForeignKey(Pair, null=True, on_delete=models.CASCADE, related_name="templates")
    name = models.CharField(max_length=80)
    # What a plan is made of: [{"purpose", "prompt"}, ...], judged by template.py.
    items = models.JSONField(default=list)
    begins_plans = models.BooleanField(default=False)  # new plans of the pair are made of it
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person=None) ^ models.Q(pair=None),
                name="template_of_person_or_pair",
            ),
            models.UniqueConstraint(
                fields=["pair"],
                condition=models.Q(begins_plans=True),
                name="one_template_begins_plans",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PutOff(models.Model):
    """A suggestion that somebody does not want to see for now. Only they know of it."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    suggestion = models.CharField(max_length=40)
    put_off_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pair", "person", "suggestion"], name="put_off_once")
        ]

    def __str__(self) -> str:
        return self.suggestion


class ThinkingTurns(models.Model):
    """The timer of a thinking partnership: two turns of the same length, with a swap between.

    What has run is `ran` and, while it runs, the time since `running_since`.
    """

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="thinking_turns")
    minutes = models.PositiveSmallIntegerField(default=7)
    first = models.CharField(max_length=8, choices=Side.choices)
    turn = models.PositiveSmallIntegerField(default=1)  # 1, 2, or 3 when both are over
    ran = models.DurationField()  # of this turn
    running_since = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"turn {self.turn} of {self.plan}"
