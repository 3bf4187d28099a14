"""Something one of the two promised, with an owner and a date. It belongs to the pair."""

import uuid
from typing import ClassVar

from django.db import models

from romanesco.goals.models import Goal
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.sessions.models import MentoringSession


class ActionItem(models.Model):
    """A promise. Open until it is done or let go, whatever becomes of the sessions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="actions")
    session = models.ForeignKey(
        MentoringSession, null=True, on_delete=models.SET_NULL, related_name="actions"
    )  # where it was promised
    item = models.UUIDField(null=True)  # the agenda item beneath which it was written
    goal = models.ForeignKey(Goal, null=True, on_delete=models.SET_NULL, related_name="actions")
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    let_go_at = models.DateTimeField(null=True)

    # Of no column: what a page has found out about it.
    sessions_since = 0  # held since it was promised
    asked = ""  # a question about it

    class Meta:
        ordering: ClassVar = ["made_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["pair"],
                name="action_open",
                condition=models.Q(done_at=None, let_go_at=None),
            ),
            models.Index(
                fields=["due_on"],
                name="action_due",
                condition=models.Q(done_at=None, let_go_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.let_go_at is None
