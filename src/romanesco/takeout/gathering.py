"""What one person may see, as records: their own words, and what the two share.

The partner's drafts, notes and lines that are not revealed are not among them. The same data
gives the same records in the same order.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Prefetch, QuerySet

from romanesco.base import clock
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pairs_of
from romanesco.people.models import Person
from romanesco.plans import document, versions_packed
from romanesco.plans.body import Body, empty
from romanesco.plans.models import AgendaItem, CheckIn, Plan, PrivateNote, TopOfMind
from romanesco.plans.opening import mark_all_opened
from romanesco.plans.queries import is_revealed, may_see, plans_with_pair
from romanesco.takeout import kinds
from romanesco.takeout.kinds import FORMAT, VERSION, Kind
from romanesco.takeout.values import plain
from romanesco.ydocs import store

type Record = dict[str, Any]

AT_ONCE = 25  # plans that are in memory together


def records(person: Person, pairs: Iterable[Pair] | None = None) -> Iterator[Record]:
    """All that this person may see, or what is between the two of these pairs. To take out what
    was shared is to open it."""
    yield {"kind": "takeout", "format": FORMAT, "version": VERSION}
    yield from _of_you(person)
    mine = pairs_of(person).order_by("begun_at", "id") if pairs is None else pairs
    for pair in mine:
        mark_all_opened(pair, by=person, at=clock.now())
        yield from of_pair(pair, person)


def of_pair(pair: Pair, person: Person) -> Iterator[Record]:
    """What this one of the two may see of their pair."""
    told = _Told(pair, person)
    yield told.pair()
    yield from told.rows(kinds.AGREEMENT, pair.agreements.order_by("number"), "signatures")
    yield from told.rows(kinds.GOAL, pair.goals.order_by("position", "made_at", "id"))
    yield from told.rows(kinds.TEMPLATE, pair.templates.order_by("made_at", "id"))
    yield from told.rows(kinds.RHYTHM, pair.rhythms.order_by("begun_at", "id"), "left_out")
    yield from told.rows(kinds.SESSION, pair.sessions.order_by("number", "id"), "attendances")
    yield from told.plans()
    yield from told.beside()
    yield from told.rows(kinds.ACTION, pair.actions.order_by("made_at", "id"))


def in_json(value: Any) -> Any:
    """A value of a record as JSON has it, whether it was read or gathered."""
    if isinstance(value, dict):
        return {name: in_json(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [in_json(each) for each in value]
    return plain(versions_packed.plain(value)) if isinstance(value, bytes) else plain(value)


def _of_you(person: Person) -> Iterator[Record]:
    letters_off = sorted(person.silenced.values_list("kind", flat=True))
    yield {"kind": "you", **_columns(kinds.YOU, person), "letters_off": letters_off}
    for away in person.times_away.order_by("from_on", "until_on", "noted_at"):
        yield {"kind": "time_away", **_columns(kinds.TIME_AWAY, away)}
    for template in person.templates.order_by("made_at", "id"):
        yield {"kind": "own_template", **_columns(kinds.OWN_TEMPLATE, template)}


def _columns(kind: Kind, row: models.Model) -> Record:
    return {each.name: plain(getattr(row, each.attname)) for each in kind.columns}


class _Told:
    """One pair as one of the two may see it."""

    def __init__(self, pair: Pair, person: Person) -> None:
        self.of, self.person = pair, person
        self.sides = {pair.mentor_id: "mentor", pair.mentee_id: "mentee"}
        plans = plans_with_pair().filter(session__pair=pair).order_by("session__number", "id")
        self.plan_ids: list[UUID] = []
        self.unseen_ids: list[UUID] = []
        for plan in plans:
            (self.plan_ids if may_see(plan, person) else self.unseen_ids).append(plan.pk)
        self.item_ids = set(
            AgendaItem.objects.filter(
                plan__session__pair=pair, plan__in=self._seen(), removed_at=None
            ).values_list("id", flat=True)
        )

    def _seen(self) -> QuerySet[Plan]:
        """The plans that this person may see, asked by the rule of sharing."""
        side = self.of.side_of(self.person).value
        is_mine = models.Q(prepared_by__in=[side, "both"])
        return Plan.objects.filter(is_mine | models.Q(shared_at__isnull=False))

    def pair(self) -> Record:
        partner = self.of.partner_of(self.person)
        return {
            "kind": "pair",
            **self.columns(kinds.PAIR, self.of),
            "you": self.of.side_of(self.person).value,
            "partner": _columns(kinds.PARTNER, partner),
        }

    def columns(self, kind: Kind, row: models.Model) -> Record:
        """A row's columns; who did something is a side, and what this person may not see is
        not pointed to."""
        told = {}
        for each in kind.columns:
            value = getattr(row, each.attname)
            if kind.is_side(each):
                value = self.sides.get(value)
            elif (each.related_model is AgendaItem or each.name == "item") and (
                value not in self.item_ids
            ):
                value = None
            told[each.name] = plain(value)
        return told

    def rows(self, kind: Kind, found: QuerySet[Any], part: str = "") -> Iterator[Record]:
        for row in found.prefetch_related(part).iterator(500) if part else found.iterator(500):
            told = {"kind": kind.name, **self.columns(kind, row)}
            if part:
                told[part] = self.parts(kind.parts[part], getattr(row, part).all())
            yield told

    def parts(self, kind: Kind, rows: Iterable[models.Model]) -> list[Record]:
        """Rows that have no id of their own stand in the order of what they say."""
        told = [self.columns(kind, row) for row in rows]
        return sorted(told, key=repr)

    def plans(self) -> Iterator[Record]:
        for start in range(0, len(self.plan_ids), AT_ONCE):
            ids = self.plan_ids[start : start + AT_ONCE]
            found = {plan.pk: plan for plan in self._with_all(ids)}
            notes = self._notes(ids)
            for plan_id in ids:
                yield self._plan(found[plan_id], notes.get(plan_id, []))

    def beside(self) -> Iterator[Record]:
        """One's own words beside plans that the partner has not shared."""
        unseen = plans_with_pair().filter(id__in=self.unseen_ids)
        me, notes = self.person, self._notes(self.unseen_ids)
        for plan in unseen.order_by("session__number", "id"):
            lines = TopOfMind.objects.filter(plan=plan, person=me).exclude(text="")
            told = {
                "top_of_mind": self.parts(kinds.LINE, lines),
                "check_ins": self.parts(
                    kinds.CHECK_IN, CheckIn.objects.filter(plan=plan, person=me)
                ),
                "notes": self.parts(kinds.NOTE, notes.get(plan.pk, [])),
            }
            if any(told.values()):
                yield {"kind": "beside", "session": plain(plan.session_id), **told}

    def _with_all(self, ids: list[UUID]) -> QuerySet[Plan]:
        items = AgendaItem.objects.filter(removed_at=None).order_by("position", "added_at", "id")
        lines = TopOfMind.objects.exclude(text="")
        return (
            plans_with_pair()
            .filter(id__in=ids)
            .prefetch_related(
                Prefetch("items", items, "seen_items"),
                Prefetch("top_of_mind", lines, "lines"),
                Prefetch("check_ins", CheckIn.objects.all(), "seen_check_ins"),
                "hopes",
                "challenges",
                "versions",
            )
        )

    def _notes(self, ids: list[UUID]) -> dict[UUID, list[PrivateNote]]:
        """One's own; nothing here asks for the partner's."""
        mine = PrivateNote.objects.filter(plan__in=ids, author=self.person).exclude(text="")
        return {note.plan_id: [note] for note in mine}

    def _plan(self, plan: Any, notes: list[PrivateNote]) -> Record:
        bodies = document.bodies(store.load(plan.document_id))
        may_read = {self.person.pk} | (set(self.sides) if is_revealed(plan) else set())
        return {
            "kind": "plan",
            **self.columns(kinds.PLAN, plan),
            "items": [self._item(item, bodies) for item in plan.seen_items],
            "top_of_mind": self.parts(
                kinds.LINE, [one for one in plan.lines if one.person_id in may_read]
            ),
            "check_ins": self.parts(
                kinds.CHECK_IN, [one for one in plan.seen_check_ins if one.person_id in may_read]
            ),
            "notes": self.parts(kinds.NOTE, notes),
            "hopes": [self.columns(kinds.HOPE, one) for one in plan.hopes.all()],
            "challenges": [self.columns(kinds.CHALLENGE, one) for one in plan.challenges.all()],
            "versions": [
                {
                    **self.columns(kinds.PLAN_VERSION, one),
                    "content": versions_packed.plain(bytes(one.content)),
                }
                for one in plan.versions.all()
            ],
        }

    def _item(self, item: AgendaItem, bodies: dict[str, Body]) -> Record:
        return {**self.columns(kinds.ITEM, item), "body": bodies.get(str(item.id)) or empty()}
