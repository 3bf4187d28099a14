"""Joining live plans, asked for many at once: the same answers as the pages give to one."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from romanesco.base.errors import NotFound
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.joining import PlanAccess, accesses
from romanesco.plans.models import Plan
from romanesco.plans.opening import mark_opened, note_opened
from romanesco.plans.queries import may_write, plan_for
from romanesco.sessions.models import MentoringSession
from tests import cast
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(hours=1)


def asked_alone(person: Person, plan: Plan) -> tuple[object, ...] | None:
    """What the page of the plan would find."""
    try:
        found = plan_for(person, plan.id)
    except NotFound:
        return None
    return (found.session.pair_id, found.document_id, may_write(found, person))


def told(access: PlanAccess | None) -> tuple[object, ...] | None:
    if access is None:
        return None
    return (access.pair_id, access.document_id, access.may_write)


@pytest.mark.parametrize("pair_state", ["active", "paused", "closed"])
def test_whoever_asks_gets_what_the_page_would_show_them(pair_state: str, plan: Plan) -> None:
    """Every state of a plan, before and after it is shared, with an outsider in the same batch."""
    pair, document = plan.session.pair, plan.document_id
    people = [pair.mentor, pair.mentee, cast.olga()]
    Pair.objects.update(state=pair_state)
    states = ("planned", "live", "held", "cancelled", "missed")
    for state, who, shared_at in product(states, ("mentor", "mentee", "both"), (None, MONDAY)):
        MentoringSession.objects.update(state=state)
        Plan.objects.update(prepared_by=who, shared_at=shared_at)
        together = accesses([(person.pk, plan.id) for person in people])
        for person in people:
            alone = asked_alone(person, plan)
            assert told(together.get((person.pk, plan.id))) == alone, (state, who, shared_at)
            assert accesses([(person.pk, plan.id)]).get((person.pk, plan.id)) == together.get(
                (person.pk, plan.id)
            )
        assert (cast.olga().pk, plan.id) not in together
        assert {access.document_id for access in together.values()} <= {document}


def test_what_does_not_exist_is_missing_as_what_is_not_theirs(plan: Plan, rosa: Person) -> None:
    nothing = uuid4()
    assert accesses([(rosa.pk, nothing), (rosa.pk, plan.id), (uuid4(), plan.id)]) == {}
    assert accesses([]) == {}


def test_many_cost_one_query(
    plan: Plan, theo: Person, rosa: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plans = [plan, *(cast.a_plan(plan.session.pair, days=days) for days in (10, 17, 24))]
    asked = [(person.pk, each.id) for person in (theo, rosa, cast.olga()) for each in plans]
    for number in (1, len(asked)):
        with django_assert_num_queries(1):
            accesses(asked[:number])


def test_only_the_partners_first_look_is_news(plan: Plan, theo: Person, rosa: Person) -> None:
    both = [(theo.pk, plan.id), (rosa.pk, plan.id)]
    assert [access.is_news for access in accesses(both).values()] == [False]  # Theo's draft
    operations.share(plan, by=theo, at=MONDAY)
    assert [accesses(both)[each].is_news for each in both] == [False, True]
    mark_opened(plan.id, by=theo, at=LATER)
    assert Plan.objects.get().opened_at is None
    mark_opened(plan.id, by=cast.olga(), at=LATER)
    assert Plan.objects.get().opened_at is None
    mark_opened(plan.id, by=rosa, at=LATER)
    assert Plan.objects.get().opened_at == LATER
    assert [accesses(both)[each].is_news for each in both] == [False, False]


def test_what_was_taken_back_meanwhile_is_not_opened(plan: Plan, theo: Person) -> None:
    shared = operations.share(plan, by=theo, at=MONDAY)
    operations.withdraw_sharing(shared, by=theo, at=MONDAY)
    note_opened([plan.id], at=LATER)
    assert Plan.objects.get().opened_at is None
