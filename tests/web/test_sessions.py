"""Planning, moving and ending sessions; the page of a session whose plan is not shared yet."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from romanesco.journey import hold, leave
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.plans.sharing import share
from romanesco.sessions.models import MentoringSession
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.stories import topic
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
TOLD = {
    "date": "2026-11-26",
    "time": "10:00",
    "zone": "America/Sao_Paulo",
    "minutes": "45",
    "place": "https://meet.example.org/us",
}


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()))


def plan_it(person: Person, pair: Pair, **told: str) -> Any:
    path = f"/pairs/{pair.id}/sessions/new"
    return visit_as(person).post(path, {**TOLD, **told}, follow=True)


def visit(person: Person, session: MentoringSession, part: str = "") -> Any:
    return visit_as(person).get(f"/sessions/{session.id}/{part}")


def test_a_session_is_one_instant_told_in_both_times(pair: Pair) -> None:
    answer = plan_it(theo(), pair)
    session = MentoringSession.objects.get()
    assert session.starts_at == datetime(2026, 11, 26, 13, tzinfo=UTC)
    assert (session.time_zone, session.minutes) == ("America/Sao_Paulo", 45)
    assert (
        "The session is planned: Thursday, 26 November, 10:00 for you in São Paulo · "
        "14:00 for Rosa in Amsterdam." in text_of(answer)
    )
    assert Plan.objects.get().session == session


def test_the_zone_is_ones_own_unless_another_is_chosen(pair: Pair) -> None:
    form = visit_as(rosa()).get(f"/pairs/{pair.id}/sessions/new").content.decode()
    assert '<option value="Europe/Amsterdam" selected>' in form
    plan_it(rosa(), pair, zone="Asia/Tokyo")
    assert MentoringSession.objects.get().starts_at == datetime(2026, 11, 26, 1, tzinfo=UTC)


def test_the_form_begins_with_the_rhythms_next_day(pair: Pair) -> None:
    plan_it(theo(), pair)
    form = visit_as(rosa()).get(f"/pairs/{pair.id}/sessions/new").content.decode()
    for value in ("2026-12-03", "10:00", "https://meet.example.org/us"):
        assert f'value="{value}"' in form
    assert '<option value="America/Sao_Paulo" selected>' in form


def test_the_form_begins_with_the_next_of_every_three_weeks() -> None:
    pair = signed(a_pair(rosa(), theo()), cadence="weeks", every_weeks=3)
    plan_it(theo(), pair)
    form = visit_as(rosa()).get(f"/pairs/{pair.id}/sessions/new").content.decode()
    assert 'value="2026-12-17"' in form


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("date", "", "Choose a day."),
        ("date", "next Thursday", "Write the day as year-month-day"),
        ("date", "2026-02-30", "Write the day as year-month-day"),
        ("date", "0001-01-01", "This moment has passed."),
        ("date", "9999-12-31", "more than two years ahead"),
        ("date", "2026-11-20", "This moment has passed."),
        ("date", "2029-01-01", "more than two years ahead"),
        ("time", "", "Choose a time."),
        ("time", "25:00", "Write the time in hours and minutes"),
        ("zone", "Mars/Olympus", "Choose a time zone from the list."),
        ("zone", "localtime", "Choose a time zone from the list."),
        ("zone", "posix/Europe/Rome", "Choose a time zone from the list."),
        ("zone", "", "This field is required."),
        ("minutes", "0", "from 5 minutes to 8 hours"),
        ("minutes", "10000000000000000000000", "from 5 minutes to 8 hours"),
        ("minutes", "many", "from 5 minutes to 8 hours"),
        ("place", "x" * 301, "Up to 300 characters"),
        ("place", "a\x00b", "Null characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    pair: Pair, field: str, value: str, said: str
) -> None:
    answer = plan_it(theo(), pair, **{"place": "<Café>", field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert said in text_of(answer)
    assert field == "place" or "&lt;Café&gt;" in answer.content.decode()
    assert not MentoringSession.objects.exists()


def test_the_same_moment_twice_is_refused_at_the_time(pair: Pair) -> None:
    plan_it(theo(), pair)
    answer = plan_it(rosa(), pair, zone="Europe/Amsterdam", time="14:00")
    assert (
        "You already have a session then, from 14:00 to 14:45."
        in answer.context["form"].errors["time"][0]
    )


def choices(answer: Any) -> list[tuple[str, str]]:
    return list(answer.context["form"].fields["which"].widget.choices)


def test_a_time_that_does_not_exist_is_asked_about(pair: Pair) -> None:
    told = {"date": "2027-03-28", "time": "02:30", "zone": "Europe/Amsterdam"}
    asked = plan_it(rosa(), pair, **told)
    assert asked.status_code == 422
    assert "There is no 02:30 on this day: the clocks in Amsterdam go forward." in text_of(asked)
    (early, said_early), (late, said_late) = choices(asked)
    assert said_early.startswith("01:30 in Amsterdam (UTC+1). That is Sunday, 28 March 2027, 01:30")
    assert "22:30 on 27 March for Theo in São Paulo" in said_late
    assert f'type="radio" name="which" value="{late}"' in asked.content.decode()
    assert 'value="02:30"' in asked.content.decode()
    plan_it(rosa(), pair, **told, which=late)
    assert MentoringSession.objects.get().starts_at.isoformat() == late
    assert early < late


def test_a_time_that_comes_twice_is_asked_about_and_never_guessed(pair: Pair) -> None:
    told = {"date": "2027-10-31", "time": "02:30", "zone": "Europe/Amsterdam"}
    asked = plan_it(rosa(), pair, **told)
    assert "02:30 comes twice on this day" in text_of(asked)
    assert [said[:27] for _, said in choices(asked)] == [
        "02:30 in Amsterdam (UTC+2).",
        "02:30 in Amsterdam (UTC+1).",
    ]
    other_day = {**told, "date": "2028-10-29"}
    again = plan_it(rosa(), pair, **other_day, which=choices(asked)[0][0])
    assert again.status_code == 422  # an answer about another day does not count
    assert not MentoringSession.objects.exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (TOLD, "Thursday, 26 November, 10:00 for you in São Paulo · 14:00 for Rosa in Amsterdam."),
        ({**TOLD, "place": "x" * 400, "date": ""}, ""),
        ({**TOLD, "date": "2027-03-28", "time": "02:30", "zone": "Europe/Amsterdam"}, ""),
        ({**TOLD, "zone": "Mars/Olympus"}, ""),
        ({}, ""),
    ],
)
def test_what_is_typed_is_said_in_both_times_before_it_is_kept(
    pair: Pair, asked: dict[str, str], said: str
) -> None:
    answer = visit_as(theo()).get(f"/pairs/{pair.id}/sessions/moment", asked)
    assert (answer.status_code, answer.content.decode()) == (200, said)
    assert not MentoringSession.objects.exists()


def test_the_plan_goes_along_when_a_session_moves(pair: Pair) -> None:
    plan = a_plan(pair)
    form = visit(rosa(), plan.session, "move").content.decode()
    assert 'value="2026-11-26"' in form
    path = f"/sessions/{plan.session_id}/move"
    told = {**TOLD, "date": "2026-11-27"}
    answer = visit_as(rosa()).post(path, told, follow=True)
    assert "The session is moved: Friday, 27 November, 14:00 for you" in text_of(answer)
    plan.refresh_from_db()
    assert plan.share_due_at == datetime(2026, 11, 26, 13, tzinfo=UTC)


def test_cancelling_shows_the_agreed_notice_and_asks_for_a_new_date(
    pair: Pair, on_monday: time_machine.Traveller
) -> None:
    plan = a_plan(pair)
    asked = text_of(visit(theo(), plan.session, "cancellation"))
    assert "You agreed on 24 hours’ notice; this is 3 days before." in asked
    on_monday.move_to(plan.session.starts_at - timedelta(hours=5, minutes=10))
    asked = text_of(visit(theo(), plan.session, "cancellation"))
    assert "You agreed on 24 hours’ notice; this is 5 hours before." in asked
    topic(plan, "Saying no", by=theo())
    told = {**TOLD, "date": "2026-12-01", "reason": "A <launch>"}
    answer = visit_as(theo()).post(f"/sessions/{plan.session_id}/cancellation", told, follow=True)
    assert "is cancelled. Instead you meet on Tuesday, 1 December, 10:00" in text_of(answer)
    assert "A &lt;launch&gt;" in answer.content.decode()
    plan.refresh_from_db()
    assert (plan.session.number, plan.session.state) == (1, "planned")


def test_a_new_date_is_not_demanded(pair: Pair) -> None:
    plan = a_plan(pair)
    told = {"reason": "", "date": "", "time": "", "zone": "UTC", "minutes": "45", "place": ""}
    path = f"/sessions/{plan.session_id}/cancellation"
    answer = visit_as(rosa()).post(path, told, follow=True)
    assert "What is open waits for the next one." in text_of(answer)
    assert MentoringSession.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"date": "2026-12-01"}, "time"),
        ({"time": "10:00"}, "date"),
        ({"date": "2026-12-01", "time": "10:00", "minutes": ""}, "minutes"),
        ({"date": "2026-11-01", "time": "10:00"}, "date"),
        ({"reason": "x" * 301}, "reason"),
    ],
)
def test_half_a_date_asks_for_the_other_half_and_cancels_nothing(
    pair: Pair, told: dict[str, str], field: str
) -> None:
    plan = a_plan(pair)
    full = {"date": "", "time": "", "zone": "UTC", "minutes": "45", **told}
    answer = visit_as(theo()).post(f"/sessions/{plan.session_id}/cancellation", full)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert MentoringSession.objects.get().state == "planned"


def test_it_did_not_happen(pair: Pair, on_monday: time_machine.Traveller) -> None:
    plan = a_plan(pair)
    on_monday.move_to(plan.session.starts_at + timedelta(days=1))
    assert "Nothing is lost" in text_of(visit(rosa(), plan.session, "absence"))
    told = {**TOLD, "date": "2026-12-01"}
    visit_as(rosa()).post(f"/sessions/{plan.session_id}/absence", told)
    states = list(MentoringSession.objects.order_by("starts_at").values_list("state", flat=True))
    assert states == ["missed", "planned"]


def test_what_was_started_meanwhile_is_neither_moved_nor_cancelled(pair: Pair) -> None:
    plan = a_plan(pair)
    hold.start(plan.session, by=theo(), at=MONDAY)
    told = {**TOLD, "date": "2026-12-01"}
    moved = visit_as(rosa()).post(f"/sessions/{plan.session_id}/move", told, follow=True)
    assert "in the meantime" in text_of(moved)
    cancelled = visit_as(rosa()).post(
        f"/sessions/{plan.session_id}/cancellation", told, follow=True
    )
    assert "in the meantime" in text_of(cancelled)


def test_until_it_is_shared_the_partner_sees_when_where_and_who_prepares(pair: Pair) -> None:
    plan = a_plan(pair)
    MentoringSession.objects.update(place="https://meet.example.org/us")
    answer = visit(rosa(), plan.session)
    page = text_of(answer)
    assert "14:00 for you in Amsterdam · 10:00 for Theo in São Paulo · 45 minutes" in page
    assert "Theo prepares. You see it on Wednesday at 14:00." in page
    assert "Yours alone, always." in page
    assert 'href="https://meet.example.org/us"' in answer.content.decode()
    assert "Start the session" not in page


@pytest.mark.parametrize("place", ["javascript:alert(1)", "data:text/html,x", "Café <b>Central"])
def test_only_web_addresses_become_links(pair: Pair, place: str) -> None:
    plan = a_plan(pair)
    MentoringSession.objects.update(place=place)
    html = visit(rosa(), plan.session).content.decode()
    assert f'href="{place}"' not in html
    assert "<b>Central" not in html


def test_as_soon_as_one_may_see_the_plan_the_page_leads_there(pair: Pair) -> None:
    plan = a_plan(pair)
    assert visit(theo(), plan.session).headers["Location"] == f"/plans/{plan.id}/"
    share(plan, by=theo(), at=MONDAY)
    assert visit(rosa(), plan.session).headers["Location"] == f"/plans/{plan.id}/"


def test_a_session_whose_plan_went_on_says_what_became_of_it(pair: Pair) -> None:
    gone = a_plan(pair).session
    leave.cancel(gone, by=theo(), at=MONDAY, reason="A launch")
    plan_it(theo(), pair)
    for person in (rosa(), theo()):
        assert "This session was cancelled. “A launch”" in text_of(visit(person, gone))
        answer = visit_as(person).post(f"/sessions/{gone.id}/start", follow=True)
        assert "in the meantime" in text_of(answer)


def test_either_starts_it_and_a_plan_is_there(
    pair: Pair, on_monday: time_machine.Traveller
) -> None:
    plan = a_plan(pair)
    path = f"/sessions/{plan.session_id}/start"
    early = visit_as(rosa()).post(path, follow=True)
    assert "half an hour before" in text_of(early)
    on_monday.move_to(plan.session.starts_at - timedelta(minutes=5))
    assert "Start the session" in text_of(visit(rosa(), plan.session))
    started = visit_as(rosa()).post(path)
    assert started.headers["Location"] == f"/plans/{plan.id}/"
    assert MentoringSession.objects.get().state == "live"


@pytest.mark.parametrize("change", [leave.pause, leave.close])
def test_a_pair_that_does_not_go_on_refuses_kindly(pair: Pair, change: Any) -> None:
    plan = a_plan(pair)
    change(pair, by=rosa(), at=MONDAY)
    for path in (f"/pairs/{pair.id}/sessions/new", f"/sessions/{plan.session_id}/move"):
        for answer in (
            visit_as(theo()).get(path, follow=True),
            visit_as(theo()).post(path, TOLD, follow=True),
        ):
            assert "This pair is paused or closed." in text_of(answer)
    assert MentoringSession.objects.count() == 1
