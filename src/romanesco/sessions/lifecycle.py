"""What may become of a session. Pure."""

MOVES = {
    "planned": {"live", "held", "cancelled", "missed"},
    "live": {"held", "missed"},
    "held": set[str](),
    "cancelled": set[str](),
    "missed": set[str](),
}


def may_become(state: str, wanted: str) -> bool:
    """Whether a session in one state may go to another. One that was held in another room may
    be wrapped up without having been started here."""
    return wanted in MOVES[state]


def may_move(state: str) -> bool:
    """Whether its date may still change."""
    return state == "planned"
