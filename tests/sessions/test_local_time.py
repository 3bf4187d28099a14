"""From a local time to one instant, over every change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from romanesco.sessions.local_time import (
    TimeDoesNotExist,
    TimeExistsTwice,
    TimeIsUnclear,
    instant,
)

ZONES = [
    "Europe/Amsterdam",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Africa/Casablanca",  # winter time in Ramadan
    "Pacific/Apia",
    "Asia/Kathmandu",
    "UTC",
]


def test_an_ordinary_time_is_one_instant() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    found = instant(date(2026, 11, 26), time(14), amsterdam)
    assert found == datetime(2026, 11, 26, 13, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_offers_the_moments_around_it() -> None:
    with pytest.raises(TimeDoesNotExist) as raised:
        instant(date(2027, 3, 28), time(2, 30), ZoneInfo("Europe/Amsterdam"))
    assert raised.value.both == (
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # 01:30 before the jump
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # 03:30 after it
    )


def test_a_time_that_comes_twice_offers_both() -> None:
    with pytest.raises(TimeExistsTwice) as raised:
        instant(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Amsterdam"))
    assert raised.value.both == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("at", "is_clear"),
    [(time(1, 59), True), (time(2), False), (time(2, 59), False), (time(3), True)],
)
def test_the_edges_of_the_gap(at: time, is_clear: bool) -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    if is_clear:
        assert instant(date(2027, 3, 28), at, amsterdam).tzinfo is UTC
    else:
        with pytest.raises(TimeDoesNotExist):
            instant(date(2027, 3, 28), at, amsterdam)


@given(
    day=some.dates(date(2020, 1, 1), date(2035, 12, 31)),
    clock=some.times(),
    zone=some.sampled_from(ZONES),
)
def test_what_is_found_reads_back_as_what_was_meant(day: date, clock: time, zone: str) -> None:
    there = ZoneInfo(zone)
    try:
        found = instant(day, clock, there)
    except TimeIsUnclear as unclear:
        first, second = unclear.both
        assert timedelta() < second - first <= timedelta(hours=24)
    else:
        local = found.astimezone(there)
        assert (local.date(), local.time()) == (day, clock)
