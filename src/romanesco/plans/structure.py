"""Giving a plan another structure, and what a new one begins with. Nothing that is written goes."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q

from romanesco.agreements.queries import rules_of
from romanesco.base import bus
from romanesco.base.errors import NotFound
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import document
from romanesco.plans.access import writable
from romanesco.plans.models import AgendaItem, ItemKind, Plan
from romanesco.plans.operations import MOST_ITEMS, TooManyItems
from romanesco.plans.queries import plans_with_pair
from romanesco.plans.shipped import NAMES, REGULAR, RHYTHMS, in_rhythm, prompts, shipped
from romanesco.plans.template import Question, Standing, Structure, asked_in, change, is_own
from romanesco.plans.template_models import Template
from romanesco.ydocs import store


def own_structure(template: Template, cadence: str) -> Structure:
    """A kept template as what a plan is made of."""
    asked = in_rhythm(asked_in(template.items), cadence)
    return Structure(str(template.id), template.name, "", asked)


def beginning_of(pair: Pair, cadence: str) -> Structure:
    """What a new plan of this pair is made of: their own choice, or the five questions."""
    own = Template.objects.filter(pair=pair, begins_plans=True).first()
    return own_structure(own, cadence) if own else shipped(cadence)[0]


def structure_for(person: Person, pair: Pair, key: str, cadence: str) -> Structure:
    """One that this person may use for a plan of that pair. Raises NotFound."""
    for one in shipped(cadence):
        if one.key == key:
            return one
    template_id = _id(key)
    own = Template.objects.filter(id=template_id).first() if template_id else None
    if own is None or (own.person_id != person.pk and own.pair_id != pair.pk):
        raise NotFound
    return own_structure(own, cadence)


@transaction.atomic
def take(
    plan: Plan, key: str, *, by: Person, at: datetime, promised_under: Collection[UUID] = ()
) -> Structure:
    """Let a plan have that structure: questions that nobody wrote under give way to its own, and
    all that is written stays, as do topics. What stands in `promised_under` stays, too.

    Raises NotFound, PlanNotWritable or TooManyItems.
    """
    fresh = writable(plan, by)
    pair = fresh.session.pair
    structure = structure_for(by, pair, key, rules_of(pair).cadence)
    store.hold(fresh.document_id)
    _fill(fresh, structure, promised_under, at)
    fresh.template = structure.key
    fresh.save(update_fields=["template", "focus"])
    bus.announce(bus.PlanChanged(plan_id=fresh.id))
    return structure


def structure_name(plan: Plan, person: Person) -> str:
    """How the plan's structure is called, for this person; nothing where it is the regular one, or
    one that the partner keeps for themselves."""
    if plan.template in NAMES:
        return "" if plan.template == REGULAR else NAMES[plan.template]
    template_id = _id(plan.template)
    if template_id is None:
        return ""
    is_seen = Q(person=person) | Q(pair=plan.session.pair_id)
    names = Template.objects.filter(is_seen, id=template_id).values_list("name", flat=True)
    return names.first() or ""


def questions_of(plan: Plan) -> list[Question]:
    """The questions as they stand, to be kept as a template; topics are of one time only."""
    rows = plan.items.filter(kind=ItemKind.QUESTION, removed_at=None)
    return [Question(row.purpose, row.prompt) for row in rows]


@contextmanager
def beginning_changes(pair: Pair, *, at: datetime) -> Iterator[None]:
    """Around a change of what the pair's plans begin with, by who holds the pair's lock: those
    ahead under whose questions nobody wrote follow it."""
    cadence = rules_of(pair).cadence
    before = beginning_of(pair, cadence)
    yield
    after = beginning_of(pair, cadence)
    if before != after:
        ahead = plans_with_pair().filter(session__pair=pair, session__state="planned")
        for plan in ahead.select_for_update(of=("self", "session")).order_by("id"):
            _follow(plan, before, after, at)


def _follow(plan: Plan, before: Structure, after: Structure, at: datetime) -> None:
    store.hold(plan.document_id)
    written = _written(plan)
    rows = [row for row in plan.items.all() if row.kind == ItemKind.QUESTION]
    is_as_made = all(row.removed_at is row.skipped_at is row.discussed_at is None for row in rows)
    asked = tuple(row.prompt for row in rows)
    worded = {tuple(q.prompt for q in in_rhythm(before.questions, one)) for one in RHYTHMS}
    if not is_as_made or asked not in worded:
        return
    if any(row.id in written for row in rows):
        return
    plan.items.filter(kind=ItemKind.QUESTION).delete()
    end = int(plan.items.aggregate(last=Max("position"))["last"] or 0)
    topics = list(plan.items.all())
    new = questions(plan, after, at)
    for number, row in enumerate(topics, start=len(new) + 1 + end):
        row.position = number
    AgendaItem.objects.bulk_update(topics, ["position"])
    AgendaItem.objects.bulk_create(new)
    _plant(plan, new)
    plan.template = after.key
    plan.save(update_fields=["template"])
    bus.announce(bus.PlanChanged(plan_id=plan.id))


def word_to_rhythm(plan: Plan, cadence: str) -> None:
    """Let questions that nobody wrote under speak of the time between two sessions as it is now;
    those that somebody worded stay."""
    rows = list(plan.items.filter(kind=ItemKind.QUESTION, removed_at=None))
    worded = in_rhythm((Question(row.purpose, row.prompt) for row in rows), cadence)
    other = [(row, one) for row, one in zip(rows, worded, strict=True) if row.prompt != one.prompt]
    if not other:
        return
    store.hold(plan.document_id)
    written = _written(plan)
    anew = [(row, one) for row, one in other if row.id not in written]
    for row, one in anew:
        row.prompt = one.prompt
    AgendaItem.objects.bulk_update([row for row, _ in anew], ["prompt"])


def questions(plan: Plan, structure: Structure, at: datetime) -> list[AgendaItem]:
    """A structure's questions as items of a plan, not stored yet."""
    return [
        _question(plan, one, position, at)
        for position, one in enumerate(structure.questions, start=1)
    ]


