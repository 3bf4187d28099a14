"""What stories about reminders begin with: letting time pass, and reading what came."""

from datetime import datetime, timedelta

import time_machine

from romanesco.mail.models import Letter
from romanesco.people.models import Person
from romanesco.plans.sharing import share_due
from romanesco.reminders.operations import remind
from tests.cast import MONDAY

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
JUST_AFTER = timedelta(minutes=2, seconds=5)
"""When what was changed has settled."""


def at(clock: time_machine.Traveller, moment: datetime) -> list[Letter]:
    """Go there and do what is due; the letters that were written by that."""
    clock.move_to(moment)
    before = set(Letter.objects.values_list("id", flat=True))
    share_due(at=moment)
    remind(at=moment)
    return list(Letter.objects.exclude(id__in=before).order_by("to", "kind"))


def through(
    clock: time_machine.Traveller, start: datetime, stop: datetime, step: timedelta = HOUR / 2
) -> list[tuple[datetime, Letter]]:
    """Every letter of that time, and when it was written."""
    found = []
    while start <= stop:
        found += [(start, letter) for letter in at(clock, start)]
        start += step
    return found


def kinds(letters: list[Letter], person: Person | None = None) -> list[str]:
    return [one.kind for one in letters if person is None or one.person_id == person.id]


def monday_has_settled(clock: time_machine.Traveller) -> list[Letter]:
    return at(clock, MONDAY + JUST_AFTER)
