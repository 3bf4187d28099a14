"""Who sees a plan and when, as truth tables."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.plans import share_rule
from romanesco.plans.share_rule import ShareRule

SAO_PAULO, AMSTERDAM = ZoneInfo("America/Sao_Paulo"), ZoneInfo("Europe/Amsterdam")
THURSDAY = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
LONG_AGO = THURSDAY - timedelta(days=60)
SIDES = ("mentor", "mentee")
WHO = ("mentor", "mentee", "both")
STATES = ("draft", "shared", "live", "held", "cancelled", "missed")


@pytest.mark.parametrize(
    ("preparer", "last", "expected"),
    [
        ("mentee", None, "mentee"),
        ("mentee", "mentor", "mentee"),
        ("mentor", None, "mentor"),
        ("mentor", "mentee", "mentor"),
        ("both", "mentee", "both"),
        ("turns", None, "mentee"),
        ("turns", "mentee", "mentor"),
        ("turns", "mentor", "mentee"),
        ("turns", "both", "mentee"),
    ],
)
def test_who_prepares(preparer: str, last: str | None, expected: str) -> None:
    assert share_rule.prepared_by(preparer, last) == expected


@pytest.mark.parametrize(
    ("when", "who", "is_open"),
    [
        ("before", "mentee", False),
        ("day_before", "mentor", False),
        ("before", "both", True),
        ("together", "mentee", True),
        ("together", "both", True),
    ],
)
def test_where_both_see_it_from_the_beginning(when: str, who: str, is_open: bool) -> None:
    rule = ShareRule(when=when)  # type: ignore[arg-type]
    assert share_rule.is_open_from_the_beginning(rule, who) is is_open


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("is_shared", [True, False])
def test_before_sharing_only_the_preparer_sees(side: str, who: str, is_shared: bool) -> None:
    expected = is_shared or who == "both" or side == who
    assert share_rule.may_see(side, who, is_shared=is_shared) is expected


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("state", STATES)
def test_who_writes_and_who_shares(side: str, who: str, state: str) -> None:
    prepares = who in (side, "both")
    writes = (state == "draft" and prepares) or state in ("shared", "live")
    assert share_rule.may_write(side, who, state) is writes
    shares = state == "draft" and prepares
    assert share_rule.may_share(side, who, state) is shares


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("is_opened", [True, False])
@pytest.mark.parametrize("is_open_rule", [True, False])
def test_words_stand_beside_others_only_where_they_can_no_longer_be_taken_back(
    side: str, who: str, state: str, is_opened: bool, is_open_rule: bool
) -> None:
    is_shared = state != "draft"
    seen = share_rule.has_seen(
        side, who, state, is_shared=is_shared, is_opened=is_opened, is_open_rule=is_open_rule
    )
    may_go = share_rule.may_withdraw(
        who, who, state, is_opened=is_opened, is_open_rule=is_open_rule or who == "both"
    )
    assert seen == (who in (side, "both") or (is_shared and not may_go))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("is_opened", [True, False])
@pytest.mark.parametrize("is_open_rule", [True, False])
@pytest.mark.parametrize("who", WHO)
def test_taking_back(state: str, is_opened: bool, is_open_rule: bool, who: str) -> None:
    may = share_rule.may_withdraw(
        "mentee", who, state, is_opened=is_opened, is_open_rule=is_open_rule
    )
    assert may is (state == "shared" and who == "mentee" and not is_opened and not is_open_rule)


@pytest.mark.parametrize(
    ("state", "is_open_rule", "expected"),
    [
        ("draft", False, False),
        ("shared", False, True),
        ("shared", True, False),
        ("live", False, True),
        ("live", True, True),
        ("held", True, True),
        ("cancelled", False, False),
        ("missed", True, False),
    ],
)
def test_when_both_lines_are_revealed(state: str, is_open_rule: bool, expected: bool) -> None:
    assert share_rule.is_revealed(state, is_open_rule=is_open_rule) is expected


@pytest.mark.parametrize(
    ("side", "is_shared", "minutes_before", "expected"),
    [
        ("mentee", False, 60 * 24 * 5, True),
        ("mentor", True, 60 * 24 * 5, True),
        ("mentor", False, 31, False),
        ("mentor", False, 30, True),
        ("mentor", False, -10, True),
    ],
)
def test_who_may_start(side: str, is_shared: bool, minutes_before: int, expected: bool) -> None:
    at = THURSDAY - timedelta(minutes=minutes_before)
    may = share_rule.may_start(side, "mentee", is_shared=is_shared, starts_at=THURSDAY, at=at)
    assert may is expected


@pytest.mark.parametrize(
    ("side", "is_shared", "was_in", "is_in", "expected"),
    [
        ("mentee", False, 72, 1, True),
        ("mentor", True, 72, 1, True),
        ("mentor", False, 72, 23, False),
        ("mentor", False, 72, 24, True),
        ("mentor", False, 3, 2, False),
        ("mentor", False, 3, 3, True),
        ("mentor", False, -1, 1, True),
    ],
)
def test_who_may_give_a_plan_which_date(
    side: str, is_shared: bool, was_in: int, is_in: int, expected: bool
) -> None:
    may = share_rule.may_date(
        side,
        "mentee",
        is_shared=is_shared,
        starts_at=THURSDAY + timedelta(hours=is_in),
        was_to_start_at=THURSDAY + timedelta(hours=was_in),
        at=THURSDAY,
    )
    assert may is expected


def _due(rule: ShareRule, starts_at: datetime, zone: ZoneInfo) -> datetime:
    return share_rule.due_at(rule, starts_at, zone, at=LONG_AGO)


def test_hours_are_exact() -> None:
    assert _due(ShareRule(), THURSDAY, SAO_PAULO) == THURSDAY - timedelta(hours=24)


def test_a_set_time_on_the_day_before_is_the_preparers() -> None:
    rule = ShareRule(when="day_before", at_time=time(16))
    assert _due(rule, THURSDAY, SAO_PAULO) == datetime(2026, 11, 25, 19, 0, tzinfo=UTC)
    assert _due(rule, THURSDAY, AMSTERDAM) == datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


def test_the_day_before_is_a_day_of_the_preparers_calendar() -> None:
    night = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)  # Wednesday 22:00 in São Paulo
    rule = ShareRule(when="day_before", at_time=time(16))
    assert _due(rule, night, SAO_PAULO) == datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
    assert _due(rule, night, AMSTERDAM) == datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 25), datetime(2026, 10, 24, 14, 0, tzinfo=UTC)),  # back in the night
        (date(2026, 10, 26), datetime(2026, 10, 25, 15, 0, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 27, 15, 0, tzinfo=UTC)),  # forward in the night
        (date(2027, 3, 29), datetime(2027, 3, 28, 14, 0, tzinfo=UTC)),
    ],
)
def test_the_day_before_keeps_its_clock_over_summer_time(day: date, expected: datetime) -> None:
    start = datetime.combine(day, time(9), tzinfo=AMSTERDAM).astimezone(UTC)
    rule = ShareRule(when="day_before", at_time=time(16))
    assert _due(rule, start, AMSTERDAM) == expected


def test_days_keep_the_clock_where_hours_do_not() -> None:
    start = datetime(2027, 3, 28, 13, 0, tzinfo=AMSTERDAM).astimezone(UTC)
    days, hours = ShareRule(amount=1, unit="days"), ShareRule(amount=24, unit="hours")
    assert _due(days, start, AMSTERDAM).astimezone(AMSTERDAM).hour == 13
    assert _due(hours, start, AMSTERDAM).astimezone(AMSTERDAM).hour == 12


def test_a_time_that_the_clocks_skip_is_shared_after_the_gap() -> None:
    start = datetime(2027, 3, 29, 9, 0, tzinfo=AMSTERDAM).astimezone(UTC)
    rule = ShareRule(when="day_before", at_time=time(2, 30))
    assert _due(rule, start, AMSTERDAM) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_short_notice_leaves_half_of_the_time_to_prepare() -> None:
    at = THURSDAY - timedelta(hours=6)
    due = share_rule.due_at(ShareRule(), THURSDAY, SAO_PAULO, at=at)
    assert due == THURSDAY - timedelta(hours=3)


def test_a_session_that_begins_now_is_shared_now() -> None:
    due = share_rule.due_at(ShareRule(), THURSDAY, SAO_PAULO, at=THURSDAY)
    assert due <= THURSDAY


RULES = st.builds(
    ShareRule,
    when=st.sampled_from(["before", "day_before", "together"]),
    amount=st.integers(1, 336),
    unit=st.sampled_from(["hours", "days"]),
    days_before=st.integers(1, 14),
    at_time=st.times().map(lambda clock: clock.replace(tzinfo=None)),
)


@given(
    rule=RULES,
    starts_at=st.integers(-1_000_000, 1_000_000).map(lambda m: THURSDAY + timedelta(minutes=m)),
    zone=st.sampled_from(["America/Sao_Paulo", "Europe/Amsterdam", "Pacific/Apia", "Asia/Kolkata"]),
    ahead=st.timedeltas(timedelta(), timedelta(days=40)),
)
def test_the_moment_is_never_after_the_start_and_never_at_once(
    rule: ShareRule, starts_at: datetime, zone: str, ahead: timedelta
) -> None:
    at = starts_at - ahead
    due = share_rule.due_at(rule, starts_at, ZoneInfo(zone), at=at)
    assert due <= starts_at
    assert due.utcoffset() == timedelta()
    if ahead > timedelta(seconds=1):
        assert due > at
