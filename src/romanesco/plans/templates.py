"""Templates of one's own: a person's, which only they see, and a pair's, which both change."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from romanesco.base.errors import NotFound, Refused
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import require_not_closed
from romanesco.people.models import Person
from romanesco.plans import template_file
from romanesco.plans.models import Plan
from romanesco.plans.queries import plan_for
from romanesco.plans.shipped import PURPOSES
from romanesco.plans.structure import beginning_changes, questions_of
from romanesco.plans.template import Question, asked_in, kept, named, unlike
from romanesco.plans.template_models import Template

MOST = 50
type Owner = Person | Pair


class TooManyTemplates(Refused):
    code = "too_many_templates"
    message = "There are fifty templates here. Delete one first."


class ChangedMeanwhile(Refused):
    code = "template_changed_meanwhile"
    message = (
        "Your partner has changed this template since you opened it. Your words stand here; keep "
        "them to have it your way."
    )


class NotOfAPair(Refused):
    code = "not_of_a_pair"
    message = "Only a template of the two of you can be what your plans begin with."


def templates_of(owner: Owner) -> QuerySet[Template]:
    """A person's own, or a pair's, by name."""
    return owner.templates.all()


def templates_for(person: Person, pair: Pair) -> list[Template]:
    """What this person may use for a plan of that pair: the pair's first, then their own."""
    rows = Template.objects.filter(Q(person=person) | Q(pair=pair))
    return sorted(rows, key=lambda one: (one.pair_id is None, one.name.casefold()))


def template_for(person: Person, template_id: UUID) -> Template:
    """That template, if it is this person's or of a pair that they are one of. Raises NotFound."""
    mine = Q(person=person) | Q(pair__mentor=person) | Q(pair__mentee=person)
    rows = Template.objects.select_related("pair__mentor", "pair__mentee")
    found = rows.filter(mine, id=template_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def keep(
    name: str, questions: Iterable[Question], *, of: Owner, by: Person, at: datetime
) -> Template:
    """Keep questions as a template of a person or a pair. One of a name that is there already is
    numbered.

    Raises NotFound, PairIsOver, TooManyTemplates, and what `named` and `kept` raise.
    """
    _require_mine(of, by)
    names = list(templates_of(of).values_list("name", flat=True))
    if len(names) >= MOST:
        raise TooManyTemplates
    return Template.objects.create(
        person=of if isinstance(of, Person) else None,
        pair=of if isinstance(of, Pair) else None,
        name=unlike(named(name), names),
        items=_packed(kept(questions)),
        made_by=by,
        made_at=at,
        changed_at=at,
    )


def keep_structure(plan: Plan, name: str, *, of: Owner, by: Person, at: datetime) -> Template:
    """Keep a plan's questions, as they are worded there, and not a word of what stands beneath
    them. Raises NotFound where the plan is not theirs to see, and what `keep` raises."""
    found = plan_for(by, plan.id)
    if isinstance(of, Pair) and of.pk != found.session.pair_id:
        raise NotFound
    return keep(name, questions_of(found), of=of, by=by, at=at)


def read_in(content: bytes, *, of: Owner, by: Person, at: datetime) -> Template:
    """Keep what a file says. Raises FileNotRead with line and reason, and what `keep` raises."""
    told = template_file.read(content, PURPOSES)
    return keep(told.name, told.questions, of=of, by=by, at=at)


def as_file(template: Template) -> str:
    """A template as a file's text."""
    return template_file.written(template.name, asked(template))


def asked(template: Template) -> list[Question]:
    """A template's questions."""
    return asked_in(template.items)


@transaction.atomic
def change(
    template: Template,
    name: str,
    questions: Sequence[Question],
    *,
    by: Person,
    at: datetime,
    seen_at: datetime | None = None,
) -> Template:
    """Give a template another name and other questions. Raises ChangedMeanwhile where it is not
    any longer as it was when it was seen, and what `keep` raises."""
    fresh = _writable(template, by)
    if seen_at is not None and seen_at != fresh.changed_at:
        raise ChangedMeanwhile
    words, items = named(name), _packed(kept(questions))
    with _followed(fresh, at):
        fresh.name, fresh.items, fresh.changed_at = words, items, at
        fresh.save(update_fields=["name", "items", "changed_at"])
    return fresh


@transaction.atomic
def delete(template: Template, *, by: Person, at: datetime) -> None:
    """Delete a template. Plans that were made of it and begun stay as they are. Raises NotFound or
    PairIsOver."""
    fresh = _writable(template, by)
    with _followed(fresh, at):
        fresh.delete()


@transaction.atomic
def begin_plans_with(template: Template, *, is_chosen: bool, by: Person, at: datetime) -> Template:
    """Let the pair's plans begin with this one, or with the five questions again. Plans ahead that
    nobody has begun follow. Raises NotFound, PairIsOver or NotOfAPair."""
    fresh = _writable(template, by)
    if fresh.pair is None:
        raise NotOfAPair
    with beginning_changes(fresh.pair, at=at):
        Template.objects.filter(pair=fresh.pair).exclude(id=fresh.id).update(begins_plans=False)
        fresh.begins_plans = is_chosen
        fresh.save(update_fields=["begins_plans"])
    return fresh


def _followed(template: Template, at: datetime) -> AbstractContextManager[None]:
    pair = template.pair
    if pair is None or not template.begins_plans:
        return nullcontext()
    return beginning_changes(pair, at=at)


def _writable(template: Template, by: Person) -> Template:
    """The template, locked for a change by this person."""
    found = template_for(by, template.id)
    if found.pair is not None:  # the pair first, as everything that changes its plans
        Pair.objects.select_for_update().get(id=found.pair.pk)
    Template.objects.select_for_update().get(id=template.id)
    fresh = template_for(by, template.id)
    _require_mine(fresh.pair or by, by)
    return fresh


def _require_mine(owner: Owner, by: Person) -> None:
    if isinstance(owner, Person):
        if owner.pk != by.pk:
            raise NotFound
        return
    owner.side_of(by)
    require_not_closed(owner)


def _packed(questions: Iterable[Question]) -> list[dict[str, str]]:
    return [{"purpose": one.purpose, "prompt": one.prompt} for one in questions]
