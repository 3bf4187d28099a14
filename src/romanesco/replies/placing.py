"""Puts the words of an answer where they belong in the plan, or keeps them."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from romanesco.base.errors import NotFound, Refused
from romanesco.mail.echo import Echo
from romanesco.mail.outbox import echoes_of
from romanesco.mail.reply_address import reply_address
from romanesco.people.models import Person
from romanesco.plans import document, operations
from romanesco.plans.access import PlanNotWritable, writable
from romanesco.plans.body import Body, is_empty, plain_text
from romanesco.plans.models import AgendaItem, ItemKind, Plan
from romanesco.replies.anchors import Question, Questions
from romanesco.replies.confirming import Placed, confirm
from romanesco.replies.courtesies import is_introduction
from romanesco.replies.keeping import QUIET, TooManyKept, keep
from romanesco.replies.reading import Reading, own_words, read_reply
from romanesco.replies.topics import Topic, topics_in
from romanesco.replies.wording import body_of, without_what_stands
from romanesco.ydocs import store

MOST_TOPICS = 10


@dataclass(frozen=True)
class Reply:
    """What somebody answered about a plan; that it is theirs has been checked."""

    person: Person
    plan: Plan
    from_address: str
    subject: str
    text: str
    files: int = 0  # that came with it and are not kept


class TooManyTopics(Refused):
    code = "too_many_topics"
    message = "One answer adds up to ten topics."


def place(reply: Reply, *, at: datetime) -> str:
    """Put an answer into the plan, all of it or nothing. Nothing that stands there is replaced.

    Returns what became of it: placed (under questions or topics that were there), added (as new
    topics), nothing (it says nothing new), or kept_ and why. Raises TooManyKept.
    """
    try:
        with transaction.atomic():
            return _placed(reply, at)
    except TooManyKept:
        raise
    except (NotFound, PlanNotWritable):
        why = "not_open"
    except Refused as refusal:
        why = refusal.code
    words = own_words(_text(reply.text), _echo(reply.plan, reply.person), name=reply.person.name)
    _keep(reply, words, why, at)
    return f"kept_{why}"


def _placed(reply: Reply, at: datetime) -> str:
    plan, by = writable(reply.plan, reply.person), reply.person
    bodies = document.bodies(store.load(plan.document_id))
    items = {str(item.id): item for item in plan.items.all()}
    reading = read_reply(_text(reply.text), _asked(plan, by, items, bodies), name=by.name)
    changed = [
        items[answer.item].prompt
        for answer in reading.answers
        if add_below(items[answer.item], bodies.get(answer.item, []), answer.text, by=by, at=at)
    ]
    added = []
    for topic in _topics(plan, by, reading):
        standing = next((i for i in items.values() if _is_named(i, topic)), None)
        if standing is None:
            operations.add_topic(plan, topic.prompt, by=by, at=at, body=body_of(topic.text))
            added.append(topic.prompt)
        elif add_below(standing, bodies.get(str(standing.id), []), topic.text, by=by, at=at):
            changed.append(standing.prompt)
    left = reading.free if plan.is_prepared_by(by) else ""
    if _only_introduces(reading):
        _keep(reply, reading.free, QUIET, at)
        left = ""
    return _concluded(
        replace(reply, plan=plan), reading, Placed(changed, added, left, reply.files), at
    )


def _concluded(reply: Reply, reading: Reading, placed: Placed, at: datetime) -> str:
    """Keep what is left, open what was shared, and say so in a letter."""
    is_placed = bool(placed.answered or placed.added)
    if placed.left:
        _keep(reply, placed.left, "no_question", at)
    elif not reading.answers and not is_placed and not reading.is_sure:
        _keep(reply, _text(reply.text), "no_words", at)
        return "kept_no_words"
    if not is_placed:
        return "kept_no_question" if placed.left else "nothing"
    operations.mark_opened(reply.plan.id, by=reply.person, at=at)
    confirm(reply.person, reply.plan, placed)
    return "placed" if placed.answered else "added"


def _asked(
    plan: Plan, by: Person, items: dict[str, AgendaItem], bodies: dict[str, Body]
) -> Questions:
    """What the letter asked, as far as it is known, and what the plan holds now. The numbers of a
    plan count for whoever prepares it: nobody else's letter asks by number."""
    standing = [item for item in items.values() if item.removed_at is None]
    numbered = [str(i.id) for i in standing if i.kind == ItemKind.QUESTION]
    numbers = (
        {item: n for n, item in enumerate(numbered, start=1)} if plan.is_prepared_by(by) else {}
    )
    removed = [item for item in items.values() if item.removed_at is not None]
    asked = (
        Question(key, item.prompt, numbers.get(key, 0), plain_text(bodies.get(key, [])))
        for key, item in ((str(item.id), item) for item in [*standing, *removed])
    )
    return Questions(tuple(asked), _echo(plan, by))


def _echo(plan: Plan, person: Person) -> Echo:
    """How the letters sound that this person may be answering."""
    address = reply_address(person.pk, "plan", plan.id, until=plan.session.ends_at)
    return echoes_of(person.pk, address) if address else Echo()


def add_below(item: AgendaItem, present: Body, text: str, *, by: Person, at: datetime) -> bool:
    """Add words below what stands there, and take the item up again if it was left out. Returns
    whether they say anything new. Raises what `operations.replace_body` raises."""
    fresh = without_what_stands(text, present)
    if not fresh.strip():
        return False
    if item.removed_at is not None:
        operations.restore(item, by=by, at=at)
    if item.skipped_at is not None:
        operations.skip(item, is_skipped=False, by=by, at=at)
    before = [] if is_empty(present) else present
    operations.replace_body(item, [*before, *body_of(fresh)], by=by, at=at)
    return True


def _topics(plan: Plan, by: Person, reading: Reading) -> list[Topic]:
    """Free words of the partner are topics; whoever prepares answers questions, and is asked."""
    if not reading.free or plan.is_prepared_by(by) or _only_introduces(reading):
        return []
    topics = topics_in(reading.free)
    if len(topics) > MOST_TOPICS:
        raise TooManyTopics
    return topics


def _only_introduces(reading: Reading) -> bool:
    return bool(reading.answers) and is_introduction(reading.free)


def _is_named(item: AgendaItem, topic: Topic) -> bool:
    return item.removed_at is None and item.prompt == " ".join(topic.prompt.split())


def _keep(reply: Reply, text: str, why: str, at: datetime) -> None:
    keep(
        reply.person,
        reply.plan,
        from_address=reply.from_address,
        subject=reply.subject,
        text=text,
        why=why,
        at=at,
    )


def _text(text: str) -> str:
    """Without what a database or a shared document refuses."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
