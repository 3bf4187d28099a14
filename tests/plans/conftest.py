"""A signed pair and a draft of Theo's."""

import pytest

from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from tests import cast


@pytest.fixture
def pair(db: None) -> Pair:
    return cast.signed(cast.a_pair(cast.rosa(), cast.theo()))


@pytest.fixture
def plan(pair: Pair) -> Plan:
    """Scheduled on Monday for Thursday; to be shared on Wednesday at the same hour."""
    return cast.a_plan(pair)


@pytest.fixture
def theo(pair: Pair) -> Person:
    return pair.mentee


@pytest.fixture
def rosa(pair: Pair) -> Person:
    return pair.mentor
