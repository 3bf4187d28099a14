"""Whatever became of a rhythm: what a calendar makes of the feed is what is in the database."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings

from romanesco.calendars.feed import published
from romanesco.calendars.vevent import resources_of
from romanesco.people.models import Person
from romanesco.people.time_away import away_at
from romanesco.sessions.models import LeftOut, MentoringSession
from romanesco.sessions.queries import recurrence_of, rhythm_of
from romanesco.sessions.recurrence import occurrences
from tests.calendars.histories import AT_FIRST, STEPS, History, Step
from tests.calendars.reading import expanded, strictly
from tests.cast import MONDAY, rosa, theo

pytestmark = pytest.mark.django_db
LATER = timedelta(days=400)


@settings(max_examples=10)
@given(terms=AT_FIRST, steps=STEPS)
def test_a_calendar_shows_what_is(terms: dict[str, object], steps: list[Step]) -> None:
    with transaction.atomic():
        history = History(rosa(), theo(), terms)
        history.live(steps)
        _compare(history)
        transaction.set_rollback(True)


def _compare(history: History) -> None:
    at, between = history.at, (MONDAY - LATER, history.at + LATER)
    feed = published(history.mentee, at=at)
    resources = resources_of(history.mentor, at=at).events
    for ics in (feed, *resources.values()):
        strictly(ics)
    told, *each = expanded(feed, *resources.values(), between=between)
    due = sorted(_standing(history) + _to_come(history, between[1]))
    assert [event["start"] for event in told] == due
    assert sorted(event["start"] for events in each for event in events) == due
    lengths = {s.told_at: s.minutes for s in _sessions(history)}
    for event in told:
        if event["start"] in lengths:
            assert event["end"] - event["start"] == timedelta(minutes=lengths[event["start"]])


def _sessions(history: History) -> list[MentoringSession]:
    states = ["planned", "live", "held"]
    return list(MentoringSession.objects.filter(pair=history.pair, state__in=states))


def _standing(history: History) -> list[datetime]:
    return [session.told_at for session in _sessions(history)]


def _to_come(history: History, until: datetime) -> list[datetime]:
    """What the rhythm will make, once it is time for it."""
    rhythm = rhythm_of(history.pair)
    if rhythm is None or history.pair.state != "active":
        return []
    made = rhythm.sessions.values_list("recurs_at", flat=True)
    left_out = LeftOut.objects.filter(rhythm=rhythm).values_list("recurs_at", flat=True)
    known = max([history.at, *(moment for moment in made if moment), *left_out])
    both: tuple[Person, ...] = (history.mentor, history.mentee)
    times = [time for person in both for time in person.times_away.all()]
    ahead = occurrences(recurrence_of(rhythm), after=known, before=until)
    return [moment for moment in ahead if not away_at(moment, both, times)]
