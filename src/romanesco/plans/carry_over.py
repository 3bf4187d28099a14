"""Which topics move to another plan when theirs has ended, and what became of one on each plan
that it stood on (product.md, rule 6). Pure."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Raised:
    """What is known of an item on a plan whose session has ended."""

    kind: str
    is_removed: bool = False
    is_discussed: bool = False
    is_let_go: bool = False
    is_carried: bool = False
    plan_was_shared: bool = True
    prepared_by: str = "mentee"


def is_waiting(item: Raised) -> bool:
    """Whether the item is still open and on no plan that is ahead. Questions come anew with
    each plan; topics wait until they are discussed or let go."""
    is_over = item.is_removed or item.is_discussed or item.is_let_go or item.is_carried
    return item.kind == "topic" and not is_over


def may_carry(item: Raised, *, prepared_by: str, is_open: bool) -> bool:
    """Whether a waiting item may move to a plan that `prepared_by` prepares.

    What was never shared moves only to a plan that the same one sees alone: carrying must not
    show it to the partner.
    """
    if not is_waiting(item):
        return False
    return item.plan_was_shared or (prepared_by == item.prepared_by and not is_open)


class Fate(StrEnum):
    """What became of a topic on one plan, or is becoming of it."""

    DISCUSSED = "discussed"
    LET_GO = "let_go"
    TAKEN_OFF = "taken_off"
    LEFT_OUT = "left_out"  # not this time
    KEPT = "kept"  # for next time
    HERE = "here"


def fate_of(item: Raised, *, has_ended: bool, is_skipped: bool = False) -> Fate:
    """What is told of a topic on one plan. Where it went from there is not: the plan that it
    stands on now may be a draft that the reader knows nothing of."""
    if item.is_let_go:
        return Fate.LET_GO
    if item.is_discussed:
        return Fate.DISCUSSED
    if item.is_removed:
        return Fate.TAKEN_OFF
    if is_skipped:
        return Fate.LEFT_OUT
    return Fate.KEPT if has_ended or item.is_carried else Fate.HERE


def may_take_up_again(item: Raised) -> bool:
    """Whether a topic that was let go can wait again: where it has not gone on already."""
    return item.kind == "topic" and item.is_let_go and not item.is_carried


class Back(StrEnum):
    """What happens to a topic's words on the next plan when the session that it came from is
    taken up again."""

    JOIN = "join"  # both have seen them: they go beneath the topic where it stands again
    KEEP_ALONE = "keep_alone"  # one prepares alone: what was written goes to their own notes
    NOTHING = "nothing"  # the plan has ended; they stay there


def coming_back(*, is_ahead: bool, is_open: bool) -> Back:
    """A topic that had moved on stands in a session again that was taken up again. What was
    written beneath it on a draft is its preparer's alone, and so is that anything was."""
    if not is_ahead:
        return Back.NOTHING
    return Back.JOIN if is_open else Back.KEEP_ALONE


def closes_with(*, is_open: bool, is_closed: bool) -> bool:
    """Whether a topic that was closed on the next plan (discussed, let go, taken off) is so where
    it comes back to: where both could see it. On a draft only its preparer did."""
    return is_open and is_closed
