"""What may become of a session. Pure."""

from datetime import datetime, timedelta

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


def told_at(agreed: datetime, began: datetime) -> datetime:
    """The moment a session is told by: the agreed one, unless it began on quite another day."""
    return began if abs(began - agreed) > timedelta(hours=12) else agreed