def _fill(plan: Plan, structure: Structure, promised_under: Collection[UUID], at: datetime) -> None:
    written = _written(plan) | set(promised_under)
    rows = list(plan.items.all())
    asked = [row for row in rows if row.kind == ItemKind.QUESTION]
    standing = [_standing(row, written) for row in asked]
    known = _known(plan)
    told = change(standing, structure.questions, known)
    first: list[AgendaItem] = []
    new: list[AgendaItem] = []
    for question, place in zip(structure.questions, told.taken, strict=True):
        if place is None:
            new.append(_question(plan, question, 0, at))
            first.append(new[-1])
            continue
        row = asked[place]
        if not is_own(standing[place], known):
            row.prompt = question.prompt
        row.removed_at = row.skipped_at = None
        first.append(row)
    for place in told.leaves:
        asked[place].removed_at = at
        if plan.focus_id == asked[place].id:
            plan.focus = None
    _order(rows, first, new, is_in_use=plan.template == structure.key)
    _plant(plan, new)


def _order(
    rows: list[AgendaItem], first: list[AgendaItem], new: list[AgendaItem], *, is_in_use: bool
) -> None:
    """The structure's own questions first, then what else stood there, in its order. Where it is in
    use already all stays in its place, and what is new to it follows the question before it."""
    taken = {row.id for row in first}
    ordered = [*first, *(row for row in rows if row.id not in taken)]
    if is_in_use:
        ordered = list(rows)
        for before, row in zip([None, *first], first, strict=False):
            if row not in ordered:
                ordered.insert(ordered.index(before) + 1 if before else 0, row)
    if sum(row.removed_at is None for row in ordered) > MOST_ITEMS:
        raise TooManyItems
    for number, row in enumerate(ordered, start=1):
        row.position = number
    AgendaItem.objects.bulk_update(rows, ["position", "prompt", "removed_at", "skipped_at"])
    AgendaItem.objects.bulk_create(new)


def _known(plan: Plan) -> set[str]:
    """Wordings that nobody made up for this plan: of what ships, and of what it was made from."""
    known = set(prompts())
    template_id = _id(plan.template)
    own = Template.objects.filter(id=template_id).first() if template_id else None
    if own is not None:
        known |= {one.prompt for one in asked_in(own.items)}
    return known


def _standing(row: AgendaItem, written: Collection[UUID]) -> Standing:
    is_written = row.id in written or row.discussed_at is not None or row.goal_id is not None
    return Standing(row.purpose, row.prompt, is_written, row.removed_at is not None)


def _written(plan: Plan) -> set[UUID]:
    """The items beneath which something stands."""
    bodies = document.bodies(store.load(plan.document_id))
    return {UUID(key) for key, body in bodies.items() if not document.is_empty([body])}


def _plant(plan: Plan, new: Iterable[AgendaItem]) -> None:
    state = store.load(plan.document_id)
    store.append(plan.document_id, [document.add_item(state, row.id) for row in new])


def _question(plan: Plan, question: Question, position: int, at: datetime) -> AgendaItem:
    return AgendaItem(
        plan=plan,
        kind=ItemKind.QUESTION,
        purpose=question.purpose,
        prompt=question.prompt,
        position=position,
        added_at=at,
        first_raised_at=at,
    )


def _id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


__all__ = [
    "REGULAR",
    "beginning_changes",
    "beginning_of",
    "own_structure",
    "questions",
    "questions_of",
    "structure_for",
    "structure_name",
    "take",
    "word_to_rhythm",
]
