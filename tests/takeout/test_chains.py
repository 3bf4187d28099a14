"""How topics go on, as a file has it: from one another, and never in a ring."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from romanesco.takeout.chains import Standing, require_chains
from romanesco.takeout.values import Wrong

THREAD, OTHER = UUID(int=90), UUID(int=91)
type Rows = dict[int, tuple[int | None, int, UUID, str]]


def standings(rows: Rows) -> dict[UUID, Standing]:
    """Each item's origin, plan, thread and kind, by number; its line is ten times that."""
    return {
        UUID(int=number): Standing(
            kind, UUID(int=100 + plan), thread, UUID(int=origin) if origin else None, number * 10
        )
        for number, (origin, plan, thread, kind) in rows.items()
    }


FIRST = (None, 1, THREAD, "topic")
WRONG: dict[str, tuple[Rows, str, int]] = {
    "itself": ({1: (1, 1, THREAD, "topic")}, "the same plan", 10),
    "a stranger": ({1: (7, 1, THREAD, "topic")}, "nothing of this pair", 10),
    "another topic": ({1: FIRST, 2: (1, 2, OTHER, "topic")}, "another topic", 20),
    "a question": ({1: FIRST, 2: (1, 2, THREAD, "question")}, "another topic", 20),
    "of a question": (
        {1: (None, 1, THREAD, "question"), 2: (1, 2, THREAD, "topic")}, "another topic", 20,
    ),
    "one plan": ({1: FIRST, 2: (1, 1, THREAD, "topic")}, "the same plan", 20),
    "two of one": (
        {1: FIRST, 2: (1, 2, THREAD, "topic"), 3: (1, 3, THREAD, "topic")}, "another goes on", 30,
    ),
    "a ring of two": (
        {1: (2, 1, THREAD, "topic"), 2: (1, 2, THREAD, "topic")}, "around in a ring", 10,
    ),
    "a ring of three beside a chain": (
        {
            1: FIRST, 2: (1, 2, THREAD, "topic"), 3: (5, 1, OTHER, "topic"),
            4: (3, 2, OTHER, "topic"), 5: (4, 3, OTHER, "topic"),
        }, "around in a ring", 30,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_goes_on_from_nothing_that_was_before(name: str) -> None:
    rows, said, line = WRONG[name]
    with pytest.raises(Wrong, match=said) as refused:
        require_chains(standings(rows))
    assert refused.value.line == line


@given(st.permutations(range(1, 8)))
@examples(max_examples=30)
def test_one_thing_on_any_plans_in_any_order(order: list[int]) -> None:
    """A topic that was taken up again stands on an earlier plan than where it was before."""
    before = dict(zip(order[1:], order, strict=False))
    rows: Rows = {n: (before.get(n), n, THREAD, "topic") for n in range(1, 8)}
    require_chains(standings(rows))
    with pytest.raises(Wrong, match="ring"):
        require_chains(standings(rows | {order[0]: (order[-1], order[0], THREAD, "topic")}))
