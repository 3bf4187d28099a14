"""Where two people stand in the time that they agreed on: getting to know each other, working on
goals, reflecting. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

type Name = Literal["getting_to_know", "working", "reflecting", "over"]


@dataclass(frozen=True)
class Phase:
    """A phase, the week that it is (counted from 1), and how many weeks there are in all."""

    name: Name
    week: int
    weeks: int


def phase(begun_on: date, until_on: date | None, today: date) -> Phase | None:
    """The phase of a day; None where no end is agreed.

    Getting to know each other takes the first sixth of the weeks and reflecting the last, each
    rounded to whole weeks and at least one: two of twelve. A time of one week is all work.
    """
    if until_on is None:
        return None
    weeks = max((until_on - begun_on).days // 7 + 1, 1)
    week = min(max((today - begun_on).days // 7 + 1, 1), weeks)
    return Phase(_name(week, weeks, is_over=today > until_on), week, weeks)


def parts(weeks: int) -> tuple[int, int, int]:
    """How many of these weeks each phase takes, in their order."""
    if weeks == 1:
        return 0, 1, 0
    edge = max(round(weeks / 6), 1)
    return edge, weeks - 2 * edge, edge


def _name(week: int, weeks: int, *, is_over: bool) -> Name:
    if is_over:
        return "over"
    know, work, _ = parts(weeks)
    if week <= know:
        return "getting_to_know"
    return "working" if week <= know + work else "reflecting"
