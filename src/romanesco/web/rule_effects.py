"""What new rules do to a draft that is on its way, so that its preparer is told before. Pure."""

from typing import Literal

type Effect = Literal["opens", "hands_over"]


def effect_on_draft(prepared_by: str, *, preparer: str, share_when: str) -> Effect | None:
    """What becomes of a draft that `prepared_by` writes, once these rules are in force.

    "opens": both see it at once, with all that is in it. "hands_over": the other prepares, and
    the draft stays with the one who wrote it. None: only the moment of sharing may change.
    """
    if preparer == "both":
        return "opens"
    who = prepared_by if preparer == "turns" else preparer
    if who != prepared_by:
        return "hands_over"
    return "opens" if share_when == "together" else None
