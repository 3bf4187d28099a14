"""The first page: what wants attention, over all of one's pairs."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from romanesco.actions.operations import Promise, add_action
from romanesco.agreements import operations as agreements
from romanesco.journey import away, hold, leave, prepare
from romanesco.pairs import invitations
from romanesco.pairs.invitations import Invitee
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.sharing import share
from romanesco.sessions.operations import Appointment
from romanesco.sessions.operations import answer as answer_to
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import topic
from tests.web.visiting import text_of, visit_as

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def home(person: Person) -> str:
    answer = visit_as(person).get("/")
    assert answer.status_code == 200
    return text_of(answer)


def test_who_is_not_in_reads_what_romanesco_is(client: Client) -> None:
    assert "mentor" in text_of(client.get("/"))


def test_nobody_yet_is_taught_how_to_begin() -> None:
    page = home(olga())
    assert "Welcome, Olga" in page
    assert "Start a pair" in page


def test_a_new_pair_asks_both_to_sign() -> None:
    pair = a_pair(rosa(), theo())
    assert "Sign the agreement with Theo" in home(rosa())
    assert "Sign the agreement with Rosa" in home(theo())
    agreements.propose(pair, {}, by=theo(), at=MONDAY)
    assert "Sign the agreement" not in home(theo())
    assert "Rosa has yet to sign" in home(theo())


def test_the_preparer_prepares_and_the_partner_is_not_troubled() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    topic(plan, "Leaving the team", by=theo())
    assert "Prepare your plan Shared with Rosa on Wednesday at 10:00" in home(theo())
    page = home(rosa())
    assert "Prepare" not in page
    assert "Leaving the team" not in page
    assert "Next Thursday, 26 November, 14:00 for you in Amsterdam · 10:00 for Theo" in page


def test_who_reads_that_the_partner_cannot_come_is_led_to_another_time() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    answer_to(plan.session, "declined", by=rosa(), at=MONDAY)
    html = visit_as(theo()).get("/").content.decode()
    assert "Rosa cannot come on Thursday, 26 November. Find another time" in html
    assert f"/sessions/{plan.session_id}/move" in html
    assert "cannot come" not in home(rosa())
    assert "Find another time" in text_of(visit_as(rosa()).get(f"/pairs/{plan.session.pair_id}/"))
    later = Appointment(plan.session.starts_at + timedelta(days=1), "Europe/Amsterdam")
    prepare.move(plan.session, later, by=theo(), at=MONDAY)
    assert "cannot come" not in home(theo())


def test_a_draft_on_a_day_away_is_asked_about() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    topic(plan, "Leaving the team", by=theo())
    day = plan.session.starts_at.date()
    away.note(rosa(), day, day, at=MONDAY)
    assert "Rosa is away on Thursday, 26 November. Find another time" in home(theo())
    page = home(rosa())
    assert "You are away on Thursday, 26 November. Find another time" in page
    assert "Leaving the team" not in page


def test_a_shared_plan_waits_for_the_partner() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    share(plan, by=theo(), at=MONDAY)
    assert "Theo has shared the plan with you" in home(rosa())
    assert "Prepare your plan" not in home(theo())


def test_a_session_that_begins_goes_on_and_has_passed(on_monday: time_machine.Traveller) -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    starts = plan.session.starts_at
    on_monday.move_to(starts - timedelta(minutes=10))
    assert "Your session with Theo begins at 14:00" in home(rosa())
    on_monday.move_to(starts + timedelta(hours=2))
    assert "Did you and Theo meet?" in home(rosa())
    hold.start(plan.session, by=theo(), at=starts)
    assert "Wrap up your session with Rosa" in home(theo())
    on_monday.move_to(starts + timedelta(minutes=5))
    assert "You and Rosa are in session" in home(theo())


def test_promises_near_their_day_never_scold() -> None:
    pair = signed(a_pair(rosa(), theo()))
    for text, day in (("soon", 25), ("late", 19), ("far", 30)):
        promise = Promise(f"Do it {text}", "mentee", date(2026, 11, day))
        add_action(pair, promise, by=theo(), at=MONDAY)
    page = home(theo())
    assert "Do it soon You promised it to Rosa, by Wednesday." in page
    assert "by 19 November. Have we overestimated something?" in page
    assert "Do it far" not in page
    assert "Do it soon" not in home(rosa())
    assert "overdue" not in page.lower()


def test_an_invitation_on_its_way_leads_to_its_link() -> None:
    made = invitations.invite(Invitee("Priya <b>"), side="mentee", by=theo(), at=MONDAY)
    page = visit_as(theo()).get("/").content.decode()
    assert f"/invitations/{invitations.token_of(made)}/" in page
    assert "Priya &lt;b&gt;" in page


def test_a_pair_on_pause_and_a_closed_one_ask_for_nothing() -> None:
    pair = signed(a_pair(rosa(), theo()))
    a_plan(pair)
    leave.pause(pair, by=rosa(), at=MONDAY)
    assert "Nothing wants your attention" in home(theo())
    assert "On pause" in home(theo())
    leave.close(pair, by=rosa(), at=MONDAY)
    assert "Nothing wants your attention" in home(theo())


def busy_pair(mentor: Person, mentee: Person) -> Pair:
    pair = signed(a_pair(mentor, mentee))
    a_plan(pair, days=3)
    a_plan(pair, days=10)
    add_action(pair, Promise("x", "mentee", date(2026, 11, 24)), by=mentee, at=MONDAY)
    agreements.propose(pair, {"minutes": 30}, by=mentor, at=MONDAY)
    return pair


def queries(person: Person) -> int:
    client = visit_as(person)
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    return len(captured)


def test_four_pairs_cost_as_many_queries_as_one() -> None:
    busy_pair(rosa(), theo())
    one = queries(theo())
    for number in range(3):
        partner = Person.objects.create_person(f"p{number}@example.org", f"P {number}")
        busy_pair(*((theo(), partner) if number == 1 else (partner, theo())))
    assert queries(theo()) == one
    assert one <= 10
