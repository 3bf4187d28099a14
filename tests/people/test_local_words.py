"""An instant in words, as each of the two reads it."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import available_timezones

import pytest
import time_machine

from romanesco.people import local_words as words
from romanesco.web.forms.zones import everywhere
from tests.cast import MONDAY

THEO = SimpleNamespace(name="Theo Lindqvist", time_zone="America/Sao_Paulo")
ROSA = SimpleNamespace(name="Rosa Okafor", time_zone="Europe/Amsterdam")
MAYA = SimpleNamespace(name="Maya", time_zone="Asia/Tokyo")
LARS = SimpleNamespace(name="Lars", time_zone="Europe/Amsterdam")
THURSDAY = datetime(2026, 11, 26, 13, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_monday() -> object:
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_ones_own_time_first_the_partners_beside_it_with_the_city() -> None:
    assert words.both_times(THURSDAY, THEO, ROSA) == (
        "10:00 for you in São Paulo · 14:00 for Rosa in Amsterdam"
    )


def test_the_partners_day_is_said_where_it_is_another() -> None:
    late = THURSDAY + timedelta(hours=4)
    assert words.both_times(late, ROSA, MAYA) == (
        "18:00 for you in Amsterdam · 02:00 on 27 November for Maya in Tokyo"
    )


def test_in_one_city_one_time_is_enough() -> None:
    assert words.both_times(THURSDAY, ROSA, LARS) == "14:00 for you both, in Amsterdam"


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (timedelta(hours=1), "today at 11:00"),
        (timedelta(days=1), "tomorrow at 10:00"),
        (timedelta(days=-1), "yesterday at 10:00"),
        (timedelta(days=4), "on Friday at 10:00"),
        (timedelta(days=6), "on Sunday at 10:00"),
        (timedelta(days=7), "on 30 November at 10:00"),
        (timedelta(days=-3), "on 20 November at 10:00"),
        (timedelta(days=60), "on 22 January 2027 at 10:00"),
    ],
)
def test_moments_near_and_far(ahead: timedelta, expected: str) -> None:
    assert words.moment_for(MONDAY + ahead, ROSA) == expected


def test_today_is_the_readers_own() -> None:
    late = datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert words.moment_for(late, THEO) == "today at 22:00"
    assert words.moment_for(late, ROSA) == "tomorrow at 02:00"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 26), "Thursday"),
        (date(2026, 12, 3), "3 December"),
        (date(2026, 11, 19), "19 November"),
    ],
)
def test_by_when(day: date, expected: str) -> None:
    assert words.due_for(day, ROSA) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (300, "5 hours"),
        (47 * 60, "47 hours"),
        (48 * 60, "2 days"),
        (80 * 60, "3 days"),
    ],
)
def test_spans_are_rounded_down(minutes: int, expected: str) -> None:
    assert words.span(timedelta(minutes=minutes)) == expected


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("America/Sao_Paulo", "São Paulo"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("Asia/Calcutta", "Kolkata"),
        ("UTC", "UTC"),
    ],
)
def test_cities_are_spelled_as_people_there_do(zone: str, city: str) -> None:
    assert words.city_of(zone) == city


def test_every_zone_has_a_name_and_each_city_stands_once() -> None:
    assert all(words.city_of(zone) for zone in available_timezones())
    labels = [label for _, label in everywhere()]
    assert len(labels) == len(set(labels))
    assert ("Asia/Kolkata", "Kolkata (Asia)") in everywhere()


@pytest.mark.parametrize(("number", "expected"), [(1, "first"), (3, "third"), (11, "11th")])
def test_ordinals(number: int, expected: str) -> None:
    assert words.ordinal(number) == expected
