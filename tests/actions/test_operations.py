"""Promising, keeping, letting go."""

from datetime import date

import pytest

from romanesco.actions import operations
from romanesco.actions.models import ActionItem
from romanesco.actions.operations import ActionEmpty, ActionTooLong, Promise, TooManyActions
from romanesco.actions.queries import open_actions
from romanesco.base.errors import NotFound
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import PairIsOver, change_state
from tests.cast import MONDAY, a_pair, olga, rosa, theo

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return a_pair(rosa(), theo())


def promised(pair: Pair, text: str = "Send the write-up", **more: object) -> ActionItem:
    promise = Promise(text, "mentee", **more)  # type: ignore[arg-type]
    return operations.add_action(pair, promise, by=rosa(), at=MONDAY)


def test_either_notes_what_either_promised(pair: Pair) -> None:
    action = promised(pair, "  Send \n the write-up ", due_on=date(2026, 11, 26))
    assert (action.text, action.owner, action.made_by) == ("Send the write-up", theo(), rosa())


def test_the_nearest_date_comes_first(pair: Pair) -> None:
    later = promised(pair, "later", due_on=date(2026, 12, 1))
    sooner = promised(pair, "sooner", due_on=date(2026, 11, 24))
    assert list(open_actions(pair))[:2] == [sooner, later]


def test_ticked_and_opened_again(pair: Pair) -> None:
    action = promised(pair)
    operations.complete(action.id, is_done=True, by=rosa(), at=MONDAY)
    assert not open_actions(pair).exists()
    operations.complete(action.id, is_done=False, by=theo(), at=MONDAY)
    assert open_actions(pair).get() == action


def test_what_is_let_go_is_kept_and_no_longer_open(pair: Pair) -> None:
    action = operations.let_go(promised(pair).id, by=theo(), at=MONDAY)
    assert (action.let_go_at, action.is_open) == (MONDAY, False)
    assert not open_actions(pair).exists()


def test_words_are_needed_and_have_an_end(pair: Pair) -> None:
    with pytest.raises(ActionEmpty):
        promised(pair, " \n ")
    with pytest.raises(ActionTooLong):
        promised(pair, "x" * 501)


def test_two_hundred_are_enough(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MOST_OPEN", 2)
    promised(pair)
    promised(pair)
    with pytest.raises(TooManyActions):
        promised(pair)


def test_an_outsider_finds_no_promise(pair: Pair) -> None:
    action = promised(pair)
    with pytest.raises(NotFound):
        operations.complete(action.id, is_done=True, by=olga(), at=MONDAY)
    with pytest.raises(NotFound):
        operations.let_go(action.id, by=olga(), at=MONDAY)


def test_in_a_closed_pair_promises_stand_as_they_were(pair: Pair) -> None:
    action = promised(pair)
    change_state(pair, "closed", by=rosa(), at=MONDAY)
    with pytest.raises(PairIsOver):
        promised(pair)
    with pytest.raises(PairIsOver):
        operations.complete(action.id, is_done=True, by=theo(), at=MONDAY)
    with pytest.raises(PairIsOver):
        operations.let_go(action.id, by=theo(), at=MONDAY)
