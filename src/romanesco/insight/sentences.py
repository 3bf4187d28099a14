"""What a picture says, in a sentence: facts about the two, no judgement. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from romanesco.insight.pictures import Hoped, Met, Promised


def of_rhythm(sessions: Sequence[Met]) -> str:
    """How often they met, and the longest time in which they did not."""
    held = [each for each in sessions if each.state == "held"]
    if not held:
        return "You have not met yet."
    said = f"You met {times(len(held))}."
    gaps = [later.at - earlier.at for earlier, later in pairwise(held)]
    if gaps:
        said += f" The longest time between two sessions was {_long(max(gaps))}."
    return said


def of_hopes(hoped: Sequence[Hoped]) -> str:
    """How many hopes, and what became of them."""
    done = sum(1 for hope in hoped if hope.outcome == "done")
    partly = sum(1 for hope in hoped if hope.outcome == "partly")
    said = f"{_count(len(hoped), 'hope')}: {done} done"
    if partly:
        said += f", {partly} partly"
    let_go = sum(1 for hope in hoped if hope.outcome == "let_go")
    return f"{said}, {let_go} let go." if let_go else f"{said}."


def of_actions(promised: Sequence[Promised], since: datetime, weeks: int) -> str:
    """What was promised and what was done in these weeks, whenever it had been promised."""
    made = sum(1 for each in promised if each.made_at >= since)
    done = sum(1 for each in promised if each.done_at is not None and each.done_at >= since)
    return f"In {weeks} weeks: {_count(made, 'action item')} promised, {done} done."


def times(count: int) -> str:
    """once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _long(gap: timedelta) -> str:
    if gap < timedelta(days=13):
        return _count(max(round(gap / timedelta(days=1)), 1), "day")
    return _count(round(gap / timedelta(weeks=1)), "week")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
