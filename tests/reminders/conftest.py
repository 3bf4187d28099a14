"""Rosa and Theo, on an installation whose letters reach somebody, at a clock that stands still."""

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import Settings

from romanesco.pairs.models import Pair
from romanesco.plans.models import Plan
from tests import cast


@pytest.fixture(autouse=True)
def _has_mail(settings: Settings) -> None:
    settings.HAS_MAIL = True


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(cast.MONDAY, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def pair(db: None, clock: time_machine.Traveller) -> Pair:
    return cast.signed(cast.a_pair(cast.rosa(), cast.theo()))


@pytest.fixture
def plan(pair: Pair) -> Plan:
    """Planned on Monday at 9:00 UTC for Thursday at 13:00; shared on Wednesday at 13:00."""
    return cast.a_plan(pair)
