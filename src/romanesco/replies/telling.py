"""Tells somebody that their answer was kept aside, or brought files alone: one short letter.

It goes to the person's own address, never to wherever a letter says it is from; at most one an
hour; and none for what no person wrote. So it can neither be sent at strangers nor answer itself.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from romanesco.mail.content import Block, Button, Content, Paragraph
from romanesco.mail.demo_mode import can_write
from romanesco.mail.models import Letter
from romanesco.mail.outbox import Envelope, post_content
from romanesco.people.models import Person
from romanesco.plans.models import Plan

KIND = "kept"
REST = timedelta(hours=1)
UNANSWERED = {
    "kept_other_sender", "kept_forged", "kept_unreadable", "kept_list", "kept_looks_automatic",
}  # fmt: skip
REASONS = {
    "kept_expired": "The address that you wrote to is no longer in use: its session is long over.",
    "kept_used_up": "More letters came to this address than we place by ourselves.",
    "kept_too_large": "It is larger than 10 MiB, so its words could not be read. Please send them "
    "without the files.",
    "kept_no_plan": "The plan that it was about is not there any more.",
    "kept_not_shared": "The plan that it was about is not shared with you yet.",
    "kept_counter": "You proposed another time; agree on it with your partner, then move the "
    "session.",
}


def tell(person: Person, plan: Plan | None, outcome: str, *, files: int, at: datetime) -> None:
    """Write the letter where there is something to say that the plan's own letter does not."""
    is_kept = outcome.startswith("kept_") and outcome not in UNANSWERED
    is_lost = files > 0 and outcome in {"empty", "nothing"}
    if (is_kept or is_lost) and can_write() and not _was_told(person, at):
        post_content(person, _content(plan, outcome, is_kept, files), Envelope(KIND))


def _was_told(person: Person, at: datetime) -> bool:
    told = Letter.objects.filter(person_id=person.pk, kind=KIND, written_at__gt=at - REST)
    return told.exists()


def _content(plan: Plan | None, outcome: str, is_kept: bool, files: int) -> Content:
    lines: list[Block] = []
    if is_kept:
        lines.append(Paragraph(REASONS.get(outcome, "Its words found no place by themselves.")))
        lines.append(Paragraph("They are kept for you. Nobody else sees them."))
    if files:
        left = "A file that came with it was" if files == 1 else f"{files} files were"
        lines.append(Paragraph(f"{left} not kept: an answer brings its text alone."))
    return Content(
        subject="Your answer is kept" if is_kept else "Your answer brought files alone",
        heading="Your answer is kept" if is_kept else "There was nothing new in your answer",
        blocks=tuple(lines),
        button=_button(plan, is_kept),
        why="You get this because a letter came from your address, at most once an hour.",
    )


def _button(plan: Plan | None, is_kept: bool) -> Button:
    if is_kept or plan is None:
        return Button("Find a place for it", settings.PUBLIC_URL + reverse("kept_replies"))
    return Button("Open the plan", settings.PUBLIC_URL + reverse("plan", args=[plan.id]))
