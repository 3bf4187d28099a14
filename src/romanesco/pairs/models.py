"""A pair: one mentor, one mentee; and the invitation that makes one."""

import uuid
from typing import ClassVar

from django.db import models

from romanesco.base.errors import NotFound
from romanesco.people.models import Person


class Side(models.TextChoices):
    MENTOR = "mentor", "mentor"
    MENTEE = "mentee", "mentee"

    @property
    def other(self) -> "Side":
        return Side.MENTEE if self == Side.MENTOR else Side.MENTOR

    @classmethod
    def of(cls, person_id: uuid.UUID, mentor_id: uuid.UUID, mentee_id: uuid.UUID) -> "Side":
        """Which of these two somebody is. Raises NotFound for anybody else."""
        if person_id not in (mentor_id, mentee_id):
            raise NotFound
        return cls.MENTOR if person_id == mentor_id else cls.MENTEE


class PairState(models.TextChoices):
    ACTIVE = "active", "active"
    PAUSED = "paused", "paused"
    CLOSED = "closed", "closed"


class Pair(models.Model):
    """One mentor and one mentee; each is the other's partner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mentee_pairs")
    mentee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mentor_pairs")
    state = models.CharField(max_length=8, choices=PairState, default=PairState.ACTIVE)
    begun_at = models.DateTimeField()
    state_changed_at = models.DateTimeField()
    state_changed_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state_changed_at"], name="pair_changed")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(mentor=models.F("mentee")), name="pair_is_two_people"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mentor} and {self.mentee}"

    def side_of(self, person: Person) -> Side:
        """Which of the two this person is. Raises NotFound for anybody else."""
        return Side.of(person.pk, self.mentor_id, self.mentee_id)

    def person_on(self, side: str) -> Person:
        return self.mentor if side == Side.MENTOR else self.mentee

    def partner_of(self, person: Person) -> Person:
        return self.person_on(self.side_of(person).other)

    def has(self, person: Person) -> bool:
        return person.pk in (self.mentor_id, self.mentee_id)


class Invitation(models.Model):
    """A link with which one person asks another to be a pair; accepted once, by one other.

    `pair` is the one that it made; on an open one, the pair whose open side it gives away
    (`takeout/sides.py`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    side = models.CharField(max_length=8, choices=Side)  # the inviter's own
    partner_name = models.CharField(max_length=80)
    partner_email = models.EmailField(max_length=254, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    pair = models.OneToOneField(Pair, null=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.by} invites {self.partner_name}"
