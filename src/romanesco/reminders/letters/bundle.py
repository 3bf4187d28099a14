"""Which letters are made of what is due for one person at once.

One letter a person and burst. A letter carries one event and can be answered about one plan; so
what brings an event for the calendar has a letter each, and a second plan is a line with a link.
"""

from collections.abc import Callable
from dataclasses import dataclass

from romanesco.mail.content import Block, Content, Listing
from romanesco.mail.outbox import Envelope
from romanesco.reminders.letters import appointment, prepare, promises, shared, soon, summary
from romanesco.reminders.letters.parts import Words
from romanesco.reminders.matters import Matter
from romanesco.reminders.models import Kind
from romanesco.reminders.silencing import stop_url

WORDS: dict[str, Callable[[Matter], Words]] = {
    Kind.SHARED: shared.words,
    Kind.PREPARE: prepare.words,
    Kind.SOON: soon.words,
    Kind.SUMMARY: summary.words,
    Kind.APPOINTMENT: appointment.words,
    Kind.PROMISES: promises.words,
}
"""In the order in which they come first in a letter."""
WITHOUT_EVENT = frozenset({"declined", "paused", "resumed", "proposed"})
"""News of dates that changes no calendar."""


@dataclass(frozen=True)
class Bundle:
    """One letter: what it is mostly about, and what else it tells."""

    matters: tuple[Matter, ...]
    content: Content
    envelope: Envelope


def bundles(matters: list[Matter]) -> list[Bundle]:
    """The letters to one person about these, each of which is in exactly one."""
    order = list(WORDS)
    ordered = sorted(matters, key=lambda matter: (order.index(matter.kind), matter.row.due_at))
    events = [matter for matter in ordered if _has_an_event(matter)]
    others = [matter for matter in ordered if not _has_an_event(matter)]
    letters = _together(events)
    if others:
        letters = [[*others, *(letters[0] if letters else [])], *letters[1:]]
    return [_bundle(some) for some in letters]


def tell(matter: Matter) -> Words:
    """What is said of one matter alone."""
    return WORDS[matter.kind](matter)


def _has_an_event(matter: Matter) -> bool:
    return matter.kind == Kind.APPOINTMENT and matter.row.label not in WITHOUT_EVENT


def _together(events: list[Matter]) -> list[list[Matter]]:
    """A letter for each event; that a pair was closed has one of its events with it."""
    letters = []
    left = [one for one in events if one.row.label != "closed"]
    for closing in (one for one in events if one.row.label == "closed"):
        mine = [one for one in left if one.is_of_closing and one.a_pair == closing.a_pair][:1]
        letters.append([closing, *mine])
        left = [one for one in left if one not in mine]
    return letters + [[one] for one in left]


def _bundle(matters: list[Matter]) -> Bundle:
    first, *rest = matters
    words = WORDS[first.kind](first)
    also = [WORDS[matter.kind](matter) for matter in rest]
    blocks: tuple[Block, ...] = words.blocks
    # A summary has said already when they meet again; the event goes along all the same.
    lines = tuple(one.line for one in also if one.preview.rstrip(".") not in words.preview)
    if lines and first.row.label != "closed":  # which says itself that sessions are off
        blocks = (*blocks, Listing("Also", lines))
    event = next((one for one in (words, *also) if one.calendar), None)
    content = Content(
        subject=words.subject,
        heading=words.heading,
        blocks=blocks,
        button=words.button,
        preview=words.preview,
        why=words.why,
    )
    envelope = Envelope(
        kind=str(first.kind),
        about=words.about,
        thread=words.thread,
        reply_to=words.reply_to,
        unsubscribe_url=stop_url(first.person, first.kind),
        calendar=event.calendar if event else "",
        calendar_method=event.calendar_method if event else "",
        from_name=words.from_name,
    )
    return Bundle(tuple(matters), content, envelope)
