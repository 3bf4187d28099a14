"""What may become of a pair. Pure."""

MOVES = {
    "active": {"paused", "closed"},
    "paused": {"active", "closed"},
    "closed": set[str](),
}


def may_become(state: str, wanted: str) -> bool:
    """Whether a pair in one state may go to another. Closing is for good."""
    return wanted in MOVES[state]
