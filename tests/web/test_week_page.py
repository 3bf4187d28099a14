"""The strip of a week on the pages of a date: offered, picked, and never telling on anybody."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.agreements.models import Agreement
from romanesco.journey import away, prepare
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
DECEMBER = "2026-W49"
THURSDAY = datetime(2026, 12, 3, 13, tzinfo=UTC)
TOLD = {"zone": "America/Sao_Paulo", "minutes": "45", "place": "", "date": "", "time": ""}


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pair() -> Pair:
    pair = signed(a_pair(rosa(), theo()))
    Person.objects.update(days="MO,TU,WE,TH,FR,SA,SU")
    return pair


def week(person: Person, pair: Pair, which: str = DECEMBER) -> Any:
    return visit_as(person).get(f"/pairs/{pair.id}/sessions/new", {"week": which})


def offered(answer: Any) -> list[str]:
    return [
        c.value for day in answer.context["week"].days for c in day.choices if c and not c.is_taken
    ]


def taken(answer: Any) -> list[str]:
    return [c.value for day in answer.context["week"].days for c in day.choices if c and c.is_taken]


def test_each_time_is_named_for_both(pair: Pair) -> None:
    mine, hers = week(theo(), pair), week(rosa(), pair)
    assert "Thursday 3 December, 10:00 for you, 14:00 for Rosa" in text_of(mine)
    assert "Thursday 3 December, 14:00 for you, 10:00 for Theo" in text_of(hers)
    assert offered(mine) == offered(hers)
    assert len(offered(mine)) == 7 * 9
    assert THURSDAY.isoformat() in offered(mine)


def test_another_day_there_is_named(pair: Pair) -> None:
    Person.objects.filter(id=rosa().id).update(time_zone="Pacific/Auckland")
    Person.objects.filter(id=theo().id).update(day_from=time(14), day_until=time(20))
    text = text_of(week(theo(), pair))
    assert "Thursday 3 December, 18:00 for you, 10:00 Fri on Friday 4 December for Rosa" in text


def test_one_is_picked_and_that_is_the_date(pair: Pair) -> None:
    path = f"/pairs/{pair.id}/sessions/new"
    answer = visit_as(rosa()).post(path, {**TOLD, "slot": THURSDAY.isoformat()}, follow=True)
    assert "The session is planned: Thursday, 3 December, 14:00 for you" in text_of(answer)
    session = MentoringSession.objects.get()
    assert (session.starts_at, session.time_zone) == (THURSDAY, "America/Sao_Paulo")


def test_a_session_moves_by_picking_one_in_a_single_post(pair: Pair) -> None:
    plan = a_plan(pair)
    path = f"/sessions/{plan.session_id}/move"
    stale = {**TOLD, "date": "2026-11-27", "time": "nonsense"}  # another day does not count then
    visit_as(theo()).post(path, {**stale, "slot": THURSDAY.isoformat()})
    assert MentoringSession.objects.get().starts_at == THURSDAY


@pytest.mark.parametrize("part", ["cancellation", "absence"])
def test_a_new_date_is_picked_where_a_session_does_not_take_place(pair: Pair, part: str) -> None:
    plan = a_plan(pair)
    path = f"/sessions/{plan.session_id}/{part}"
    page = visit_as(rosa()).get(path).content.decode()
    assert '<details class="more week__fold"><summary>' in page
    assert 'week__fold" open' in visit_as(rosa()).get(path + "?week=2026-W49").content.decode()
    visit_as(rosa()).post(path, {**TOLD, "reason": "", "slot": THURSDAY.isoformat()})
    assert MentoringSession.objects.get(state="planned").starts_at == THURSDAY
    assert Plan.objects.get().session.starts_at == THURSDAY


@pytest.mark.parametrize(
    "slot",
    [
        "2026-12-01T10:00:00+00:00:30",
        "0001-01-01T00:00:00+14:00",
        "now",
        "2026-12-03T13:00",
        "2026-12-03T13:00:07+00:00",
        "9999-12-31T23:59:00-23:59",
    ],
)
def test_what_is_no_time_of_the_week_is_refused_at_the_strip(pair: Pair, slot: str) -> None:
    answer = visit_as(theo()).post(f"/pairs/{pair.id}/sessions/new", {**TOLD, "slot": slot})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["slot"]
    assert 'id="id_slot_error"' in answer.content.decode()
    assert not MentoringSession.objects.exists()


def test_a_time_that_has_passed_meanwhile_says_so_and_its_choice_stands(
    pair: Pair, on_monday: time_machine.Traveller
) -> None:
    on_monday.move_to(THURSDAY + timedelta(hours=1))
    told = {**TOLD, "slot": THURSDAY.isoformat(), "place": "<Café>"}
    answer = visit_as(theo()).post(f"/pairs/{pair.id}/sessions/new", told)
    assert answer.status_code == 422
    assert "This moment has passed." in text_of(answer)
    assert "&lt;Café&gt;" in answer.content.decode()


def test_what_either_has_already_is_taken_and_nothing_of_it_is_told(pair: Pair) -> None:
    others = a_pair(rosa(), olga())
    when = Appointment(THURSDAY, "Europe/Bucharest", 60, "https://secret.example.org/olga")
    hidden = prepare.schedule(others, when, by=olga(), at=MONDAY)
    answer = week(theo(), pair)
    assert taken(answer) == [
        (THURSDAY + timedelta(minutes=minutes)).isoformat() for minutes in (-30, 0, 30)
    ]
    html = answer.content.decode()
    assert "10:00 taken" in text_of(answer)
    for secret in ("Olga", "secret.example.org", hidden.id, others.id):
        assert str(secret) not in html
    assert taken(week(rosa(), pair)) == taken(answer)  # nor whose of the two it is
    MentoringSession.objects.filter(id=hidden.id).update(state="cancelled")
    assert taken(week(theo(), pair)) == []


def test_the_session_that_moves_leaves_its_own_time_free(pair: Pair) -> None:
    plan = a_plan(pair)
    answer = visit_as(theo()).get(f"/sessions/{plan.session_id}/move")
    assert answer.context["week"].first_on == date(2026, 11, 23)
    assert taken(answer) == []
    assert taken(week(theo(), pair, "2026-W48")) != []


def test_days_that_do_not_suit_one_of_the_two_stay_free(pair: Pair) -> None:
    Person.objects.filter(id=rosa().id).update(days="MO,TU,WE,TH,FR")
    Person.objects.filter(id=theo().id).update(days="MO,FR,SA")
    days = week(theo(), pair).context["week"].days
    assert [day.has_choices for day in days] == [True, *[False] * 3, True, False, False]


def test_weekends_suit_nobody_who_has_not_said_so() -> None:
    pair = signed(a_pair(rosa(), theo()))
    days = week(theo(), pair).context["week"].days
    assert [day.has_choices for day in days] == [True] * 5 + [False] * 2


def test_quiet_days_and_times_away_stay_free(pair: Pair) -> None:
    Agreement.objects.update(quiet_days="SA,SU")
    away.note(rosa(), date(2026, 12, 1), date(2026, 12, 2), at=MONDAY)
    away.note(theo(), date(2026, 12, 3), date(2026, 12, 3), at=MONDAY)
    days = week(theo(), pair).context["week"].days
    assert [day.has_choices for day in days] == [True, False, False, False, True, False, False]
    reasons = [day.why_none for day in days if not day.has_choices]
    assert reasons == ["Rosa is away", "Rosa is away", "You are away", *["A day off"] * 2]


def test_where_no_hours_meet_the_nearest_times_are_offered(pair: Pair) -> None:
    Person.objects.filter(id=rosa().id).update(time_zone="Asia/Tokyo")
    answer = week(theo(), pair)
    assert "Your hours do not meet in this week. These are the nearest times" in text_of(answer)
    assert len(offered(answer)) > 0
    path = f"/pairs/{pair.id}/sessions/new"
    visit_as(theo()).post(path, {**TOLD, "slot": offered(answer)[0]})
    assert MentoringSession.objects.exists()


def test_where_hours_are_too_far_apart_it_says_so_and_nobody_is_offered_the_night(
    pair: Pair,
) -> None:
    Person.objects.filter(id=rosa().id).update(
        time_zone="Asia/Tokyo", day_from=time(10), day_until=time(16)
    )
    Person.objects.filter(id=theo().id).update(day_from=time(10), day_until=time(16))
    answer = week(theo(), pair)
    assert "Your hours never meet that week. Write a time below, or talk about your hours." in (
        text_of(answer)
    )
    assert offered(answer) == []


def test_beside_a_rhythm_the_week_opens_on_the_first_free_time() -> None:
    pair = signed(
        a_pair(rosa(), theo()),
        cadence="weekly",
        meets_on="TH",
        meets_at=time(10),
        meets_zone="America/Sao_Paulo",
    )
    answer = visit_as(theo()).get(f"/pairs/{pair.id}/sessions/new")
    assert answer.context["week"].first_on == date(2026, 11, 23)
    assert offered(answer)
    assert answer.context["form"]["date"].value() is None


def test_a_week_that_is_nearly_over_is_not_where_one_begins(
    pair: Pair, on_monday: time_machine.Traveller
) -> None:
    plan = a_plan(pair, days=5)
    on_monday.move_to(datetime(2026, 11, 29, 21, tzinfo=UTC))  # a Sunday evening
    for path in (f"/pairs/{pair.id}/sessions/new", f"/sessions/{plan.session_id}/cancellation"):
        answer = visit_as(theo()).get(path)
        assert answer.context["week"].first_on == date(2026, 11, 30)
        assert offered(answer)
    asked = week(theo(), pair, "2026-W48")
    assert "Nothing is left in this week that suits you both." in text_of(asked)
    assert {day.why_none for day in asked.context["week"].days} == {"Over", "No time"}
    assert offered(asked) == []


def test_where_a_whole_week_is_away_the_next_one_is_named(pair: Pair) -> None:
    away.note(rosa(), date(2026, 11, 28), date(2026, 12, 7), at=MONDAY)
    answer = week(theo(), pair)
    assert "Nothing is left in this week that suits you both." in text_of(answer)
    assert offered(answer) == []
    assert 'href="?week=2026-W50#week"' in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "first_on"),
    [
        ("2026-W49", date(2026, 11, 30)),
        ("2027-W01", date(2027, 1, 4)),
        ("2026-W53", date(2026, 12, 28)),
        ("2020-W01", date(2026, 11, 23)),  # what has passed leads to this week
        ("9999-W52", date(2028, 11, 20)),  # nobody plans further ahead
        ("2026-W54", date(2026, 11, 23)),
        ("0000-W00", date(2026, 11, 23)),
        ("99999999999-W1", date(2026, 11, 23)),
        ("２０２６-W49", date(2026, 11, 23)),
        ("<script>\x00", date(2026, 11, 23)),
        ("", date(2026, 11, 23)),
    ],
)
def test_any_week_can_be_asked_for(pair: Pair, asked: str, first_on: date) -> None:
    answer = week(theo(), pair, asked)
    assert answer.status_code == 200
    assert answer.context["week"].first_on == first_on


def test_weeks_lie_beside_each_other(pair: Pair) -> None:
    html = week(theo(), pair, "2026-W53").content.decode()
    assert 'href="?week=2026-W52#week"' in html
    assert 'href="?week=2027-W01#week"' in html
    now = week(theo(), pair, "2026-W48").context["week"]
    assert (now.previous, now.following) == ("", "2026-W49")
    last = week(theo(), pair, "9999-W52").context["week"]
    assert last.following == ""


def test_a_longer_session_has_fewer_times(pair: Pair) -> None:
    Agreement.objects.update(minutes=240)
    assert len(offered(week(theo(), pair))) == 7 * 3


def test_when_the_clocks_change_the_times_of_the_week_change_with_them(
    pair: Pair, on_monday: time_machine.Traveller
) -> None:
    on_monday.move_to(datetime(2027, 3, 15, 9, tzinfo=UTC))
    text = text_of(week(theo(), pair, "2027-W12"))
    assert "Saturday 27 March, 09:00 for you, 13:00 for Rosa" in text
    assert "Sunday 28 March, 09:00 for you, 14:00 for Rosa" in text
    assert "Sunday 28 March, 13:00 for you" not in text


def test_the_number_of_queries_is_the_same_for_a_full_calendar(pair: Pair) -> None:
    def queries() -> int:
        client = visit_as(theo())
        client.get(f"/pairs/{pair.id}/sessions/new")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/pairs/{pair.id}/sessions/new", {"week": DECEMBER})
        return len(captured)

    a_plan(pair)
    one = queries()
    others = a_pair(rosa(), olga())
    for days in range(7, 14):
        a_plan(others, days=days)
        a_plan(pair, days=days + 0.2)
    away.note(rosa(), date(2027, 1, 1), date(2027, 1, 2), at=MONDAY)
    assert queries() == one
