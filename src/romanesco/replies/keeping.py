"""Keeps words that found no place, for the one whose address they came to."""

from datetime import datetime

from django.db import transaction

from romanesco.base.errors import Refused
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.replies.models import KeptReply

MOST_KEPT = 100
LONGEST_KEPT = 64_000  # bytes
STRANGE = ("other_sender", "forged", "unreadable")
QUIET = "introduction"  # nobody is told that it waits
DOUBTFUL = (*STRANGE, QUIET, "looks_automatic")  # go first where there is no room


class TooManyKept(Refused):
    code = "too_many_kept"
    message = "A hundred letters wait for a place already, and no more are kept."


@transaction.atomic
def keep(
    person: Person,
    plan: Plan | None,
    *,
    from_address: str,
    subject: str,
    text: str,
    why: str,
    at: datetime,
) -> KeptReply:
    """Keep the words of one letter, up to 64 kB; how much was left off stands beside them.

    At most a hundred are kept for a person: for a new one those that are settled go first, the
    oldest first, then what somebody else sent, or a machine may have. Raises TooManyKept where the
    person's own fill all the room.
    """
    _make_room(person)
    kept, left_off = _cut(text)
    return KeptReply.objects.create(
        person=person,
        plan=plan,
        from_address=_one_line(from_address)[:254],
        subject=_one_line(subject)[:300],
        text=kept,
        left_off=left_off,
        why=why,
        arrived_at=at,
    )


def _make_room(person: Person) -> None:
    Person.objects.select_for_update().get(id=person.id)
    rows = KeptReply.objects.filter(person=person)
    if rows.count() < MOST_KEPT:
        return
    settled = rows.exclude(settled_at=None).order_by("settled_at")
    doubtful = rows.filter(settled_at=None, why__in=DOUBTFUL).order_by("arrived_at")
    oldest = settled.first() or doubtful.first()
    if oldest is None:
        raise TooManyKept
    oldest.delete()


def _cut(text: str) -> tuple[str, int]:
    """What is kept, without what a database refuses, and how many characters are left off."""
    words = text.encode("utf-8", "replace").decode().replace("\x00", "")
    kept = words.encode()[:LONGEST_KEPT].decode("utf-8", "ignore")
    return kept, len(words) - len(kept)


def _one_line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode().replace("\x00", "").split())
