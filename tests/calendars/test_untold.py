"""What cannot be told, and what lies very far ahead, costs nobody else their events."""

import logging
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from romanesco.calendars.feed import made, make_feed, published, token_of
from romanesco.calendars.fingerprint import fingerprint
from romanesco.calendars.models import WrittenEvent
from romanesco.calendars.vevent import resources_of, rhythm_uid
from romanesco.people.models import Person, TimeAway
from romanesco.sessions.models import MentoringSession, Rhythm
from tests.calendars.own import LATER, connected, written
from tests.calendars.reading import expanded, strictly
from tests.cast import MONDAY, a_pair, olga, rosa, signed, theo
from tests.harness.radicale import Radicale

pytestmark = pytest.mark.django_db
THURSDAYS: dict[str, Any] = {
    "meets_on": "TH",
    "meets_at": time(10),
    "meets_zone": "America/Sao_Paulo",
}


def rhythm_with(mentee: Person) -> Rhythm:
    pair = signed(a_pair(rosa(), mentee), **THURSDAYS)
    return Rhythm.objects.get(pair=pair)


BROKEN = [
    {"rule": "FREQ=NEVER;BYDAY=Words"},
    {"time_zone": "Nowhere/At-All"},
    {"until_on": date(1990, 1, 1)},
]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_rhythm_that_cannot_be_told_costs_only_itself(
    broken: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    well, ill = rhythm_with(theo()), rhythm_with(olga())
    Rhythm.objects.filter(id=ill.id).update(**broken)
    caplog.set_level(logging.WARNING)
    content = published(rosa(), at=MONDAY)
    strictly(content)
    assert rhythm_uid(well.id) in content
    assert rhythm_uid(ill.id) not in content
    assert len(expanded(content)[0]) > 5
    assert [record.args[0] for record in caplog.records] == [rhythm_uid(ill.id)]  # type: ignore[index]
    assert not any(word in caplog.text for word in ("Words", "Nowhere", "Olga", "Rosa"))


def test_a_session_that_cannot_be_told_costs_only_itself() -> None:
    rhythm_with(theo())
    ill, *well = MentoringSession.objects.all()
    MentoringSession.objects.update(rhythm=None, recurs_at=None)
    MentoringSession.objects.filter(id=ill.id).update(time_zone="Nowhere/At-All")
    content = published(rosa(), at=MONDAY)
    assert str(ill.id) not in content
    assert all(str(one.id) in content for one in well)


def test_a_feed_with_something_untold_is_made_again_until_it_is_whole(client: Client) -> None:
    ill = rhythm_with(theo())
    rule = ill.rule
    Rhythm.objects.filter(id=ill.id).update(rule="FREQ=NEVER")
    feed = make_feed(by=rosa(), at=MONDAY)
    path = reverse("calendar_feed", args=[token_of(feed)])
    assert client.get(path).status_code == 200
    Rhythm.objects.filter(id=ill.id).update(rule=rule)
    feed.refresh_from_db()
    content, _ = made(feed, fingerprint(rosa(), at=MONDAY), at=MONDAY)
    assert feed.fingerprint == ""
    assert rhythm_uid(ill.id).encode() in content
    assert rhythm_uid(ill.id) in client.get(path).content.decode()


@pytest.mark.usefixtures("loopback_allowed")
def test_what_cannot_be_told_stays_in_a_calendar_of_ones_own(radicale: Radicale) -> None:
    calendar = radicale.make_calendar("Untold")
    well, ill = rhythm_with(theo()), rhythm_with(olga())
    connected(rosa(), radicale, calendar, at=MONDAY)
    assert len(written(radicale, calendar, at=MONDAY)) == 2
    Rhythm.objects.filter(id=ill.id).update(rule="FREQ=NEVER", changed_at=MONDAY + LATER)
    Rhythm.objects.filter(id=well.id).update(place="The library", changed_at=MONDAY + LATER)
    events = written(radicale, calendar, at=MONDAY + 2 * LATER)
    assert len(events) == 2
    assert any("The library" in event for event in events)
    assert WrittenEvent.objects.filter(uid=rhythm_uid(ill.id)).exists()
    radicale.ask("DELETE", calendar)


def test_a_time_away_in_the_year_9999_is_borne() -> None:
    well = rhythm_with(theo())
    for year in (2027, 9999):
        TimeAway.objects.create(
            person=theo(),
            from_on=date(year, 2, 1),
            until_on=date(year, 12, 31),
            noted_at=MONDAY,
        )
    for person in (rosa(), theo()):
        content = published(person, at=MONDAY)
        assert rhythm_uid(well.id) in content
        assert "EXDATE;TZID=America/Sao_Paulo:20270204T100000" in content
        assert "20300103" not in content


def test_an_end_that_is_too_far_to_be_told_is_told_as_none() -> None:
    far = rhythm_with(theo())
    Rhythm.objects.filter(id=far.id).update(until_on=date(9999, 12, 31))
    (event,) = resources_of(rosa(), at=MONDAY).events.values()
    assert "UNTIL" not in event
    Rhythm.objects.filter(id=far.id).update(until_on=MONDAY.date() + timedelta(days=5 * 366))
    (event,) = resources_of(rosa(), at=MONDAY).events.values()
    assert "UNTIL=2031" in event
    strictly(event)
