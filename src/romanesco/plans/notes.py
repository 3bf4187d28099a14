"""What each of the two writes for themselves beside a plan: a private note, a line."""

from datetime import datetime

from django.db import transaction

from romanesco.base import bus, clock
from romanesco.base.errors import Refused
from romanesco.people.models import Person
from romanesco.plans.models import Plan, PrivateNote, TopOfMind
from romanesco.plans.queries import is_revealed

LONGEST_NOTE = 20_000
LONGEST_LINE = 200


class NoteTooLong(Refused):
    code = "note_too_long"
    message = "A note holds up to 20,000 characters. Please shorten it a little."
    field = "text"


class LineTooLong(Refused):
    code = "line_too_long"
    message = "One line holds up to 200 characters. Please shorten it a little."
    field = "text"


class LinesAreRevealed(Refused):
    code = "lines_are_revealed"
    message = "Both lines have been revealed, so they stay as they were."


@transaction.atomic
def write_note(plan: Plan, text: str, *, by: Person, at: datetime) -> None:
    """Replace one's private note beside this plan. Raises NoteTooLong."""
    if len(text) > LONGEST_NOTE:
        raise NoteTooLong
    PrivateNote.objects.update_or_create(
        plan=plan, author=by, defaults={"text": text, "written_at": at}
    )
    bus.tell_within(bus.PlanWritten(plan_id=plan.id))


@transaction.atomic
def write_line(plan: Plan, text: str, *, by: Person, at: datetime) -> None:
    """Write one's top of mind: one line. The partner learns of it when both are revealed.

    After that the one who wrote none yet may still add theirs. Raises LineTooLong or
    LinesAreRevealed.
    """
    line = " ".join(text.split())
    if len(line) > LONGEST_LINE:
        raise LineTooLong
    before = TopOfMind.objects.filter(plan=plan, person=by).first()
    if before and before.text and is_revealed(plan) and before.text != line:
        raise LinesAreRevealed
    TopOfMind.objects.update_or_create(
        plan=plan, person=by, defaults={"text": line, "written_at": at}
    )
    bus.tell_within(bus.PlanWritten(plan_id=plan.id))
    if is_revealed(plan):
        bus.announce(bus.PlanChanged(plan_id=plan.id))


def keep(plan: Plan, words: str, *, person: Person) -> None:
    """Add words to somebody's private note, so that nothing is lost where a plan lets them go."""
    note, _ = PrivateNote.objects.get_or_create(
        plan=plan, author=person, defaults={"text": "", "written_at": clock.now()}
    )
    note.text = f"{note.text}\n\n{words}".strip()
    note.save(update_fields=["text"])
    bus.tell_within(bus.PlanWritten(plan_id=plan.id))
