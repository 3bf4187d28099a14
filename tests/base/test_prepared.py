from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Model, QuerySet
from pytest_django import DjangoAssertNumQueries

from romanesco.base.prepared import Prepared
from romanesco.people.models import Person
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import plans_with_pair
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo

pytestmark = pytest.mark.django_db


def of_plan(plan_id: UUID) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(plan=plan_id).select_related("author")


def starting(person_id: UUID, before: datetime) -> QuerySet[Plan]:
    return plans_with_pair().filter(
        session__pair__mentor=person_id, session__starts_at__lt=before, session__state="planned"
    )


def all_of(model: Model) -> dict[str, Any]:
    """Every column, and those of whatever came along with it."""
    fields = model._meta.concrete_fields
    along = {f.name: getattr(model, f.name) for f in fields if f.name in model._state.fields_cache}
    columns = {f.attname: getattr(model, f.attname) for f in fields}
    return columns | {name: other and all_of(other) for name, other in along.items()}


@pytest.fixture
def plan() -> Plan:
    return a_plan(signed(a_pair(rosa(), theo())))


def test_it_returns_what_the_query_does(plan: Plan) -> None:
    items, plans = Prepared(of_plan, UUID), Prepared(starting, UUID, datetime)
    me = Person.objects.get(name="Rosa Okafor").id
    for _ in range(2):
        assert [all_of(i) for i in items(plan.id)] == [all_of(i) for i in of_plan(plan.id)]
        for until in (MONDAY, MONDAY + timedelta(days=30)):
            found, wanted = plans(me, until), starting(me, until)
            assert [all_of(one) for one in found] == [all_of(one) for one in wanted]
    assert items(uuid4()) == []


def test_what_came_along_is_not_asked_for_again(
    plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plans = Prepared(starting, UUID, datetime)
    me = plan.session.pair.mentor_id
    with django_assert_num_queries(1):
        (found,) = plans(me, MONDAY + timedelta(days=30))
        assert found.session.pair.mentor.name == "Rosa Okafor"
    found.focus = None
    found.save()


def test_a_value_that_nothing_asks_for_is_a_mistake(plan: Plan) -> None:
    forgetful = Prepared(lambda plan_id, person_id: of_plan(plan_id), UUID, UUID)
    with pytest.raises(TypeError):
        forgetful(plan.id, plan.id)
