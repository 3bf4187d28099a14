"""What may become of a session: every pair of states."""

import pytest

from romanesco.sessions.lifecycle import MOVES, may_become, may_move

ALLOWED = {
    ("planned", "live"),
    ("planned", "held"),
    ("planned", "cancelled"),
    ("planned", "missed"),
    ("live", "held"),
    ("live", "missed"),
}


@pytest.mark.parametrize("state", MOVES)
@pytest.mark.parametrize("wanted", MOVES)
def test_what_may_become_of_a_session(state: str, wanted: str) -> None:
    assert may_become(state, wanted) == ((state, wanted) in ALLOWED)


@pytest.mark.parametrize("state", MOVES)
def test_only_a_planned_session_moves(state: str) -> None:
    assert may_move(state) == (state == "planned")
