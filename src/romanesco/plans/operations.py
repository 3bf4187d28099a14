"""What one does with the agenda: add, reword, order, skip, remove, discuss, write."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from romanesco.base import bus
from romanesco.base.errors import NotFound, Refused
from romanesco.people.models import Person
from romanesco.plans import document
from romanesco.plans.access import writable
from romanesco.plans.body import MAX_CHARACTERS, Body, characters
from romanesco.plans.document_schema import LIMITS
from romanesco.plans.models import AgendaItem, ItemKind, Plan
from romanesco.plans.notes import write_line, write_note
from romanesco.plans.opening import mark_opened
from romanesco.plans.sharing import share, share_due, withdraw_sharing
from romanesco.ydocs import store

MOST_ITEMS = 60
LONGEST_PROMPT = 300


class PromptMissing(Refused):
    code = "prompt_missing"
    message = "Give the topic a few words, so that you both know what it is."
    field = "prompt"


class PromptTooLong(Refused):
    code = "prompt_too_long"
    message = "Up to 300 characters, please. The rest fits beneath it."
    field = "prompt"


class TooManyItems(Refused):
    code = "too_many_items"
    message = "This plan has sixty items. Remove one first, or keep some for another session."


class ItemTooLong(Refused):
    code = "item_too_long"
    message = "One item holds up to 50,000 characters. Please shorten it."
    field = "body"


class PlanTooLarge(Refused):
    code = "plan_too_large"
    message = "This plan holds as much as it can. Move something elsewhere first."
    field = "body"


@transaction.atomic
def add_topic(
    plan: Plan, prompt: str, *, by: Person, at: datetime, body: Body | None = None
) -> AgendaItem:
    """Add a topic at the end. Raises NotFound, PlanNotWritable, PromptMissing, PromptTooLong,
    TooManyItems or ItemTooLong."""
    fresh = writable(plan, by)
    words = _prompt(prompt)
    _require_place(fresh)
    item = AgendaItem.objects.create(
        plan=fresh,
        kind=ItemKind.TOPIC,
        prompt=words,
        position=_end(fresh),
        author=by,
        added_at=at,
        first_raised_at=at,
    )
    _write(fresh, item, body or [], is_new=True)
    _announce(fresh)
    return item


@transaction.atomic
def replace_body(item: AgendaItem, body: Body, *, by: Person, at: datetime) -> None:
    """Replace an item's text, also in the browsers that have it open. Raises NotFound,
    PlanNotWritable, ItemTooLong or PlanTooLarge."""
    fresh, item = _writable_item(item, by)
    _write(fresh, item, body, is_new=False)


@transaction.atomic
def reword(item: AgendaItem, prompt: str, *, by: Person, at: datetime) -> None:
    """Word a question or topic anew. Raises what `add_topic` raises."""
    fresh, item = _writable_item(item, by)
    item.prompt = _prompt(prompt)
    item.save(update_fields=["prompt"])
    _announce(fresh)


@transaction.atomic
def place(item: AgendaItem, position: int, *, by: Person, at: datetime) -> None:
    """Put an item at a place in the order, counted from 1; the others make room."""
    fresh, item = _writable_item(item, by)
    others = [i for i in fresh.items.filter(removed_at=None) if i.id != item.id]
    others.insert(max(position, 1) - 1, item)
    for number, one in enumerate(others, start=1):
        one.position = number
    AgendaItem.objects.bulk_update(others, ["position"])
    _announce(fresh)


def skip(item: AgendaItem, *, is_skipped: bool, by: Person, at: datetime) -> None:
    """Leave an item out this time, or take it up again."""
    _mark(item, "skipped_at", at if is_skipped else None, by)


def remove(item: AgendaItem, *, by: Person, at: datetime) -> None:
    """Take an item off the plan; `restore` undoes it."""
    _mark(item, "removed_at", at, by)


@transaction.atomic
def restore(item: AgendaItem, *, by: Person, at: datetime) -> None:
    """Put a removed item back where it was. Raises TooManyItems."""
    _require_place(writable(item.plan, by))
    _mark(item, "removed_at", None, by)


def discuss(item: AgendaItem, *, is_discussed: bool, by: Person, at: datetime) -> None:
    """Tick an item as discussed, or keep it for next time."""
    _mark(item, "discussed_at", at if is_discussed else None, by)


@transaction.atomic
def focus(item: AgendaItem, *, is_focus: bool, by: Person, at: datetime) -> None:
    """Bring an item into focus for both, or let it go again."""
    fresh, item = _writable_item(item, by)
    if is_focus:
        fresh.focus = item
    elif fresh.focus_id == item.id:
        fresh.focus = None
    fresh.save(update_fields=["focus"])
    _announce(fresh)


@transaction.atomic
def _mark(item: AgendaItem, field: str, value: datetime | None, by: Person) -> None:
    fresh, item = _writable_item(item, by)
    setattr(item, field, value)
    item.save(update_fields=[field])
    if value is not None and fresh.focus_id == item.id:
        Plan.objects.filter(id=fresh.id).update(focus=None)
    _announce(fresh)


def _writable_item(item: AgendaItem, by: Person) -> tuple[Plan, AgendaItem]:
    fresh = writable(item.plan, by)
    again = fresh.items.filter(id=item.id).first()
    if again is None:
        raise NotFound
    return fresh, again


def _write(plan: Plan, item: AgendaItem, body: Body, *, is_new: bool) -> None:
    if characters(body) > MAX_CHARACTERS:
        raise ItemTooLong
    state = store.load(plan.document_id)
    write = document.add_item if is_new else document.replace_body
    update = write(state, str(item.id), body)
    if len(state) + len(update) > LIMITS["document_bytes"]:
        raise PlanTooLarge
    store.append(plan.document_id, [update])


def _require_place(plan: Plan) -> None:
    if plan.items.filter(removed_at=None).count() >= MOST_ITEMS:
        raise TooManyItems


def _prompt(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise PromptMissing
    if len(words) > LONGEST_PROMPT:
        raise PromptTooLong
    return words


def _end(plan: Plan) -> int:
    return int(plan.items.aggregate(last=Max("position"))["last"] or 0) + 1


def _announce(plan: Plan) -> None:
    bus.announce(bus.PlanChanged(plan_id=plan.id))


__all__ = [
    "add_topic",
    "discuss",
    "focus",
    "mark_opened",
    "place",
    "remove",
    "replace_body",
    "restore",
    "reword",
    "share",
    "share_due",
    "skip",
    "withdraw_sharing",
    "write_line",
    "write_note",
]
