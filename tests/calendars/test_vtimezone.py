"""A VTIMEZONE says what zoneinfo says, to a reader that knows nothing else."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

from romanesco.calendars.content_lines import wall
from romanesco.calendars.onsets import onsets
from romanesco.calendars.vtimezone import vtimezone
from tests.calendars.reading import expanded

CAST = ("Europe/Amsterdam", "America/Sao_Paulo", "Europe/Bucharest", "Europe/Madrid")
# Ramadan, half an hour of saving, half and quarter hours, a day that was skipped, saving given
# up, saving taken up again on a Friday, winter as the exception, the end of a solar calendar's
# rule, two hours of saving, a permanent change, a Saturday evening, and rules by the day.
OTHERS = (
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Cairo",
    "Europe/Dublin",
    "Asia/Tehran",
    "Antarctica/Troll",
    "Europe/Istanbul",
    "America/Nuuk",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "America/New_York",
    "America/Santiago",
    "Pacific/Auckland",
    "Europe/London",
    "Etc/UTC",
)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("years", [(2008, 2018), (2016, 2036), (2026, 2036)])
def test_a_zone_is_told_as_it_is(years: tuple[int, int]) -> None:
    zones = CAST + OTHERS
    moments = {name: _moments(ZoneInfo(name), *years) for name in zones}
    objects = [_object(name, moments[name], years) for name in zones]
    for name, events in zip(zones, expanded(*objects), strict=True):
        assert [event["start"] for event in events] == moments[name], name


@pytest.mark.parametrize("name", [*CAST, "Africa/Casablanca", "Europe/Dublin", "Africa/Cairo"])
def test_another_reader_agrees(name: str) -> None:
    text = vtimezone(name, 2026, 2034)
    read: Any = tz.tzical  # which has no types
    zone = read(StringIO(text.replace("\r\n", "\n"))).get(name)
    for moment in _moments(ZoneInfo(name), 2026, 2034):
        local = moment.astimezone(ZoneInfo(name)).replace(tzinfo=None)
        assert local.replace(tzinfo=zone).utcoffset() == _offset(name, moment), local


def test_a_regular_zone_is_two_rules() -> None:
    text = vtimezone("Europe/Amsterdam", 2026, 2026)
    assert text == vtimezone("Europe/Amsterdam", 2026, 2040)
    assert text.count("RRULE:FREQ=YEARLY") == 2
    assert text.count("BEGIN:DAYLIGHT") == text.count("BEGIN:STANDARD") == 1
    assert len(text) < 400


def test_a_zone_without_changes_is_one_line_of_time() -> None:
    text = vtimezone("Asia/Kathmandu", 2026, 2040)
    assert "TZOFFSETTO:+0545" in text
    assert "RRULE" not in text
    assert text.count("BEGIN:STANDARD") == 1


def test_ramadan_is_told_year_by_year() -> None:
    text = vtimezone("Africa/Casablanca", 2026, 2029)
    assert "RRULE" not in text
    assert "RDATE:20270207T030000" in text
    # Where winter or Ramadan is the exception by law, it is still the earlier time of the year.
    assert "BEGIN:STANDARD\r\nDTSTART:20260215T030000" in text
    assert vtimezone("Europe/Dublin", 2026, 2026).count("BEGIN:DAYLIGHT") == 1


def _object(name: str, moments: list[datetime], years: tuple[int, int]) -> str:
    zone = ZoneInfo(name)
    events = [
        f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:20260101T000000Z\r\n"
        f"DTSTART;TZID={name}:{wall(moment.astimezone(zone))}\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
        for number, moment in enumerate(moments)
    ]
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n"
    return head + vtimezone(name, *years) + "".join(events) + "END:VCALENDAR\r\n"


def _moments(zone: ZoneInfo, first: int, last: int) -> list[datetime]:
    """Every twentieth day, and the hours around each change, but for those that come twice."""
    begin, end = datetime(first, 1, 1, 11, tzinfo=UTC), datetime(last, 12, 31, tzinfo=UTC)
    moments = {begin + timedelta(days=day) for day in range(0, (end - begin).days, 20)}
    for onset in onsets(zone, begin, end):
        moments |= {onset.at + HOUR * hours for hours in (-30, -4, -3, 3, 4, 30)}
        moments |= {onset.at, onset.at - timedelta(minutes=1)}
    return sorted(m for m in moments if begin <= m < end and not _is_twice(m, zone))


def _is_twice(moment: datetime, zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _offset(name: str, moment: datetime) -> timedelta | None:
    return moment.astimezone(ZoneInfo(name)).utcoffset()
