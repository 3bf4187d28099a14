"""What became of a hope; nobody is scolded, and any answer may change."""

from uuid import uuid4

import pytest

from romanesco.base.errors import NotFound
from romanesco.people.models import Person
from romanesco.plans.hopes import UnknownOutcome, settle_hope
from romanesco.plans.models import Hope, Plan
from tests import cast

pytestmark = pytest.mark.django_db
AT = cast.MONDAY


@pytest.fixture
def hope(plan: Plan) -> Hope:
    return Hope.objects.create(pair=plan.session.pair, plan=plan, line=0, text="one page")


@pytest.mark.parametrize("outcome", ["done", "partly", "not_yet", "let_go"])
def test_either_of_the_two_says_and_unsays_it(
    outcome: str, hope: Hope, theo: Person, rosa: Person
) -> None:
    said = settle_hope(hope.id, outcome, by=rosa, at=AT)
    assert (said.outcome, said.outcome_at) == (outcome, AT)
    unsaid = settle_hope(hope.id, "", by=theo, at=AT)
    assert (unsaid.outcome, unsaid.outcome_at) == ("", None)


def test_other_words_are_refused(hope: Hope, theo: Person) -> None:
    with pytest.raises(UnknownOutcome):
        settle_hope(hope.id, "failed", by=theo, at=AT)


def test_it_is_nothing_to_others(hope: Hope) -> None:
    for hope_id in (hope.id, uuid4()):
        with pytest.raises(NotFound):
            settle_hope(hope_id, "done", by=cast.olga(), at=AT)
