"""The instants of a rhythm: the agreed local time, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.base.errors import Refused
from romanesco.base.zones import ZoneUnknown
from romanesco.sessions.recurrence import (
    BeginsTooFarOff,
    EndsBeforeItBegins,
    Recurrence,
    RuleImpossible,
    beginning,
    nearest,
    occurrences,
)

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EARLY = datetime(1990, 1, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def instants(
    rule: str, first: str, clock: str, zone: str, count: int, until: str | None = None
) -> list[str]:
    until_on = date.fromisoformat(until) if until else None
    found = Recurrence(rule, date.fromisoformat(first), time.fromisoformat(clock), zone, until_on)
    return [f"{one:%Y-%m-%d %H:%M}" for one in occurrences(found, after=EARLY, count=count)]


class TestTheClocksChange:
    @pytest.mark.parametrize(
        ("zone", "first", "clock", "expected"),
        [
            # north: to winter, to summer
            ("Europe/Amsterdam", "2026-10-22", "10:00", ["10-22 08:00", "10-29 09:00"]),
            ("Europe/Amsterdam", "2026-03-26", "10:00", ["03-26 09:00", "04-02 08:00"]),
            ("America/New_York", "2026-10-29", "10:00", ["10-29 14:00", "11-05 15:00"]),
            # south, where it is the other way round
            ("Australia/Sydney", "2026-04-02", "10:00", ["04-01 23:00", "04-09 00:00"]),
            ("Australia/Sydney", "2026-10-01", "10:00", ["10-01 00:00", "10-07 23:00"]),
            # no summer time at all, and half hours
            ("America/Sao_Paulo", "2026-10-22", "10:00", ["10-22 13:00", "10-29 13:00"]),
            ("Asia/Kolkata", "2026-10-22", "10:00", ["10-22 04:30", "10-29 04:30"]),
            # summer time of half an hour
            ("Australia/Lord_Howe", "2026-04-02", "10:00", ["04-01 23:00", "04-08 23:30"]),
            ("Australia/Lord_Howe", "2026-10-01", "10:00", ["09-30 23:30", "10-07 23:00"]),
            # the clocks go back for Ramadan, and forward again
            ("Africa/Casablanca", "2026-02-12", "10:00", ["02-12 09:00", "02-19 10:00"]),
            ("Africa/Casablanca", "2026-03-19", "10:00", ["03-19 10:00", "03-26 09:00"]),
        ],
    )
    def test_and_the_local_time_stands(
        self, zone: str, first: str, clock: str, expected: list[str]
    ) -> None:
        day = DAYS[date.fromisoformat(first).weekday()]
        found = instants(f"FREQ=WEEKLY;BYDAY={day}", first, clock, zone, 2)
        assert found == [f"2026-{one}" for one in expected]

    @pytest.mark.parametrize(
        ("zone", "first", "expected"),
        [
            # summer time was given up in 2019: two autumns with it and two without
            ("America/Sao_Paulo", "2018-11-15", "2018-11-15 12:00"),
            ("America/Sao_Paulo", "2019-11-14", "2019-11-14 13:00"),
            # and in 2016, for good on summer time
            ("Europe/Istanbul", "2015-12-03", "2015-12-03 08:00"),
            ("Europe/Istanbul", "2016-12-01", "2016-12-01 07:00"),
        ],
    )
    def test_also_where_a_zone_gave_it_up(self, zone: str, first: str, expected: str) -> None:
        assert instants("FREQ=WEEKLY;BYDAY=TH", first, "10:00", zone, 1) == [expected]

    def test_one_rhythm_over_the_year_in_which_its_zone_gave_it_up(self) -> None:
        rule = Recurrence("FREQ=WEEKLY;BYDAY=TH", date(2018, 9, 6), time(10), "America/Sao_Paulo")
        seen = occurrences(rule, after=EARLY, before=utc("2020-03-01"))
        assert {one.hour for one in seen if one < utc("2018-11-04")} == {13}
        assert {one.hour for one in seen if utc("2018-11-04") < one < utc("2019-02-17")} == {12}
        assert {one.hour for one in seen if one > utc("2019-02-17")} == {13}

    def test_a_time_that_is_skipped_is_read_by_the_clock_before(self) -> None:
        # 29 March 2026 has no 02:30 in Amsterdam: by the clock before, it is 01:30 UTC
        found = instants("FREQ=WEEKLY;BYDAY=SU", "2026-03-22", "02:30", "Europe/Amsterdam", 3)
        assert found == ["2026-03-22 01:30", "2026-03-29 01:30", "2026-04-05 00:30"]

    def test_a_time_that_comes_twice_is_the_first(self) -> None:
        found = instants("FREQ=WEEKLY;BYDAY=SU", "2026-10-18", "02:30", "Europe/Amsterdam", 3)
        assert found == ["2026-10-18 00:30", "2026-10-25 00:30", "2026-11-01 01:30"]

    def test_a_day_that_a_zone_left_out(self) -> None:
        """Apia went from Thursday to Saturday; Friday at ten, by the clock before, is its eve."""
        found = instants("FREQ=WEEKLY;BYDAY=FR", "2011-12-23", "10:00", "Pacific/Apia", 3)
        assert found == ["2011-12-23 20:00", "2011-12-30 20:00", "2012-01-05 20:00"]


class TestTheRule:
    @pytest.mark.parametrize(
        ("rule", "first", "expected"),
        [
            ("FREQ=WEEKLY;BYDAY=TH", "2026-11-26", ["11-26", "12-03", "12-10"]),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "2026-11-26", ["11-26", "12-10", "12-24"]),
            ("FREQ=WEEKLY;INTERVAL=3;BYDAY=SU", "2026-10-04", ["10-04", "10-25", "11-15"]),
            ("FREQ=MONTHLY;BYDAY=1MO", "2026-06-01", ["06-01", "07-06", "08-03"]),
            ("FREQ=MONTHLY;BYDAY=2TU", "2026-06-09", ["06-09", "07-14", "08-11"]),
            ("FREQ=MONTHLY;BYDAY=3WE", "2026-06-17", ["06-17", "07-15", "08-19"]),
            ("FREQ=MONTHLY;BYDAY=4TH", "2026-06-25", ["06-25", "07-23", "08-27"]),
            ("FREQ=MONTHLY;BYDAY=-1FR", "2026-05-29", ["05-29", "06-26", "07-31"]),
        ],
    )
    def test_gives_its_days(self, rule: str, first: str, expected: list[str]) -> None:
        found = instants(rule, first, "10:00", "UTC", 3)
        assert found == [f"2026-{one} 10:00" for one in expected]

    @pytest.mark.parametrize(
        "rule",
        [
            "",
            "FREQ=DAILY",
            "FREQ=SECONDLY;BYDAY=MO",
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=WEEKLY;BYDAY=1MO",
            "FREQ=WEEKLY;INTERVAL=0;BYDAY=MO",
            "FREQ=WEEKLY;INTERVAL=100;BYDAY=MO",
            "FREQ=MONTHLY;BYDAY=6MO",
            "FREQ=MONTHLY;BYDAY=MO",
            "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
            "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261231T000000Z",
            "FREQ=WEEKLY;BYDAY=MO\nDTSTART:20260101",
        ],
    )
    def test_that_is_impossible_is_refused(self, rule: str) -> None:
        refused(rule, "UTC", None, RuleImpossible)

    @pytest.mark.parametrize("zone", ["", "Atlantis", "Europe", "../etc/passwd", "a\0b", "Ü/Ö"])
    def test_in_a_zone_that_nobody_knows_is_refused(self, zone: str) -> None:
        refused("FREQ=WEEKLY;BYDAY=MO", zone, None, ZoneUnknown)

    def test_that_ends_before_it_begins_is_refused(self) -> None:
        refused("FREQ=WEEKLY;BYDAY=MO", "UTC", date(2026, 11, 22), EndsBeforeItBegins)


def refused(rule: str, zone: str, until_on: date | None, refusal: type[Refused]) -> None:
    with pytest.raises(refusal) as raised:
        Recurrence(rule, date(2026, 11, 23), time(10), zone, until_on)
    assert raised.value.message
    assert raised.value.field


class TestWhichOnes:
    RULE = Recurrence("FREQ=WEEKLY;BYDAY=TH", date(2026, 11, 26), time(10), "UTC")

    def test_later_than_an_instant_and_earlier_than_another(self) -> None:
        first = utc("2026-11-26 10:00")
        week = timedelta(days=7)
        assert occurrences(self.RULE, after=first, count=2) == [first + week, first + 2 * week]
        assert occurrences(self.RULE, after=first, before=first + week) == []
        found = occurrences(self.RULE, after=EARLY, before=first + 3 * week, count=2)
        assert found == [first, first + week]

    def test_the_last_day_counts_by_the_local_calendar(self) -> None:
        rule = "FREQ=WEEKLY;BYDAY=TH"
        found = instants(rule, "2026-11-26", "23:30", "America/Sao_Paulo", 9, "2026-12-03")
        assert found == ["2026-11-27 02:30", "2026-12-04 02:30"]

    def test_without_a_limit_is_a_mistake(self) -> None:
        with pytest.raises(TypeError):
            occurrences(self.RULE, after=EARLY)

    def test_the_nearest(self) -> None:
        first, second = utc("2026-11-26 10:00"), utc("2026-12-03 10:00")
        assert nearest(self.RULE, EARLY) == first
        assert nearest(self.RULE, first + timedelta(days=3)) == first
        assert nearest(self.RULE, first + timedelta(days=4)) == second
        over = Recurrence(self.RULE.rule, date(2026, 11, 26), time(10), "UTC", date(2026, 11, 26))
        assert nearest(over, second) == first


class TestTheBeginning:
    def begun(self, on: str | None, rule: str = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH") -> str:
        day = date.fromisoformat(on) if on else None
        after = utc("2026-11-26 14:00")  # Thursday, an hour after it was ten in São Paulo
        found = beginning(rule, time(10), "America/Sao_Paulo", on=day, after=after)
        return f"{found.first_on:%m-%d}"

    def test_is_the_first_fitting_day_after_now(self) -> None:
        assert self.begun(None) == "12-10"  # counted from today, whose time has passed
        assert self.begun(None, "FREQ=WEEKLY;BYDAY=TH") == "12-03"
        assert self.begun(None, "FREQ=MONTHLY;BYDAY=-1TH") == "12-31"

    def test_or_on_a_day_that_was_agreed(self) -> None:
        assert self.begun("2026-12-03") == "12-03"
        assert self.begun("2026-12-06") == "12-10"  # a Sunday: the Thursday of the next week
        assert self.begun("2026-11-17") == "12-03"  # counted from the 19th

    @pytest.mark.parametrize("on", [date.min, date(1980, 1, 1), date(2029, 1, 1), date.max])
    def test_is_refused_far_from_now(self, on: date) -> None:
        with pytest.raises(BeginsTooFarOff):
            beginning(
                "FREQ=WEEKLY;BYDAY=TH",
                time(10),
                "Asia/Tokyo",
                on=on,
                after=EARLY.replace(year=2026),
            )

    def test_may_have_an_end_beyond_all_calendars(self) -> None:
        rule, after = "FREQ=WEEKLY;BYDAY=TH", EARLY.replace(year=2026)
        found = beginning(rule, time(10), "Asia/Tokyo", after=after, until_on=date.max)
        assert len(occurrences(found, after=after, count=5)) == 5

    def test_is_refused_after_the_end(self) -> None:
        with pytest.raises(EndsBeforeItBegins):
            beginning(
                "FREQ=WEEKLY;BYDAY=TH",
                time(10),
                "UTC",
                after=utc("2026-11-26 14:00"),
                until_on=date(2026, 12, 2),
            )


@given(
    zone=st.sampled_from(sorted(available_timezones() - {"localtime", "posixrules"})),
    first=st.dates(date(2001, 1, 1), date(2036, 1, 1)),
    clock=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    interval=st.integers(1, 12),
    kind=st.sampled_from(["weekly", "1", "2", "3", "4", "-1"]),
    day=st.sampled_from(DAYS),
)
def test_the_local_time_stands_everywhere_but_where_the_clocks_skip_it(
    zone: str, first: date, clock: time, interval: int, kind: str, day: str
) -> None:
    rule = (
        f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={day}"
        if kind == "weekly"
        else f"FREQ=MONTHLY;BYDAY={kind}{day}"
    )
    after = datetime.combine(first, time(12), tzinfo=UTC)
    found = occurrences(beginning(rule, clock, zone, after=after), after=after, count=8)
    assert len(found) == 8
    assert found == sorted(set(found))
    assert all(moment > after for moment in found)
    last: date | None = None
    for moment in found:
        local = moment.astimezone(ZoneInfo(zone))
        if local.time() != clock:
            assert is_skipped(local.date(), clock, zone) or is_skipped(
                local.date() - timedelta(days=1), clock, zone
            )
            last = None
            continue
        assert DAYS[local.weekday()] == day
        assert local.fold == 0
        if kind == "weekly" and last is not None:
            assert (local.date() - last).days == 7 * interval
        last = local.date()


def is_skipped(day: date, clock: time, zone: str) -> bool:
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    back = local.astimezone(UTC).astimezone(ZoneInfo(zone))
    return back.replace(tzinfo=None) != local.replace(tzinfo=None)
