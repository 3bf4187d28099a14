"""What may become of a session: every pair of states."""

from datetime import UTC, datetime, timedelta

import pytest

from romanesco.sessions.lifecycle import MOVES, REOPENS, may_become, may_move, may_reopen

ALLOWED = {
    ("planned", "live"),
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


@pytest.mark.parametrize("state", MOVES)
@pytest.mark.parametrize("pair_state", ["active", "paused", "closed"])
@pytest.mark.parametrize("has_another_begun", [True, False])
@pytest.mark.parametrize("since", [timedelta(0), REOPENS, REOPENS + timedelta(seconds=1)])
def test_what_was_wrapped_up_is_taken_up_again_within_a_week_until_another_begins(
    state: str, pair_state: str, has_another_begun: bool, since: timedelta
) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    expected = (
        state == "held" and pair_state == "active" and not has_another_begun and since <= REOPENS
    )
    assert expected is may_reopen(
        state,
        pair_state=pair_state,
        ended_at=at - since,
        has_another_begun=has_another_begun,
        at=at,
    )
