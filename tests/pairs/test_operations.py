"""Pausing, resuming and closing; and who finds which pair."""

import pytest

from romanesco.base.errors import NotFound
from romanesco.pairs.models import Pair, Side
from romanesco.pairs.operations import (
    PairHasChanged,
    PairIsOver,
    PairNotActive,
    change_state,
    require_active,
    require_not_closed,
)
from romanesco.pairs.queries import pair_for, pairs_of
from tests.cast import MONDAY, a_pair, cora, olga, rosa, theo

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return a_pair(rosa(), theo())


def test_a_change_says_who_made_it_and_when(pair: Pair) -> None:
    change_state(pair, "paused", by=theo(), at=MONDAY)
    stored = Pair.objects.get(id=pair.id)
    assert (stored.state, stored.state_changed_by, stored.state_changed_at) == (
        "paused", theo(), MONDAY,
    )  # fmt: skip


def test_a_change_that_another_made_first_is_refused(pair: Pair) -> None:
    change_state(pair, "paused", by=rosa(), at=MONDAY)
    with pytest.raises(PairHasChanged):
        change_state(pair, "paused", by=theo(), at=MONDAY)
    change_state(pair, "closed", by=theo(), at=MONDAY)
    with pytest.raises(PairHasChanged):
        change_state(pair, "active", by=rosa(), at=MONDAY)


@pytest.mark.parametrize(
    ("state", "is_active", "is_open"),
    [("active", True, True), ("paused", False, True), ("closed", False, False)],
)
def test_what_each_state_allows(pair: Pair, state: str, is_active: bool, is_open: bool) -> None:
    pair.state = state
    for require, refusal, is_allowed in (
        (require_active, PairNotActive, is_active),
        (require_not_closed, PairIsOver, is_open),
    ):
        if is_allowed:
            require(pair)
        else:
            with pytest.raises(refusal):
                require(pair)


def test_each_is_the_others_partner(pair: Pair) -> None:
    assert pair.partner_of(rosa()) == theo()
    assert pair.partner_of(theo()) == rosa()
    assert (pair.side_of(theo()), pair.side_of(rosa())) == (Side.MENTEE, Side.MENTOR)


def test_only_the_two_find_their_pair(pair: Pair) -> None:
    assert pair_for(rosa(), pair.id) == pair_for(theo(), pair.id) == pair
    for somebody in (olga(), cora()):
        with pytest.raises(NotFound):
            pair_for(somebody, pair.id)
        assert not pairs_of(somebody).exists()
