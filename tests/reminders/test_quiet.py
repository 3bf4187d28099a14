"""When somebody is left alone, by their own clock, also where clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.reminders.quiet import Quiet, days_of, hours_of

AMSTERDAM = "Europe/Amsterdam"
NIGHT = (time(18), time(9))
ZONES = (
    "Europe/Amsterdam", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe",
    "Pacific/Apia", "America/Santiago", "Africa/Casablanca", "UTC",
)  # fmt: skip


def local(text: str, zone: str = AMSTERDAM) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [
        ("2026-11-26 17:59:59", False),
        ("2026-11-26 18:00", True),
        ("2026-11-27 00:00", True),
        ("2026-11-27 08:59:59", True),
        ("2026-11-27 09:00", False),
    ],
)
def test_quiet_hours_go_over_midnight(moment: str, is_quiet: bool) -> None:
    assert Quiet(AMSTERDAM, NIGHT).has(local(moment)) is is_quiet


def test_a_quiet_day_is_the_readers_own() -> None:
    saturday = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
    assert Quiet(AMSTERDAM, days=days_of("SA")).has(saturday)
    assert not Quiet("America/Sao_Paulo", days=days_of("SA")).has(saturday)


def test_nothing_is_quiet_for_who_asked_for_nothing() -> None:
    assert Quiet(AMSTERDAM).stretch(local("2026-11-28 03:00")) is None
    assert hours_of(time(9), time(9)) is None
    assert hours_of(time(9), None) is None
    assert days_of("Weekends") == frozenset()


def test_hours_and_days_and_holidays_are_one_stretch() -> None:
    away = ((date(2026, 11, 30), date(2026, 12, 1)),)
    quiet = Quiet(AMSTERDAM, NIGHT, days_of("SA,SU"), away)
    assert quiet.stretch(local("2026-11-28 12:00")) == (
        local("2026-11-27 18:00"),
        local("2026-12-02 09:00"),
    )


@pytest.mark.parametrize(
    ("hours", "moment", "ends"),
    [
        # 02:30 comes twice: quiet until its second time is over.
        ((time(22), time(2, 30)), "2026-10-25 01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        # 02:30 does not come: quiet until 03:30 at the latest, as both readings go.
        ((time(22), time(2, 30)), "2026-03-29 01:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_the_longer_reading_counts_where_clocks_change(
    hours: tuple[time, time], moment: str, ends: datetime
) -> None:
    stretch = Quiet(AMSTERDAM, hours).stretch(local(moment))
    assert stretch is not None
    assert stretch[1] == ends


quiets = st.builds(
    Quiet,
    st.sampled_from(ZONES),
    st.one_of(st.none(), st.tuples(st.times(), st.times()).filter(lambda two: two[0] != two[1])),
    st.frozensets(st.integers(0, 6), max_size=6),
    st.lists(
        st.builds(
            lambda day, length: (day, day + timedelta(days=length)),
            st.dates(date(2026, 1, 1), date(2027, 12, 1)),
            st.integers(0, 20),
        ),
        max_size=3,
    ).map(tuple),
)
moments = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(quiets, moments)
def test_a_stretch_has_its_moment_in_it_and_nothing_quiet_at_its_ends(
    quiet: Quiet, moment: datetime
) -> None:
    stretch = quiet.stretch(moment)
    assert (stretch is not None) == quiet.has(moment)
    if stretch is not None:
        start, stop = stretch
        assert start <= moment < stop
        assert not quiet.has(stop)
        assert not quiet.has(start - timedelta(microseconds=1))
