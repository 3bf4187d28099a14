"""What the stories about a calendar of one's own need."""

import re
from datetime import datetime, timedelta

from romanesco.calendars import accounts
from romanesco.calendars.models import CalendarAccount
from romanesco.calendars.writing import write_due
from romanesco.people.models import Person
from tests.harness.radicale import NAME, PASSWORD, Radicale

LATER = timedelta(minutes=5)


def connected(
    person: Person, radicale: Radicale, calendar: str, *, at: datetime
) -> CalendarAccount:
    """The person has connected Radicale and chosen this calendar."""
    accounts.connect(radicale.url, NAME, PASSWORD, by=person, at=at)
    return accounts.choose(calendar, by=person, at=at)


def written(radicale: Radicale, calendar: str, *, at: datetime) -> list[str]:
    """What stands in the calendar after a round, without the folding of its lines."""
    write_due(at=at)
    return [unfolded(event) for event in radicale.events(calendar).values()]


def unfolded(event: str) -> str:
    return re.sub(r"\r?\n[ \t]", "", event)


def starts(event: str) -> list[str]:
    """When its events begin, as told."""
    told = event[event.index("BEGIN:VEVENT") :]
    return re.findall(r"^DTSTART[^:]*:(\S+)", told, re.MULTILINE)
