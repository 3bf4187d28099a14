"""A goal of a pair. Items and action items may serve one."""

import uuid
from typing import ClassVar

from django.db import models

from romanesco.pairs.models import Pair
from romanesco.people.models import Person


class Goal(models.Model):
    """Something the mentee works towards. Open until it is reached or let go."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(max_length=300)
    measure = models.CharField(max_length=500, blank=True)  # by what the two will know
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True)
    let_go_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["position", "made_at"]

    def __str__(self) -> str:
        return self.text

    @property
    def state(self) -> str:
        """open, reached or let_go."""
        return "reached" if self.reached_at else "let_go" if self.let_go_at else "open"

    @property
    def is_open(self) -> bool:
        return self.reached_at is None and self.let_go_at is None
