"""A plan in the making, and the people around it."""

import pytest

from romanesco.base import clock
from romanesco.pairs.models import Pair
from romanesco.plans.models import Plan
from tests import cast
from tests.api.client import Api


@pytest.fixture
def pair(db: None) -> Pair:
    return cast.signed(cast.a_pair(cast.rosa(), cast.theo(), at=clock.now()), at=clock.now())


@pytest.fixture
def plan(pair: Pair) -> Plan:
    """A draft of Theo's, to be shared in two days."""
    return cast.a_plan(pair, at=clock.now())


@pytest.fixture
def theo(pair: Pair) -> Api:
    return Api(pair.mentee)


@pytest.fixture
def rosa(pair: Pair) -> Api:
    return Api(pair.mentor)


@pytest.fixture
def olga(db: None) -> Api:
    return Api(cast.olga())
