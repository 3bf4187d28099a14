"""Somebody moves to another time zone: sessions stay, drafts are shared by the new clock."""

from datetime import UTC, datetime, time, timedelta

import pytest

from romanesco.journey.relocate import describe
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.people.operations import About
from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.sessions.models import MentoringSession
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo

pytestmark = pytest.mark.django_db


def move_to(person: Person, zone: str, *, at: datetime = MONDAY) -> None:
    describe(person, About(person.name, zone, "en", time(9), time(18), "MO"), at=at)


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()), share_when="day_before", share_time=time(16))


def test_a_draft_is_shared_at_the_agreed_time_of_the_new_place(pair: Pair) -> None:
    plan = a_plan(pair)
    assert plan.share_due_at == datetime(2026, 11, 25, 19, tzinfo=UTC)  # 16:00 in São Paulo
    move_to(theo(), "Europe/Lisbon")
    plan.refresh_from_db()
    assert plan.share_due_at == datetime(2026, 11, 25, 16, tzinfo=UTC)
    session = MentoringSession.objects.get()
    assert (session.starts_at, session.time_zone) == (plan.session.starts_at, "America/Sao_Paulo")
    assert session.sequence == 0


def test_where_that_has_passed_half_of_the_time_is_left(pair: Pair) -> None:
    plan = a_plan(pair)
    at = datetime(2026, 11, 25, 17, tzinfo=UTC)  # 16:00 in Lisbon was an hour ago
    move_to(theo(), "Europe/Lisbon", at=at)
    plan.refresh_from_db()
    assert plan.share_due_at == at + (plan.session.starts_at - at) / 2


def test_the_partners_move_and_hours_before_change_nothing(pair: Pair) -> None:
    plan = a_plan(pair)
    move_to(rosa(), "Asia/Kolkata")
    plan.refresh_from_db()
    assert plan.share_due_at == datetime(2026, 11, 25, 19, tzinfo=UTC)
    signed(pair)  # 24 hours before
    due = Plan.objects.get().share_due_at
    move_to(theo(), "Asia/Tokyo")
    assert Plan.objects.get().share_due_at == due == plan.session.starts_at - timedelta(days=1)


def test_what_was_taken_back_is_still_shared_at_the_start(pair: Pair) -> None:
    plan = a_plan(pair)
    at = datetime(2026, 11, 26, 3, tzinfo=UTC)
    operations.share_due(at=at)
    operations.withdraw_sharing(plan, by=theo(), at=at)
    move_to(theo(), "America/Los_Angeles", at=at)
    plan.refresh_from_db()
    assert plan.share_due_at == plan.session.starts_at
