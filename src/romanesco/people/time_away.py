"""Noting days on which somebody is away. What it does to sessions: `journey/away.py`."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from romanesco.base.errors import NotFound, Refused
from romanesco.people.models import Person, TimeAway

LONGEST = timedelta(days=366)
FURTHEST = timedelta(days=731)
MOST_AHEAD = 20


class AwayEndsBeforeItBegins(Refused):
    code = "away_ends_before_it_begins"
    message = "The last day comes before the first. Choose a later one."
    field = "until_on"


class AwayIsOver(Refused):
    code = "away_is_over"
    message = "These days have passed. Choose some that are still ahead."
    field = "until_on"


class AwayTooLong(Refused):
    code = "away_too_long"
    message = "This is more than a year. Pause the pair instead, or choose fewer days."
    field = "until_on"


class AwayTooFarAhead(Refused):
    code = "away_too_far_ahead"
    message = "This is more than two years ahead. Note it once it is nearer."
    field = "from_on"


class TooManyTimesAway(Refused):
    code = "too_many_times_away"
    message = "You have noted twenty times away already. Take one back first."


@transaction.atomic
def note(person: Person, from_on: date, until_on: date, *, at: datetime) -> TimeAway:
    """Note that this person is away from one day until another, both included, in their time.

    Raises AwayEndsBeforeItBegins, AwayIsOver, AwayTooFarAhead, AwayTooLong or TooManyTimesAway.
    """
    today = at.astimezone(person.zone).date()
    if until_on < from_on:
        raise AwayEndsBeforeItBegins
    if until_on < today:
        raise AwayIsOver
    if from_on > today + FURTHEST:
        raise AwayTooFarAhead
    if until_on - from_on >= LONGEST:
        raise AwayTooLong
    # Two at once are counted one by one; sessions that name this person are not held up.
    Person.objects.select_for_update(no_key=True).get(id=person.id)
    if len(ahead(person, at=at)) >= MOST_AHEAD:
        raise TooManyTimesAway
    return TimeAway.objects.create(person=person, from_on=from_on, until_on=until_on, noted_at=at)


@transaction.atomic
def take_back(person: Person, time_away: UUID) -> None:
    """Take back one's own time away. Raises NotFound."""
    deleted, _ = TimeAway.objects.filter(person=person, pk=time_away).delete()
    if not deleted:
        raise NotFound


def ahead(person: Person, *, at: datetime) -> list[TimeAway]:
    """This person's times away that are not over, the nearest first."""
    today = at.astimezone(person.zone).date()
    return list(person.times_away.filter(until_on__gte=today))


def away_at(moment: datetime, people: Iterable[Person], times: Iterable[TimeAway]) -> list[Person]:
    """Who of these people is away at a moment, by these times away."""
    noted = list(times)
    return [
        person
        for person in people
        if any(
            time.person_id == person.pk
            and time.from_on <= moment.astimezone(person.zone).date() <= time.until_on
            for time in noted
        )
    ]
