"""Many pairs with the past of one: the rows of a pair that was told, written again in bulk.

A thousand pairs told one by one would take half an hour. Nothing is invented here: each copy is
the told pair, with people, ids and documents of its own.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from romanesco.actions.models import ActionItem
from romanesco.agreements.models import Agreement, Signature
from romanesco.goals.models import Goal
from romanesco.management.demo import people
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import document
from romanesco.plans.models import (
    AgendaItem,
    Challenge,
    CheckIn,
    Hope,
    Plan,
    PrivateNote,
    TopOfMind,
)
from romanesco.plans.version_models import PlanVersion
from romanesco.plans.versions_packed import with_other_ids
from romanesco.search.marking import mark_all
from romanesco.sessions.models import MentoringSession
from romanesco.ydocs import store
from romanesco.ydocs.models import YDocument

# A row comes after those that it points to; an item of a plan after the item it goes on from.
KINDS: tuple[tuple[Any, str], ...] = (
    (Agreement, "pair"),
    (Signature, "agreement__pair"),
    (Goal, "pair"),
    (MentoringSession, "pair"),
    (Plan, "session__pair"),
    (AgendaItem, "plan__session__pair"),
    (TopOfMind, "plan__session__pair"),
    (PrivateNote, "plan__session__pair"),
    (PlanVersion, "plan__session__pair"),
    (CheckIn, "plan__session__pair"),
    (Hope, "pair"),
    (Challenge, "pair"),
    (ActionItem, "pair"),
)


class Original:
    """A pair that was told, with all that belongs to it, read once."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.rows = [(kind, list(_rows(kind, path, pair))) for kind, path in KINDS]
        plans = Plan.objects.filter(session__pair=pair)
        self.bodies = {
            plan.document_id: document.bodies(store.load(plan.document_id)) for plan in plans
        }

    def copies(self, count: int, *, at: datetime) -> list[Pair]:
        """So many more pairs, stored."""
        made = [_Copy(self, at) for _ in range(count)]
        Person.objects.bulk_create(person for one in made for person in one.people)
        Pair.objects.bulk_create(one.pair for one in made)
        YDocument.objects.bulk_create(each for one in made for each in one.documents())
        for number, (kind, _) in enumerate(self.rows):
            rows = [row for one in made for row in one.rows(number)]
            kind.objects.bulk_create(rows, batch_size=2000)
        for one in made:
            mark_all(one.pair.id)
        return [one.pair for one in made]


class _Copy:
    """One pair in the making: which new id stands for which old one."""

    def __init__(self, original: Original, at: datetime) -> None:
        self.original = original
        old = original.pair
        mentor = people.unsaved(people.ROSA, at=old.mentor.joined_at)
        mentee = people.unsaved(people.THEO, at=old.mentee.joined_at)
        self.people = (mentor, mentee)
        self.ids: dict[uuid.UUID, uuid.UUID] = {
            old.mentor.id: mentor.id,
            old.mentee.id: mentee.id,
        }
        self.pair = self._again(old)
        self.pair.mentor, self.pair.mentee = mentor, mentee

    def documents(self) -> Iterable[YDocument]:
        for old_id, bodies in self.original.bodies.items():
            texts = {self._new(uuid.UUID(item)): body for item, body in bodies.items()}
            yield YDocument(id=self._new(old_id), checkpoint=document.fresh(texts))

    def rows(self, number: int) -> list[Any]:
        return [self._again(row) for row in self.original.rows[number][1]]

    def _again[Row: Model](self, row: Row) -> Row:
        values = {
            field.attname: self._value(getattr(row, field.attname))
            for field in row._meta.concrete_fields
            if not (field.primary_key and not isinstance(row.pk, uuid.UUID))
        }
        return type(row)(**values)

    def _value(self, value: object) -> object:
        if isinstance(value, bytes | memoryview):  # a version's content: nothing else has any
            return with_other_ids(bytes(value), self._new)
        return self._new(value) if isinstance(value, uuid.UUID) else value

    def _new(self, old: uuid.UUID) -> uuid.UUID:
        return self.ids.setdefault(old, uuid.uuid4())


def _rows(kind: Any, path: str, pair: Pair) -> Iterable[Model]:
    rows: QuerySet[Model] = kind.objects.filter(**{path: pair})
    return rows.order_by("first_raised_at", "times_raised") if kind is AgendaItem else rows
