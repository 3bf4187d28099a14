"""A pair whose drafts are Theo's, and what each of the two finds."""

from collections.abc import Callable

import pytest

from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pairs_of
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.search.asking import asked
from romanesco.search.finding import find
from romanesco.search.models import Passage
from tests import cast

type Finds = Callable[[Person, str], set[str]]


@pytest.fixture
def pair(db: None) -> Pair:
    return cast.signed(cast.a_pair(cast.rosa(), cast.theo()))


@pytest.fixture
def plan(pair: Pair) -> Plan:
    """A draft of Theo's."""
    return cast.a_plan(pair)


@pytest.fixture
def finds(db: None) -> Finds:
    """The words of all passages in which somebody finds something."""

    def found(person: Person, typed: str) -> set[str]:
        found = find(person, list(pairs_of(person)), asked(typed))
        passages = Passage.objects.filter(id__in=[hit.id for hits in found for hit in hits])
        return {text for passage in passages for _, _, text in passage.pieces}

    return found
