"""The short letter to somebody whose answer stands in the plan now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from romanesco.mail.content import Button, Content, Listing, Paragraph
from romanesco.mail.demo_mode import can_write
from romanesco.mail.outbox import Envelope, post_content
from romanesco.mail.reply_address import reply_address
from romanesco.people.models import Person
from romanesco.plans.models import Plan

KIND = "answer"
GOOD_FOR = timedelta(days=14)  # after the session
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Placed:
    """What became of one answer: the questions it went under, its new topics, words left over."""

    answered: Sequence[str]
    added: Sequence[str]
    left: str = ""
    files: int = 0


def confirm(person: Person, plan: Plan, placed: Placed) -> None:
    """Write to the person, in the thread of the session's letters, what stands where."""
    if not can_write():
        return
    until = plan.session.ends_at + GOOD_FOR
    address = reply_address(person.pk, "plan", plan.id, until=until)
    envelope = Envelope(KIND, thread=plan.session_id, reply_to=address)
    post_content(person, content(person, plan, placed), envelope)


def content(person: Person, plan: Plan, placed: Placed) -> Content:
    """The letter, under the subject of all letters about the session."""
    session = plan.session
    heading = _heading(placed)
    blocks = [
        Listing("Words of yours stand under", tuple(placed.answered)) if placed.answered else None,
        Listing("New on the plan", tuple(placed.added)) if placed.added else None,
        Paragraph(_who_sees(person, plan)) if placed.answered or placed.added else None,
        Paragraph(_about_the_rest()) if placed.left else None,
        Paragraph("An answer brings its text alone: files are not kept.") if placed.files else None,
    ]
    return Content(
        subject=f"Session {session.number} with {session.pair.partner_of(person).first_name}",
        heading=heading,
        preview=heading,
        blocks=tuple(block for block in blocks if block is not None),
        button=Button("Open the plan", settings.PUBLIC_URL + reverse("plan", args=[plan.id])),
        why="You get this because you answered a letter. Answer again to add more.",
    )


def _heading(placed: Placed) -> str:
    """Two answers and one new topic stand in the plan."""
    counts = [
        _counted(len(placed.answered), "answer", "answers"),
        _counted(len(placed.added), "new topic", "new topics"),
    ]
    words = " and ".join(count for count in counts if count)
    is_one = len(placed.answered) + len(placed.added) == 1
    return f"{words[:1].upper()}{words[1:]} {'stands' if is_one else 'stand'} in the plan"


def _counted(count: int, one: str, many: str) -> str:
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{number} {one if count == 1 else many}" if count else ""


def _who_sees(person: Person, plan: Plan) -> str:
    partner = plan.session.pair.partner_of(person).first_name
    if plan.shared_at is None:
        return "Only you see this until the plan is shared."
    return f"The plan is shared, so {partner} sees this now."


def _about_the_rest() -> str:
    page = settings.PUBLIC_URL + reverse("kept_replies")
    return (
        f"Some words found no place by themselves. They are kept for you, and nobody else: {page}"
    )
