"""What a pair's page says of its rhythm: words, phase, sessions ahead to move or to skip."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.journey import away, hold, leave, prepare, wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment, answer
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.stories import answer as write
from tests.journey.stories import topic
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
    asked = text_of(visit_as(theo()).get(path))
    assert "Skip this session" in asked
    assert "or find another date" in asked
    told = {"reason": "", "date": "", "time": "", "zone": "UTC", "minutes": "45"}
    said = text_of(visit_as(theo()).post(path, told, follow=True))
    assert "This one is skipped; the next is Thursday, 26 November, 10:00" in said
    assert " skipped" in said.split("What was")[1]
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


def test_one_that_never_was_on_its_day_does_not_say_so(pair: Pair) -> None:
    second = pair.sessions.order_by("starts_at")[1]
    friday = Appointment(datetime(2026, 12, 4, 13, tzinfo=UTC), "America/Sao_Paulo")
    prepare.move(second, friday, by=theo(), at=MONDAY)
    a_rhythm(pair, meets_on="SA", at=MONDAY + timedelta(minutes=1))
    again = MentoringSession.objects.get(id=second.id)
    assert again.is_moved
    told = page(rosa(), pair)
    assert "Moved." in told
    assert "Moved, from" not in told


def test_what_was_called_off_ahead_of_its_date_comes_after_what_was() -> None:
    pair = signed(a_pair(rosa(), theo()))
    held, ahead = a_plan(pair, days=1), a_plan(pair, days=9)
    leave.miss(held.session, by=theo(), at=MONDAY)
    leave.cancel(ahead.session, by=theo(), at=MONDAY)
    MentoringSession.objects.filter(id=held.session_id).update(starts_at=MONDAY - timedelta(days=1))
    told = page(theo(), pair).split("What was")[1]
    assert told.index("did not happen") < told.index("cancelled")


def test_topics_of_a_closed_pair_await_no_plan() -> None:
    pair = signed(a_pair(rosa(), theo()))
    topic(a_plan(pair), "Saying no", by=theo())
    leave.close(pair, by=theo(), at=MONDAY)
    told = page(theo(), pair)
    assert "They were still open when you closed." in told
    assert "They stand in the next plan" not in told


def test_only_the_next_plan_asks_of_last_times_hopes(pair: Pair) -> None:
    first, second, third = (one.plan for one in pair.sessions.order_by("starts_at")[:3])
    write(first, "hopes", "Ship the queue", by=theo())
    at = first.session.starts_at
    hold.start(first.session, by=theo(), at=at)
    wrap_up.wrap_up(Plan.objects.get(id=first.id), {}, by=theo(), at=at + timedelta(hours=1))
    plans = [text_of(visit_as(theo()).get(f"/plans/{one.id}/")) for one in (second, third)]
    assert ["You hoped to" in words for words in plans] == [True, False]


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
