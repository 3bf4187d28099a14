"""What is due when: truth tables, and what holds whatever the facts."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.reminders import due
from romanesco.reminders.known import (
    SETTLES,
    Due,
    PromiseFact,
    Reader,
    RhythmFact,
    SessionFact,
)
from romanesco.reminders.quiet import Quiet, days_of
from tests.reminders.test_quiet import quiets

ROSA, THEO = UUID(int=1), UUID(int=2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STARTS = MONDAY + 3 * DAY + 4 * HOUR  # Thursday 13:00 UTC: 10:00 in São Paulo


def reader(person: UUID, zone: str, **quiet: object) -> Reader:
    return Reader(person, Quiet(zone, **quiet))  # type: ignore[arg-type]


def fact(**told: object) -> SessionFact:
    """Planned on Monday, to be shared a day before it starts; Theo prepares."""
    usual: dict[str, object] = {
        "session": UUID(int=7),
        "state": "planned",
        "starts_at": STARTS,
        "scheduled_at": MONDAY,
        "changed_at": MONDAY,
        "ended_at": None,
        "sequence": 0,
        "recurs_at": None,
        "rhythm_changed_at": None,
        "pair_state": "active",
        "mentor": reader(ROSA, "Europe/Amsterdam"),
        "mentee": reader(THEO, "America/Sao_Paulo"),
        "plan": UUID(int=8),
        "prepared_by": "mentee",
        "made_at": MONDAY,
        "share_due_at": STARTS - DAY,
    }
    return SessionFact(**{**usual, **told})  # type: ignore[arg-type]


def told(found: list[Due]) -> list[tuple[str, UUID, datetime]]:
    return [(one.label, one.person, one.due_at) for one in found]


class TestPreparing:
    def test_a_day_before_the_moment_and_two_hours_before(self) -> None:
        assert told(list(due.to_prepare(fact()))) == [
            ("first", THEO, STARTS - 2 * DAY),
            ("still_empty", THEO, STARTS - DAY - 2 * HOUR),
        ]

    def test_right_away_at_short_notice_while_there_is_time(self) -> None:
        made = STARTS - DAY - 6 * HOUR
        found = list(due.to_prepare(fact(made_at=made, changed_at=made)))
        assert told(found)[0] == ("first", THEO, made + SETTLES)

    @pytest.mark.parametrize(("left", "labels"), [(3 * HOUR, ["still_empty"]), (HOUR / 2, [])])
    def test_no_more_than_there_is_time_for(self, left: timedelta, labels: list[str]) -> None:
        made = STARTS - DAY - left
        found = list(due.to_prepare(fact(made_at=made, changed_at=made)))
        assert [one.label for one in found] == labels

    @pytest.mark.parametrize(
        "other",
        [
            {"shared_at": MONDAY},
            {"state": "cancelled"},
            {"state": "live"},
            {"pair_state": "paused"},
            {"prepared_by": "both"},
            {"share_due_at": None},
            {"plan": None},
        ],
    )
    def test_not_where_there_is_nothing_to_prepare(self, other: dict[str, object]) -> None:
        assert not list(due.to_prepare(fact(**other)))

    def test_before_a_quiet_weekend_that_would_make_it_useless(self) -> None:
        monday = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
        theo = reader(THEO, "America/Sao_Paulo", days=days_of("SA,SU"))
        moment = monday - DAY  # on Sunday
        found = list(due.to_prepare(fact(mentee=theo, starts_at=monday, share_due_at=moment)))
        friday_ends = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
        assert {one.due_at for one in found} == {friday_ends - HOUR / 2}


class TestSharing:
    def test_the_partner_at_once_and_the_preparer_if_it_was_empty(self) -> None:
        assert told(list(due.to_share(fact(shared_at=STARTS - DAY)))) == [
            ("shared", ROSA, STARTS - DAY),
            ("empty", THEO, STARTS - DAY),
        ]

    def test_a_click_can_be_taken_back_for_a_moment(self) -> None:
        found = list(due.to_share(fact(shared_at=MONDAY, is_shared_by_person=True)))
        assert told(found) == [("shared", ROSA, MONDAY + SETTLES)]

    @pytest.mark.parametrize(
        "other",
        [
            {"shared_at": None},
            {"opened_at": MONDAY},
            {"share_due_at": None},
            {"shared_at": STARTS},
            {"state": "live"},
            {"state": "cancelled"},
        ],
    )
    def test_not_where_the_partner_needs_no_letter(self, other: dict[str, object]) -> None:
        assert not list(due.to_share(fact(**{"shared_at": MONDAY, **other})))

    def test_after_quiet_hours(self) -> None:
        rosa = reader(ROSA, "Europe/Amsterdam", hours=(time(18), time(8)))
        shared = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
        (found, _) = due.to_share(fact(mentor=rosa, shared_at=shared))
        assert found.due_at == datetime(2026, 11, 26, 7, 0, tzinfo=UTC)


class TestDates:
    @pytest.mark.parametrize(
        ("other", "labels"),
        [
            ({}, ["planned", "planned"]),
            ({"sequence": 3}, ["moved", "moved"]),
            ({"state": "cancelled", "changed_at": MONDAY + HOUR}, ["cancelled", "cancelled"]),
            ({"state": "cancelled", "changed_at": MONDAY + HOUR / 60}, []),
            ({"state": "held"}, []),
            ({"state": "missed"}, []),
            ({"pair_state": "paused"}, []),
            ({"recurs_at": STARTS, "rhythm_changed_at": MONDAY - DAY}, []),
            ({"recurs_at": STARTS, "rhythm_changed_at": MONDAY, "sequence": 1}, []),
            (
                {"recurs_at": STARTS, "rhythm_changed_at": MONDAY - DAY, "sequence": 1},
                ["moved", "moved"],
            ),
            (
                {"recurs_at": STARTS - DAY, "rhythm_changed_at": MONDAY - DAY, "sequence": 1},
                ["moved", "moved"],
            ),
            ({"changed_at": STARTS - HOUR / 60}, []),
        ],
    )
    def test_what_is_told(self, other: dict[str, object], labels: list[str]) -> None:
        assert [one.label for one in due.to_announce(fact(**other))] == labels

    def test_a_change_makes_the_one_before_it_something_else(self) -> None:
        first = next(due.to_announce(fact()))
        later = next(due.to_announce(fact(changed_at=MONDAY + HOUR, sequence=1)))
        assert first.key != later.key
        assert later.due_at == MONDAY + HOUR + SETTLES

    @pytest.mark.parametrize(
        ("ended", "changed", "labels"),
        [
            (None, MONDAY, ["series", "series"]),
            (MONDAY + DAY, MONDAY + DAY, ["series_over", "series_over"]),
            (MONDAY + HOUR / 60, MONDAY + HOUR / 60, []),
        ],
    )
    def test_a_series_is_told_once(
        self, ended: datetime | None, changed: datetime, labels: list[str]
    ) -> None:
        one = fact()
        rhythm = RhythmFact(UUID(int=9), MONDAY, changed, ended, "active", one.mentor, one.mentee)
        assert [found.label for found in due.to_announce_series(rhythm)] == labels


class TestBeginning:
    def test_both_an_hour_before(self) -> None:
        assert told(list(due.to_begin(fact()))) == [
            ("soon", ROSA, STARTS - HOUR),
            ("soon", THEO, STARTS - HOUR),
        ]

    def test_before_quiet_begins_where_it_lasts_too_long(self) -> None:
        theo = reader(THEO, "America/Sao_Paulo", hours=(time(20), time(10)))
        (_, found) = due.to_begin(fact(mentee=theo))
        assert found.due_at == datetime(2026, 11, 25, 22, 30, tzinfo=UTC)

    def test_after_quiet_where_there_is_time_left(self) -> None:
        theo = reader(THEO, "America/Sao_Paulo", hours=(time(20), time(9, 30)))
        (_, found) = due.to_begin(fact(mentee=theo))
        assert found.due_at == STARTS - HOUR / 2

    def test_not_where_its_date_was_told_just_now(self) -> None:
        assert not list(due.to_begin(fact(changed_at=STARTS - 1.5 * HOUR)))


class TestPromises:
    def promise(self, zone: str = "America/Sao_Paulo", **other: object) -> PromiseFact:
        usual: dict[str, object] = {
            "action": UUID(int=5),
            "due_on": date(2026, 11, 27),
            "made_at": MONDAY,
            "pair_state": "active",
            "owner": reader(THEO, zone),
        }
        return PromiseFact(**{**usual, **other})  # type: ignore[arg-type]

    def test_at_nine_the_day_before_and_two_days_after(self) -> None:
        assert told(list(due.to_keep(self.promise()))) == [
            ("before", THEO, datetime(2026, 11, 26, 12, 0, tzinfo=UTC)),
            ("after", THEO, datetime(2026, 11, 29, 12, 0, tzinfo=UTC)),
        ]

    def test_by_their_own_clock_also_when_clocks_change(self) -> None:
        found = list(due.to_keep(self.promise("Europe/Amsterdam", due_on=date(2027, 3, 29))))
        zone = ZoneInfo("Europe/Amsterdam")
        assert [one.due_at.astimezone(zone).hour for one in found] == [9, 9]

    def test_what_was_promised_a_moment_ago_is_fresh(self) -> None:
        made = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
        assert [one.label for one in due.to_keep(self.promise(made_at=made))] == ["after"]

    def test_nobody_is_asked_on_pause(self) -> None:
        assert not list(due.to_keep(self.promise(pair_state="paused")))


around = st.integers(-10 * 24 * 60, 10 * 24 * 60).map(lambda n: MONDAY + timedelta(minutes=n))
facts = st.builds(
    lambda mentor, mentee, **told: fact(
        mentor=Reader(ROSA, mentor), mentee=Reader(THEO, mentee), **told
    ),
    quiets,
    quiets,
    state=st.sampled_from(["planned", "live", "held", "cancelled", "missed"]),
    starts_at=around,
    changed_at=around,
    ended_at=st.one_of(st.none(), around),
    share_due_at=st.one_of(st.none(), around),
    shared_at=st.one_of(st.none(), around),
    is_shared_by_person=st.booleans(),
    sequence=st.integers(0, 3),
    prepared_by=st.sampled_from(["mentor", "mentee", "both"]),
)
RULES = (due.to_announce, due.to_prepare, due.to_share, due.to_begin, due.to_sum_up)


def all_of(one: SessionFact) -> list[Due]:
    return [found for rule in RULES for found in rule(one)]


@given(facts, around)
def test_nothing_is_written_in_quiet_time_or_past_its_use(one: SessionFact, at: datetime) -> None:
    for found in all_of(one):
        quiet = one.mentor.quiet if found.person == ROSA else one.mentee.quiet
        if found.is_now(at):
            assert not quiet.has(at)
            assert found.due_at <= at < found.useful_until
        assert found.due_at >= found.useful_until or not quiet.has(found.due_at)


@given(facts)
def test_each_has_a_key_of_its_own_that_fits(one: SessionFact) -> None:
    keys = [found.key for found in all_of(one)]
    assert len(keys) == len(set(keys))
    assert all(len(key) <= 160 for key in keys)


@given(facts, st.integers(1, 5000))
def test_a_moved_session_leaves_nothing_stale(one: SessionFact, minutes: int) -> None:
    """What hangs on the date is another thing once the date is another."""
    by = timedelta(minutes=minutes)
    moved = replace(
        one,
        starts_at=one.starts_at + by,
        share_due_at=one.share_due_at and one.share_due_at + by,
        changed_at=one.changed_at + by,
    )
    dated = ("prepare", "soon", "appointment")
    keys = {found.key for found in all_of(one) if found.kind in dated and found.label != "empty"}
    assert not keys & {found.key for found in all_of(moved)}


@given(facts, around)
def test_what_has_to_wait_can_be_written_then(one: SessionFact, at: datetime) -> None:
    for found in all_of(one):
        if found.due_at <= at < found.useful_until and not found.is_now(at):
            then = found.waits_until(at)
            assert then > at
            assert not found.quiet.has(then)
