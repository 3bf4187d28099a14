"""A plan's Markdown that was edited elsewhere, brought back: merged, never written over."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from romanesco.base.errors import Refused
from romanesco.people.models import Person
from romanesco.plans import document, operations
from romanesco.plans.access import writable
from romanesco.plans.body import Body, BodyRefused
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import AgendaItem, Plan
from romanesco.takeout.merging import merge
from romanesco.takeout.plan_marks import Marked, Piece, body_of, pieces, prompt_digest
from romanesco.takeout.plan_reading import NotBroughtBack, Section, read_plan
from romanesco.ydocs import store


@dataclass
class Returned:
    """What became of it: the prompts of the items that are concerned."""

    changed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    both: list[str] = field(default_factory=list)  # changed here too: both stand there now
    left_off: list[str] = field(default_factory=list)  # taken off here, and not changed there


@transaction.atomic
def bring_back(plan: Plan, markdown: str, *, by: Person, at: datetime) -> Returned:
    """Merge a plan's Markdown into it, as far as it was changed there.

    Raises NotFound, PlanNotWritable or NotBroughtBack, and then nothing has changed.
    """
    found = read_plan(markdown)
    if found.plan_id != plan.pk:
        raise NotBroughtBack("This is the Markdown of another plan.", line=3)
    fresh = writable(plan, by)
    store.hold(fresh.document_id)
    bodies = document.bodies(store.load(fresh.document_id))
    returning = _Returning(fresh, bodies, found.marks, by=by, at=at)
    for section in found.sections:
        try:
            returning.take(section)
        except (BodyRefused, Refused) as refusal:
            raise NotBroughtBack(refusal.message, line=section.line) from None
    return returning.returned


class _Returning:
    def __init__(
        self,
        plan: Plan,
        bodies: dict[str, Body],
        marks: dict[UUID, Marked],
        by: Person,
        at: datetime,
    ) -> None:
        self.plan, self.bodies, self.marks = plan, bodies, marks
        self.who: dict[str, Any] = {"by": by, "at": at}
        self.items = {item.pk: item for item in plan.items.filter(removed_at=None)}
        self.seen: set[UUID] = set()
        self.returned = Returned()

    def take(self, section: Section) -> None:
        body = markdown_to_body(section.text)
        item = self.items.get(section.item_id) if section.item_id else None
        if item is None or item.pk in self.seen:
            self._add(section, body)
            return
        self.seen.add(item.pk)
        self._reword(item, section)
        self._merge(item, body)

    def _reword(self, item: AgendaItem, section: Section) -> None:
        """Only where nobody worded it anew here."""
        mark = self.marks.get(item.pk)
        now, then = prompt_digest(section.prompt), mark.prompt if mark else ""
        if now not in (then, prompt_digest(item.prompt)) and then == prompt_digest(item.prompt):
            operations.reword(item, section.prompt, **self.who)
            self.returned.changed.append(section.prompt)

    def _merge(self, item: AgendaItem, body: Body) -> None:
        mark = self.marks.get(item.pk)
        here = pieces(self.bodies.get(str(item.pk), []))
        there = _shown(body)
        merged = merge(mark.pieces if mark else (), _shown_of(here), there)
        if merged.pieces == _shown_of(here):
            return
        operations.replace_body(item, body_of(merged.pieces), **self.who)
        if item.prompt not in self.returned.changed:
            self.returned.changed.append(item.prompt)
        if merged.keeps_both:
            self.returned.both.append(item.prompt)

    def _add(self, section: Section, body: Body) -> None:
        """A topic that is new there; or one that was taken off here, if it was changed there."""
        mark = self.marks.get(section.item_id) if section.item_id else None
        now = tuple(piece.digest for piece in _shown(body))
        if mark is not None and mark == Marked(prompt_digest(section.prompt), now):
            self.returned.left_off.append(section.prompt)
        elif not self._has(section.prompt, now):
            operations.add_topic(self.plan, section.prompt, body=body, **self.who)
            self.returned.added.append(section.prompt)

    def _has(self, prompt: str, now: tuple[str, ...]) -> bool:
        """Whether it was brought back before."""
        return any(
            prompt_digest(item.prompt) == prompt_digest(prompt)
            and now == tuple(one.digest for one in _shown(self.bodies.get(str(item.pk), [])))
            for item in self.items.values()
        )


def _shown(body: Body) -> list[Piece]:
    return _shown_of(pieces(body))


def _shown_of(found: list[Piece]) -> list[Piece]:
    """Without what Markdown does not show: hollow paragraphs."""
    return [piece for piece in found if piece.digest]
