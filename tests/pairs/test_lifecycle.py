"""What may become of a pair: every pair of states."""

import pytest

from romanesco.pairs.lifecycle import MOVES, may_become

ALLOWED = {
    ("active", "paused"),
    ("active", "closed"),
    ("paused", "active"),
    ("paused", "closed"),
}


@pytest.mark.parametrize("state", MOVES)
@pytest.mark.parametrize("wanted", MOVES)
def test_closing_is_for_good(state: str, wanted: str) -> None:
    assert may_become(state, wanted) == ((state, wanted) in ALLOWED)
