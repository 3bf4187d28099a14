"""Which topics move on, as a truth table."""

from itertools import product

import pytest

from romanesco.plans.carry_over import (
    Back,
    Fate,
    Raised,
    closes_with,
    coming_back,
    fate_of,
    is_waiting,
    may_carry,
    may_take_up_again,
)

OPEN = Raised(kind="topic")


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (OPEN, True),
        (Raised(kind="question"), False),
        (Raised(kind="topic", is_removed=True), False),
        (Raised(kind="topic", is_discussed=True), False),
        (Raised(kind="topic", is_let_go=True), False),
        (Raised(kind="topic", is_carried=True), False),
        (Raised(kind="topic", plan_was_shared=False), True),
    ],
)
def test_what_waits(item: Raised, expected: bool) -> None:
    assert is_waiting(item) is expected


@pytest.mark.parametrize(
    ("was_shared", "before", "now", "is_open"),
    list(product([True, False], ["mentor", "mentee"], ["mentor", "mentee", "both"], [True, False])),
)
def test_a_draft_topic_moves_only_to_a_draft_of_the_same_one(
    was_shared: bool, before: str, now: str, is_open: bool
) -> None:
    item = Raised(kind="topic", plan_was_shared=was_shared, prepared_by=before)
    expected = was_shared or (before == now and not is_open)
    assert may_carry(item, prepared_by=now, is_open=is_open) is expected


def test_what_does_not_wait_never_moves() -> None:
    done = Raised(kind="topic", is_discussed=True)
    assert not may_carry(done, prepared_by="mentee", is_open=False)


@pytest.mark.parametrize(
    ("item", "is_skipped", "while_ahead", "once_ended"),
    [
        (OPEN, False, Fate.HERE, Fate.KEPT),
        (OPEN, True, Fate.LEFT_OUT, Fate.LEFT_OUT),
        (Raised(kind="topic", is_discussed=True), False, Fate.DISCUSSED, Fate.DISCUSSED),
        (Raised(kind="topic", is_let_go=True), False, Fate.LET_GO, Fate.LET_GO),
        (Raised(kind="topic", is_let_go=True, is_discussed=True), True, Fate.LET_GO, Fate.LET_GO),
        (Raised(kind="topic", is_removed=True), False, Fate.TAKEN_OFF, Fate.TAKEN_OFF),
        (Raised(kind="topic", is_carried=True), False, Fate.KEPT, Fate.KEPT),
    ],
)
def test_what_became_of_a_topic_on_one_plan(
    item: Raised, is_skipped: bool, while_ahead: Fate, once_ended: Fate
) -> None:
    assert fate_of(item, has_ended=False, is_skipped=is_skipped) == while_ahead
    assert fate_of(item, has_ended=True, is_skipped=is_skipped) == once_ended


@pytest.mark.parametrize(
    ("let_go", "carried", "kind"),
    list(product([True, False], [True, False], ["topic", "question"])),
)
def test_what_was_let_go_is_taken_up_again_where_it_was_let_go(
    let_go: bool, carried: bool, kind: str
) -> None:
    item = Raised(kind=kind, is_let_go=let_go, is_carried=carried)
    assert may_take_up_again(item) is (let_go and not carried and kind == "topic")


def test_words_come_back_to_where_those_who_saw_them_see_them() -> None:
    assert coming_back(is_ahead=True, is_open=True) == Back.JOIN
    assert coming_back(is_ahead=True, is_open=False) == Back.KEEP_ALONE
    assert coming_back(is_ahead=False, is_open=True) == Back.NOTHING
    assert coming_back(is_ahead=False, is_open=False) == Back.NOTHING


@pytest.mark.parametrize(("is_open", "is_closed"), list(product([True, False], [True, False])))
def test_what_one_alone_did_on_a_draft_closes_nothing(is_open: bool, is_closed: bool) -> None:
    assert closes_with(is_open=is_open, is_closed=is_closed) is (is_open and is_closed)
