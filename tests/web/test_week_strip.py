"""Which times of a week suit two people; each is held against both clocks, minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.web.week_strip import (
    Hours,
    Slot,
    day_of,
    has_free,
    monday_of,
    nearest_slots,
    suits,
    week_slots,
)

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MONDAY = date(2026, 11, 30)


def hours(zone: str, begin: int | time = 9, end: int | time = 18, **more: Any) -> Hours:
    return Hours(
        ZoneInfo(zone),
        begin if isinstance(begin, time) else time(begin),
        end if isinstance(end, time) else time(end),
        **more,
    )


AMSTERDAM, SAO_PAULO = hours("Europe/Amsterdam"), hours("America/Sao_Paulo")


def times(days: list[list[Slot]], day: int, zone: str) -> list[str]:
    return [f"{slot.starts_at.astimezone(ZoneInfo(zone)):%H:%M}" for slot in days[day]]


def week(mine: Hours, theirs: Hours, monday: date = MONDAY, **more: Any) -> list[list[Slot]]:
    told = {"taken": [], "minutes": 60, "after": LONG_AGO, **more}
    return week_slots(monday, mine, theirs, told.pop("taken"), **told)


@pytest.mark.parametrize(
    ("mine", "theirs", "minutes", "first", "last"),
    [
        (SAO_PAULO, AMSTERDAM, 60, "09:00", "13:00"),
        (AMSTERDAM, SAO_PAULO, 60, "13:00", "17:00"),
        (AMSTERDAM, SAO_PAULO, 45, "13:00", "17:00"),
        (AMSTERDAM, SAO_PAULO, 30, "13:00", "17:30"),
        (AMSTERDAM, AMSTERDAM, 540, "09:00", "09:00"),
        (AMSTERDAM, hours("Asia/Kolkata"), 60, "09:00", "12:30"),  # half an hour off: 13:30 there
        (AMSTERDAM, hours("Asia/Kathmandu"), 60, "09:00", "12:00"),  # 13:15 is the latest end
        (hours("America/New_York", 18, 2), hours("Asia/Tokyo"), 60, "19:00", "01:00"),
    ],
)
def test_times_lie_in_both_peoples_hours(
    mine: Hours, theirs: Hours, minutes: int, first: str, last: str
) -> None:
    days = week(mine, theirs, minutes=minutes)
    seen = times(days, 3, mine.zone.key)
    begin = mine.day_from
    in_order = sorted(seen, key=lambda clock: clock < f"{begin:%H:%M}")
    assert (in_order[0], in_order[-1]) == (first, last)


def test_hours_that_never_meet_give_nothing_and_the_nearest_is_found() -> None:
    mine, theirs = AMSTERDAM, hours("Pacific/Auckland")
    assert not has_free(week(mine, theirs))
    days = nearest_slots(MONDAY, mine, theirs, [], minutes=60, after=LONG_AGO)
    # 18:00 in Amsterdam is 06:00 in Auckland: both give two hours, and an hour is spoken of.
    assert times(days, 1, "Europe/Amsterdam") == ["07:00", "19:00"]


def test_hours_are_stretched_by_two_at_most_and_never_into_the_night() -> None:
    late = hours("Europe/Amsterdam", time(20), time(21))
    early = hours("Europe/Amsterdam", time(23), time(23, 30))
    days = nearest_slots(MONDAY, late, early, [], minutes=30, after=LONG_AGO)
    assert times(days, 1, "Europe/Amsterdam") == ["21:30"]
    far = hours("Europe/Amsterdam", time(8), time(12))
    farther = hours("Europe/Amsterdam", time(17), time(18))
    days = nearest_slots(MONDAY, far, farther, [], minutes=30, after=LONG_AGO)
    assert not has_free(days)


def test_who_likes_the_night_is_offered_it() -> None:
    owl = hours("Europe/Amsterdam", time(22), time(2))
    day = hours("America/Sao_Paulo", time(15), time(17))  # 19:00 to 21:00 in Amsterdam
    days = nearest_slots(MONDAY, owl, day, [], minutes=60, after=LONG_AGO)
    assert times(days, 1, "Europe/Amsterdam") == ["21:00"]
    late = hours("America/Sao_Paulo", time(19), time(20))
    assert times(week(owl, late), 1, "Europe/Amsterdam") == ["23:00"]


def test_nobody_is_asked_on_a_day_off_even_when_hours_are_stretched() -> None:
    away = hours("Europe/Amsterdam", away=((MONDAY, MONDAY + timedelta(days=6)),))
    assert not has_free(week(away, SAO_PAULO))
    days = nearest_slots(MONDAY, away, SAO_PAULO, [], minutes=60, after=LONG_AGO)
    assert days == [[], [], [], [], [], [], []]


def test_what_has_passed_is_not_offered() -> None:
    noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
    days = week(AMSTERDAM, AMSTERDAM, after=noon)
    assert days[0] == []
    assert times(days, 1, "Europe/Amsterdam")[0] == "13:30"


@pytest.mark.parametrize(
    ("more", "monday", "saturday"),
    [
        ({}, 17, 17),
        ({"days_off": frozenset({5, 6})}, 17, 0),
        ({"away": ((MONDAY, MONDAY),)}, 0, 17),
        ({"quiet_from": time(16), "quiet_until": time(8)}, 13, 13),
        ({"quiet_from": time(12), "quiet_until": time(13)}, 14, 14),
        ({"quiet_from": time(12), "quiet_until": time(12)}, 17, 17),
    ],
)
def test_quiet_hours_days_off_and_times_away_stay_free(
    more: dict[str, Any], monday: int, saturday: int
) -> None:
    mine = hours("Europe/Amsterdam", **more)
    for days in (week(mine, AMSTERDAM), week(AMSTERDAM, mine)):
        assert (len(days[0]), len(days[5])) == (monday, saturday)


def test_a_day_off_is_the_partners_own_day() -> None:
    """Sunday in Auckland begins while it is still Saturday in New York."""
    theirs = hours("Pacific/Auckland", 8, 20, days_off=frozenset({6}))
    days = week(hours("America/New_York", 8, 20), theirs)
    assert times(days, 5, "America/New_York") == []
    assert times(days, 6, "America/New_York")[0] == "14:00"  # Monday, 08:00 in Auckland


def test_what_one_has_already_is_taken_as_long_as_it_lasts() -> None:
    busy = (datetime(2026, 11, 30, 9, tzinfo=UTC), datetime(2026, 11, 30, 9, 45, tzinfo=UTC))
    days = week(AMSTERDAM, AMSTERDAM, taken=[busy])
    taken = [slot for slot in days[0] if slot.is_taken]
    assert times([taken], 0, "Europe/Amsterdam") == ["09:30", "10:00", "10:30"]
    assert not any(slot.is_taken for day in days[1:] for slot in day)


def test_the_clocks_change_on_sunday_and_the_partners_hours_move_with_them() -> None:
    """Amsterdam goes back on 25 October 2026; São Paulo has no summer time."""
    before = week(SAO_PAULO, AMSTERDAM, date(2026, 10, 19))
    after = week(SAO_PAULO, AMSTERDAM, date(2026, 10, 26))
    assert times(before, 3, "America/Sao_Paulo")[-1] == "12:00"
    assert times(after, 3, "America/Sao_Paulo")[-1] == "13:00"
    assert times(before, 6, "America/Sao_Paulo")[-1] == "13:00"  # that Sunday already


@pytest.mark.parametrize(
    ("day", "begin", "end", "expected"),
    [
        (date(2026, 3, 29), time(1), time(4), 2),  # 02:00 to 03:00 does not come
        (date(2026, 10, 25), time(1), time(4), 4),  # 02:00 to 03:00 comes twice
        (date(2026, 10, 25), time(2, 30), time(4), 1.5),  # from the second 02:30
        (date(2026, 10, 25), time(1), time(2, 30), 1.5),  # until the first
    ],
)
def test_hours_last_as_long_as_the_day_really_has(
    day: date, begin: time, end: time, expected: float
) -> None:
    start, until = day_of(hours("Europe/Amsterdam", begin, end), day)
    assert (until - start) / timedelta(hours=1) == expected


ZONES = st.sampled_from(
    [
        "Europe/Amsterdam", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu", "UTC",
        "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "America/New_York",
        "Asia/Beirut", "Pacific/Auckland", "America/St_Johns",
    ]
)  # fmt: skip
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
QUIET = st.one_of(st.just((None, None)), st.tuples(CLOCKS, CLOCKS))
AWAY = st.lists(st.tuples(st.integers(-2, 8), st.integers(0, 3)), max_size=2)


@st.composite
def somebody(draw: st.DrawFn, monday: date) -> Hours:
    begin, end = draw(CLOCKS), draw(CLOCKS)
    quiet_from, quiet_until = draw(QUIET)
    away = tuple(
        (monday + timedelta(days=a), monday + timedelta(days=a + b)) for a, b in draw(AWAY)
    )
    days = frozenset(draw(st.lists(st.integers(0, 6), max_size=2)))
    return Hours(ZoneInfo(draw(ZONES)), begin, end, quiet_from, quiet_until, days, away)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[date, Hours, Hours, int]:
    any_day = draw(st.dates(date(2026, 1, 5), date(2027, 12, 20)))
    turns = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 11, 1)]
    monday = monday_of(draw(st.sampled_from([any_day, *turns])))
    return monday, draw(somebody(monday)), draw(somebody(monday)), draw(st.integers(5, 180))


def is_within(clock: time, begin: time, end: time) -> bool:
    return begin <= clock < end if begin < end else clock >= begin or clock < end


@given(weeks())
def test_each_minute_of_an_offered_time_suits_both_clocks(
    story: tuple[date, Hours, Hours, int],
) -> None:
    monday, mine, theirs, minutes = story
    days = week_slots(monday, mine, theirs, [], minutes=minutes, after=LONG_AGO)
    for index, day in enumerate(days):
        for slot in day:
            local = slot.starts_at.astimezone(mine.zone)
            assert local.date() == monday + timedelta(days=index)
            assert local.minute % 30 == 0
            for person in (mine, theirs):
                for minute in range(minutes):
                    _fits(person, slot.starts_at + timedelta(minutes=minute))


def _fits(person: Hours, instant: datetime) -> None:
    local = instant.astimezone(person.zone)
    clock = local.time().replace(second=0, microsecond=0)
    assert is_within(clock, person.day_from, person.day_until)
    assert local.weekday() not in person.days_off
    assert not any(a <= local.date() <= b for a, b in person.away)
    if person.quiet_from and person.quiet_until and person.quiet_from != person.quiet_until:
        assert not is_within(clock, person.quiet_from, person.quiet_until)


@given(weeks())
def test_no_half_hour_that_suits_is_forgotten(story: tuple[date, Hours, Hours, int]) -> None:
    monday, mine, theirs, minutes = story
    length = timedelta(minutes=minutes)
    days = week_slots(monday, mine, theirs, [], minutes=minutes, after=LONG_AGO)
    offered = {slot.starts_at for day in days for slot in day}
    start = datetime.combine(monday, time(12), tzinfo=mine.zone).astimezone(UTC)
    for step in range(5 * 48):
        at = start + step * timedelta(minutes=30)
        assert (at in offered) == (suits(mine, at, length) and suits(theirs, at, length))
