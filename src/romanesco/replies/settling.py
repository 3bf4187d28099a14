"""What one does with a letter that found no place. What it said goes where it is put, or goes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from romanesco.base.errors import NotFound, Refused
from romanesco.people.models import Person
from romanesco.plans import document, operations
from romanesco.plans.models import AgendaItem
from romanesco.plans.queries import note_for
from romanesco.replies.models import KeptReply
from romanesco.replies.placing import add_below
from romanesco.replies.queries import open_items, plan_open_for, plan_with_notes_for
from romanesco.replies.topics import one_topic
from romanesco.replies.wording import body_of
from romanesco.ydocs import store


class AlreadySettled(Refused):
    code = "already_settled"
    message = "This letter has found its place already."


class NoPlanTakesIt(Refused):
    code = "no_plan_takes_it"
    message = "No plan that you may write in is ahead. Copy the words, or put them into your notes."


@transaction.atomic
def add_as_topic(kept: KeptReply, *, by: Person, at: datetime) -> AgendaItem:
    """Make it a topic of the plan: its first line names it. Raises NotFound, AlreadySettled,
    NoPlanTakesIt, and what `operations.add_topic` raises."""
    fresh = _open(kept, by)
    plan = plan_open_for(fresh)
    if plan is None:
        raise NoPlanTakesIt
    topic = one_topic(fresh.text)
    item = operations.add_topic(plan, topic.prompt, by=by, at=at, body=body_of(topic.text))
    _settle(fresh, at)
    return item


@transaction.atomic
def put_under(kept: KeptReply, item_id: UUID, *, by: Person, at: datetime) -> AgendaItem:
    """Add it below what stands under a question or topic of the plan. Raises NotFound,
    AlreadySettled, NoPlanTakesIt, and what `operations.replace_body` raises."""
    fresh = _open(kept, by)
    plan = plan_open_for(fresh)
    if plan is None:
        raise NoPlanTakesIt
    item = open_items(plan).filter(id=item_id).first()
    if item is None:
        raise NotFound
    present = document.bodies(store.load(plan.document_id)).get(str(item.id), [])
    add_below(item, present, fresh.text, by=by, at=at)
    _settle(fresh, at)
    return item


@transaction.atomic
def put_into_notes(kept: KeptReply, *, by: Person, at: datetime) -> None:
    """Add it to one's private notes. Raises NotFound, AlreadySettled, NoPlanTakesIt or
    NoteTooLong."""
    fresh = _open(kept, by)
    plan = plan_with_notes_for(fresh)
    if plan is None:
        raise NoPlanTakesIt
    words = f"{note_for(plan, by)}\n\n{fresh.text}".strip()
    operations.write_note(plan, words, by=by, at=at)
    _settle(fresh, at)


@transaction.atomic
def let_go(kept: KeptReply, *, by: Person, at: datetime) -> None:
    """Wipe its words. Raises NotFound or AlreadySettled."""
    _settle(_open(kept, by), at)


def _open(kept: KeptReply, by: Person) -> KeptReply:
    KeptReply.objects.select_for_update().filter(id=kept.id).first()
    fresh = KeptReply.objects.filter(id=kept.id, person=by).first()
    if fresh is None:
        raise NotFound
    if fresh.settled_at is not None:
        raise AlreadySettled
    return fresh


def _settle(kept: KeptReply, at: datetime) -> None:
    kept.settled_at, kept.text, kept.subject = at, "", ""
    kept.save(update_fields=["settled_at", "text", "subject"])
