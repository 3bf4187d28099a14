"""What can be found, and what has changed since it was read."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import Plan


class Words(models.TextField):  # type: ignore[type-arg]
    """Words as the database looks for them (`rows.py`): a tsvector, or what FTS5 reads."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)


class PassageKind(models.TextChoices):
    """Which words a passage holds, and so who may find them."""

    AGENDA = "agenda", "the plan: whoever may see it"
    ASKED = "asked", "the plan's questions: whoever may see it"
    LINES = "lines", "top of mind: both, once revealed"
    OWN = "own", "written for oneself: its reader alone"
    ACTION = "action", "promised: both"
    GOAL = "goal", "a goal: both"
    AGREEMENT = "agreement", "what was agreed: both"


BESIDE = (PassageKind.ACTION, PassageKind.GOAL, PassageKind.AGREEMENT)
"""What a pair has besides its plans; an action item may name the plan of its session."""


class Passage(models.Model):
    """Words that are found together: of one session, or of the pair, for the same readers.

    Made of what stands elsewhere; it can be thrown away and made again at any time.
    """

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="+")
    plan = models.ForeignKey(Plan, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=PassageKind)
    # Who alone may find it: nobody else's search comes near it. Null: both may, by the kind.
    reader = models.ForeignKey(
        Person, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    said_at = models.DateTimeField()
    # [kind, id of what it is, text] each, as it was written.
    pieces = models.JSONField(default=list)
    words = Words()

    def __str__(self) -> str:
        return f"{self.kind} of {self.plan_id or self.pair_id}"


class SearchMark(models.Model):
    """This plan, or what a pair has beside its plans, has changed: its passages are to be made
    again. Written in the transaction that changed it; the plan may be gone by now."""

    pair_id = models.UUIDField(db_index=True)
    plan_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.plan_id or self.pair_id} changed"
