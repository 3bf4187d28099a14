"""What a pair's page says of its rhythm: words, phase, sessions ahead to move or to skip."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.journey import away
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import answer
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
TWELVE_WEEKS = date(2027, 2, 14)


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def a_rhythm(pair: Pair, **more: Any) -> Pair:
    told = {"meets_on": "TH", "meets_at": time(10), "meets_zone": "America/Sao_Paulo"}
    return signed(pair, **{**told, "runs_until": TWELVE_WEEKS, **more})


@pytest.fixture
def pair() -> Pair:
    return a_rhythm(a_pair(rosa(), theo()))


def page(person: Person, pair: Pair) -> str:
    return text_of(visit_as(person).get(f"/pairs/{pair.id}/"))


def test_the_next_is_told_in_both_zones_with_the_rhythm_in_words(pair: Pair) -> None:
    mine, hers = page(theo(), pair), page(rosa(), pair)
    assert "10:00 for you in São Paulo · 14:00 for Rosa in Amsterdam" in mine
    assert "Every Thursday at 10:00 in São Paulo, which is 14:00 for Rosa in Amsterdam." in mine
    assert "Every Thursday at 10:00 in São Paulo, which is 14:00 for you." in hers
    for day in ("3 December", "10 December", "17 December", "24 December"):
        assert f"Thursday, {day}" in mine


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        (0, "Week 1 of 12, getting to know each other."),
        (4, "Week 5 of 12, working on goals."),
        (11, "Week 12 of 12, reflecting."),
        (13, "The 12 weeks that you agreed on are over."),
    ],
)
def test_the_phase_is_told_lightly(
    pair: Pair, on_monday: time_machine.Traveller, weeks: int, said: str
) -> None:
    on_monday.move_to(MONDAY + timedelta(weeks=weeks))
    assert said in page(theo(), pair)
    assert said in page(rosa(), pair)


def test_without_an_end_there_is_no_phase() -> None:
    pair = a_rhythm(a_pair(rosa(), theo()), runs_until=None)
    assert "Every Thursday" in page(theo(), pair)
    assert "Week 1" not in page(theo(), pair)


def test_one_is_skipped_and_the_rhythm_goes_on(pair: Pair) -> None:
    second = pair.sessions.order_by("starts_at")[1]
    assert "Skip this one : Thursday, 3 December" in page(theo(), pair)
    path = f"/sessions/{second.id}/cancellation"
    assert "Skip this session" in text_of(visit_as(theo()).get(path))
    told = {"reason": "", "date": "", "time": "", "zone": "UTC", "minutes": "45"}
    visit_as(theo()).post(path, told)
    ahead = pair.sessions.filter(state="planned").order_by("starts_at")
    days = [session.starts_at.date().isoformat() for session in ahead]
    assert days == ["2026-11-26", "2026-12-10", "2026-12-17", "2026-12-24", "2026-12-31"]


def test_one_is_moved_and_says_where_it_comes_from(pair: Pair) -> None:
    second = pair.sessions.order_by("starts_at")[1]
    friday = datetime(2026, 12, 4, 13, tzinfo=UTC)
    told = {"slot": friday.isoformat(), "zone": "America/Sao_Paulo", "minutes": "45"}
    visit_as(theo()).post(f"/sessions/{second.id}/move", told)
    assert MentoringSession.objects.get(id=second.id).starts_at == friday
    assert "Moved, from Thursday, 3 December." in page(rosa(), pair)


def test_a_single_session_is_cancelled_not_skipped() -> None:
    pair = signed(a_pair(rosa(), theo()))
    a_plan(pair)
    assert "Cancel it" in page(theo(), pair)
    assert "Skip this one" not in page(theo(), pair)


def test_the_number_of_queries_is_the_same_however_much_lies_ahead(pair: Pair) -> None:
    def queries() -> int:
        client = visit_as(theo())
        client.get(f"/pairs/{pair.id}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/pairs/{pair.id}/")
        return len(captured)

    MentoringSession.objects.filter(starts_at__gt=MONDAY + timedelta(days=9)).delete()
    one = queries()
    for days in range(20, 26):
        session = a_plan(pair, days=days + 0.2).session
        answer(session, "accepted", by=rosa(), at=MONDAY)
        answer(session, "tentative", by=theo(), at=MONDAY)
        away.note(rosa(), date(2027, 5, days), date(2027, 5, days), at=MONDAY)
    assert queries() == one
