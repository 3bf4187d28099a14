"""A zone changes its rules: the local time that was agreed stands, whatever instant that is now."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from romanesco.base import zones
from romanesco.journey import away, prepare, zone_rules
from romanesco.journey.rhythm import make_more
from romanesco.journey.zone_rules import follow_zones
from romanesco.pairs.models import Pair
from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.sessions.models import LeftOut, MentoringSession, Rhythm, ZoneRules
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.test_rhythm import FIRST, THURSDAYS, WEEK, dates, plans

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = MONDAY + HOUR

type NewRules = Callable[[str, str], None]


@pytest.fixture
def new_rules(monkeypatch: pytest.MonkeyPatch) -> NewRules:
    """Lets one zone have the rules of another from now on, as after an update."""

    def change(name: str, like: str) -> None:
        named = ZoneInfo.no_cache(like)

        def zone(asked: str) -> ZoneInfo:
            return named if asked == name else ZoneInfo(asked)

        for module in ("base.zones", "sessions.recurrence", "sessions.models", "people.models"):
            monkeypatch.setattr(f"romanesco.{module}.ZoneInfo", zone)
        monkeypatch.setattr(zone_rules, "edition", lambda: "2027a")

    return change


def note_edition() -> None:
    """What is ahead was reckoned by an edition that is known."""
    assert follow_zones(at=MONDAY) == 0
    assert ZoneRules.objects.get().edition == zones.edition()


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()), **THURSDAYS)


def local_times(pair: Pair) -> set[time]:
    zone = zones.zone_named("America/Sao_Paulo")
    return {moment.astimezone(zone).time() for moment in dates(pair)}


def test_a_rhythm_keeps_its_local_time(pair: Pair, new_rules: NewRules) -> None:
    note_edition()
    new_rules("America/Sao_Paulo", "Etc/GMT+2")  # summer time comes back
    assert follow_zones(at=LATER) == 5
    assert dates(pair) == [FIRST - HOUR + number * WEEK for number in range(5)]
    assert local_times(pair) == {time(10)}
    session = plans(pair)[0].session
    assert (session.recurs_at, session.is_moved) == (session.starts_at, False)
    assert (session.sequence, session.changed_at, session.changed_by) == (1, LATER, None)
    assert plans(pair)[0].share_due_at == FIRST - HOUR - DAY
    assert Rhythm.objects.get().sequence == 1


def test_it_is_done_once_for_each_edition(pair: Pair, new_rules: NewRules) -> None:
    note_edition()
    new_rules("America/Sao_Paulo", "Etc/GMT+2")
    assert [follow_zones(at=LATER), follow_zones(at=LATER + HOUR)] == [5, 0]
    assert ZoneRules.objects.get().reckoned_at == LATER


def test_more_are_made_without_one_standing_twice(pair: Pair, new_rules: NewRules) -> None:
    away.note(rosa(), date(2026, 12, 3), date(2026, 12, 3), at=MONDAY)
    note_edition()
    new_rules("America/Sao_Paulo", "Etc/GMT+2")
    follow_zones(at=LATER)
    make_more(at=FIRST)
    starts = [FIRST - HOUR + number * WEEK for number in (0, 2, 3, 4, 5, 6)]
    assert dates(pair) == starts
    assert LeftOut.objects.get().recurs_at == FIRST - HOUR + WEEK


def test_one_that_was_moved_and_one_planned_by_hand_keep_theirs(
    pair: Pair, new_rules: NewRules
) -> None:
    moved = plans(pair)[1].session
    when = Appointment(FIRST + 9 * DAY, "America/Sao_Paulo")
    prepare.move(moved, when, by=theo(), at=MONDAY)
    by_hand = a_plan(pair, days=4).session
    in_amsterdam = Appointment(FIRST + 5 * DAY, "Europe/Amsterdam")
    elsewhere = prepare.schedule(pair, in_amsterdam, by=rosa(), at=MONDAY)
    note_edition()
    new_rules("America/Sao_Paulo", "Etc/GMT+2")
    follow_zones(at=LATER)
    again = {one.id: one for one in MentoringSession.objects.all()}
    assert again[moved.id].starts_at == FIRST + 9 * DAY - HOUR
    assert again[moved.id].recurs_at == FIRST + WEEK - HOUR
    assert again[by_hand.id].starts_at == by_hand.starts_at - HOUR
    assert again[elsewhere.id].starts_at == in_amsterdam.starts_at
    assert again[elsewhere.id].sequence == 0


def test_a_draft_is_shared_by_the_new_clock_of_the_one_who_prepares(new_rules: NewRules) -> None:
    """The session stands in Amsterdam, where nothing changes; Theo's clock does."""
    terms: dict[str, Any] = {"share_when": "day_before", "share_time": time(16)}
    pair = signed(a_pair(rosa(), theo()), **terms)
    session = prepare.schedule(pair, Appointment(FIRST, "Europe/Amsterdam"), by=rosa(), at=MONDAY)
    assert Plan.objects.get().share_due_at == datetime(2026, 11, 25, 19, tzinfo=UTC)
    note_edition()
    new_rules("America/Sao_Paulo", "Etc/GMT+2")
    assert follow_zones(at=LATER) == 0
    assert Plan.objects.get().share_due_at == datetime(2026, 11, 25, 18, tzinfo=UTC)
    assert MentoringSession.objects.get(id=session.id).sequence == 0


def test_a_moment_of_sharing_that_was_put_off_stays(pair: Pair, new_rules: NewRules) -> None:
    first = plans(pair)[0]
    shared = operations.share(first, by=theo(), at=FIRST - 2 * HOUR)
    operations.withdraw_sharing(shared, by=theo(), at=FIRST - 2 * HOUR)
    note_edition()
    new_rules("Europe/Amsterdam", "Etc/GMT-2")
    follow_zones(at=FIRST - HOUR)
    assert plans(pair)[0].share_due_at == FIRST


def test_what_fails_is_tried_again(
    pair: Pair,
    new_rules: NewRules,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    note_edition()
    new_rules("America/Sao_Paulo", "Etc/GMT+2")
    with monkeypatch.context() as broken:
        broken.delattr("romanesco.journey.zone_rules.nearest")
        assert follow_zones(at=LATER) == 0
    assert "could not follow" in caplog.text
    assert follow_zones(at=LATER) == 5
