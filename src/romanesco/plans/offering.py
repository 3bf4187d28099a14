"""Which template suits two people now, and why: at most one, from what is known. Pure."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from romanesco.plans.shipped import FINAL, FIRST_SESSION, GOALS_OFF, RESET

type Reason = Literal["first", "near_end", "missed", "let_go", "week_six", "thin"]
type Ending = Literal["held", "missed", "cancelled", "cancelled_late"]

AGAIN_AFTER = timedelta(days=14)  # what was put off is not spoken of for so long
WEEK_SIX = (6, 7)
LAST_ONES = 2
A_FEW = 3
A_WHILE = 6


@dataclass(frozen=True)
class Facts:
    """What is known of a pair, from what one of the two may see.

    The last ones come first. `made_of` are the templates of plans ahead and of those held.
    """

    held: int
    endings: tuple[Ending, ...] = ()
    outcomes: tuple[str, ...] = ()  # of hopes that were answered
    written: tuple[int, ...] = ()  # topics and hopes on plans that were held
    ahead: tuple[str, ...] = ()  # templates of plans ahead
    made_of: tuple[str, ...] = ()  # templates of plans that were held
    week: int = 1
    sessions_left: int | None = None
    put_off: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Suggestion:
    """A template that ships, by its key, and why now."""

    key: str
    reason: Reason


def suggested(facts: Facts) -> Suggestion | None:
    """What to offer now: the end before trouble, trouble before routine."""
    for suggestion in filter(None, (_first(facts), _end(facts), _trouble(facts), _routine(facts))):
        if suggestion.key not in facts.put_off:
            return suggestion
    return None


def sessions_left(next_on: date, until_on: date | None, days_between: int | None) -> int | None:
    """How many sessions there are until the agreed end, the next one counted; None where no end
    is agreed. Where no rhythm is, the end counts as near from four weeks on."""
    if until_on is None:
        return None
    if next_on > until_on:
        return 1
    return (until_on - next_on).days // (days_between or 14) + 1


def _first(facts: Facts) -> Suggestion | None:
    is_new = facts.held == 0 and FIRST_SESSION not in facts.ahead
    return Suggestion(FIRST_SESSION, "first") if is_new else None


def _end(facts: Facts) -> Suggestion | None:
    left = facts.sessions_left
    is_near = left is not None and left <= LAST_ONES and facts.held > 0
    is_done = FINAL in (*facts.ahead, *facts.made_of[:LAST_ONES])
    return Suggestion(FINAL, "near_end") if is_near and not is_done else None


def _trouble(facts: Facts) -> Suggestion | None:
    if facts.held == 0 or RESET in (*facts.ahead, *facts.made_of[:A_FEW]):
        return None
    fell_through = [one for one in facts.endings[:A_FEW] if one in ("missed", "cancelled_late")]
    if len(fell_through) >= 2:
        return Suggestion(RESET, "missed")
    lately = facts.outcomes[:A_FEW]
    is_let_go = len(lately) == A_FEW and set(lately) == {"let_go"}
    return Suggestion(RESET, "let_go") if is_let_go else None


def _routine(facts: Facts) -> Suggestion | None:
    if facts.held < 2 or GOALS_OFF in (*facts.ahead, *facts.made_of[:A_WHILE]):
        return None
    if facts.week in WEEK_SIX:
        return Suggestion(GOALS_OFF, "week_six")
    lately = facts.written[:2]
    return Suggestion(GOALS_OFF, "thin") if lately == (0, 0) else None
