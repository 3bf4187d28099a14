"""What may become of a session. Pure."""

from datetime import datetime, timedelta

MOVES = {
    "planned": {"live", "cancelled", "missed"},
    "live": {"held", "missed"},
    "held": set[str](),  # but see may_reopen
    "cancelled": set[str](),
    "missed": set[str](),
}


def may_become(state: str, wanted: str) -> bool:
    """Whether a session in one state may go to another. One that was held in another room is
    wrapped up as begun at its agreed time (`journey.wrap_up`)."""
    return wanted in MOVES[state]


def may_move(state: str) -> bool:
    """Whether its date may still change."""
    return state == "planned"


REOPENS = timedelta(days=7)
"""How long a session that was wrapped up may be taken up again: what was hoped for there was for
the days after it, and from then on what the letter, the diary and the versions tell stands."""


def may_reopen(
    state: str, *, pair_state: str, ended_at: datetime | None, has_another_begun: bool, at: datetime
) -> bool:
    """Whether a session can be taken up again: wrapped up within the last days, by two who go on,
    and no other has begun since, which may have spoken of what was decided here."""
    if state != "held" or pair_state != "active" or ended_at is None:
        return False
    return not has_another_begun and at - ended_at <= REOPENS


def told_at(agreed: datetime, began: datetime) -> datetime:
    """The moment a session is told by: the agreed one, unless it began on quite another day."""
    return began if abs(began - agreed) > timedelta(hours=12) else agreed
