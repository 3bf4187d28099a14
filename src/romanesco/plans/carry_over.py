"""Which topics move to another plan when theirs has ended (product.md, rule 6). Pure."""

from dataclasses import dataclass


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
