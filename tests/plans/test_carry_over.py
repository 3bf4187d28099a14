"""Which topics move on, as a truth table."""

from itertools import product

import pytest

from romanesco.plans.carry_over import Raised, is_waiting, may_carry

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
