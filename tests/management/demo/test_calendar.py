"""The demo's Thursdays, whenever it is made."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from romanesco.management.demo.calendar import ZONE, dates

A_SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_the_drawings_thursday() -> None:
    found = dates(A_SUNDAY, 6)
    assert found.upcoming == datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
    assert found.held[-1] == datetime(2026, 11, 19, 13, 0, tzinfo=UTC)


@given(st.integers(0, 60 * 24 * 400))
def test_six_are_over_and_one_leaves_time_to_prepare(minutes: int) -> None:
    now = A_SUNDAY + timedelta(minutes=minutes)
    found = dates(now, 6)
    assert len(found.held) == 6
    assert list(found.held) == sorted(set(found.held))
    assert found.held[-1] + timedelta(hours=1) <= now <= found.upcoming - timedelta(days=2)
    assert found.upcoming - now <= timedelta(days=9, hours=1)
    for start in (*found.held, found.upcoming):
        local = start.astimezone(ZoneInfo(ZONE))
        assert (local.weekday(), local.hour, local.minute) == (3, 10, 0)
