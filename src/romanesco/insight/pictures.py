"""What a picture shows and the table behind it, from facts.

A picture has columns of marks; where they stand is told in per cent of its width and in pixels
from its top, so that it fits a phone as it fits a desk and its letters keep their size. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Literal
from uuid import UUID

WEATHERS = {1: "stormy", 2: "rainy", 3: "cloudy", 4: "bright spells", 5: "sunny"}
OUTCOMES = {
    "": "open",
    "done": "done",
    "partly": "partly",
    "not_yet": "not yet",
    "let_go": "let go",
}
KEPT = {
    "held": "met",
    "moved": "met on another day",
    "cancelled": "skipped",
    "missed": "did not happen",
}


@dataclass(frozen=True)
class Met:
    """A session that is over."""

    session: UUID
    at: datetime
    state: str  # held, cancelled, missed
    is_moved: bool
    number: int


@dataclass(frozen=True)
class Arrived:
    session: UUID
    person: UUID
    weather: int


@dataclass(frozen=True)
class Hoped:
    session: UUID
    text: str
    outcome: str


@dataclass(frozen=True)
class Promised:
    made_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class Returning:
    """Something that keeps coming back."""

    words: str
    times: int
    first_at: datetime
    is_open: bool
    kind: Literal["topic", "challenge"]


@dataclass(frozen=True)
class Mark:
    """One mark: `kind` is its look and what the legend calls it."""

    x: float  # per cent of the width
    y: float  # pixels from the top
    kind: str


@dataclass(frozen=True)
class Stroke:
    """A line between two marks of one person."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str


@dataclass(frozen=True)
class Picture:
    """Marks and strokes, the days at its ends, and the rows of its table."""

    height: int
    marks: tuple[Mark, ...]
    strokes: tuple[Stroke, ...]
    first_on: date
    last_on: date
    rows: tuple[tuple[date, tuple[str, ...]], ...]


ROW, EDGE = 22, 14  # pixels between two marks above each other, and above and below all
FEWEST_WEEKS = 8
SIDE = 3.0  # per cent at the left and right


def across(place: int, of: int) -> float:
    """Where a column stands; a single one stands in the middle."""
    if of == 1:
        return 50.0
    return round(SIDE + (100 - 2 * SIDE) * place / (of - 1), 2)


def check_ins(
    sessions: Sequence[Met], arrived: Iterable[Arrived], sides: tuple[UUID, UUID], zone: tzinfo
) -> Picture | None:
    """How the two arrived, session by session: `sides` are oneself and the partner. None where
    nobody chose anything."""
    chosen = {(each.session, each.person): each.weather for each in arrived}
    held = [each for each in sessions if any((each.session, who) in chosen for who in sides)]
    if not held:
        return None
    marks: list[Mark] = []
    levels = [EDGE + ROW * level for level in range(len(WEATHERS))]
    strokes = [Stroke(0, level, 100, level, "rule") for level in levels]
    for who, kind in zip(sides, ("me", "partner"), strict=True):
        line = _line(held, chosen, who, kind)
        marks += line
        strokes += [Stroke(a.x, a.y, b.x, b.y, kind) for a, b in pairwise(line)]
    rows = tuple(
        (
            _day(each.at, zone),
            tuple(WEATHERS.get(chosen.get((each.session, who), 0), "") for who in sides),
        )
        for each in held
    )
    height = 2 * EDGE + ROW * (len(WEATHERS) - 1)
    return Picture(height, tuple(marks), tuple(strokes), rows[0][0], rows[-1][0], rows)


def hopes(sessions: Sequence[Met], hoped: Iterable[Hoped], zone: tzinfo) -> Picture | None:
    """What was hoped for at each session and became of it, one mark a hope, from below."""
    of: dict[UUID, list[Hoped]] = {}
    for hope in hoped:
        of.setdefault(hope.session, []).append(hope)
    with_hopes = [each for each in sessions if each.session in of]
    if not with_hopes:
        return None
    tallest = max(len(of[each.session]) for each in with_hopes)
    height = 2 * EDGE + ROW * (tallest - 1)
    marks = tuple(
        Mark(across(place, len(with_hopes)), height - EDGE - ROW * level, hope.outcome or "open")
        for place, each in enumerate(with_hopes)
        for level, hope in enumerate(of[each.session])
    )
    rows = tuple(
        (_day(each.at, zone), (hope.text, OUTCOMES[hope.outcome]))
        for each in with_hopes
        for hope in of[each.session]
    )
    return Picture(height, marks, (), rows[0][0], rows[-1][0], rows)


def actions(promised: Iterable[Promised], today: date, weeks: int, zone: tzinfo) -> Picture | None:
    """Week by week: what was promised above the line, what was done beneath it."""
    first = monday_of(today) - timedelta(weeks=weeks - 1)
    made, done = [0] * weeks, [0] * weeks
    for each in promised:
        _count(made, first, each.made_at, zone)
        _count(done, first, each.done_at, zone)
    if not any(made) and not any(done):
        return None
    made, done = _from_the_first(made, done)
    first, weeks = first + timedelta(weeks=weeks - len(made)), len(made)
    up, down = max(made), max(done)
    middle = EDGE + ROW // 2 * max(up, 1)
    height = middle + EDGE + ROW // 2 * max(down, 1)
    marks = []
    for week in range(weeks):
        x, step = across(week, weeks), ROW // 2
        marks += [Mark(x, middle - 7 - step * level, "promised") for level in range(made[week])]
        marks += [Mark(x, middle + 7 + step * level, "kept") for level in range(done[week])]
    rows = tuple(
        (first + timedelta(weeks=week), (str(made[week]), str(done[week])))
        for week in range(weeks)
        if made[week] or done[week]
    )
    rule = Stroke(0, middle, 100, middle, "rule")
    return Picture(height, tuple(marks), (rule,), first, monday_of(today), rows)


def rhythm(sessions: Sequence[Met], zone: tzinfo) -> Picture | None:
    """One mark for each session that was to be: met, met on another day, skipped, or not held;
    where it stands is when it was."""
    if not sessions:
        return None
    begin, end = sessions[0].at, sessions[-1].at
    whole = (end - begin) or timedelta(days=1)
    kinds = [_kept(each) for each in sessions]
    marks = tuple(
        Mark(_along(each.at - begin, whole, len(sessions)), 20, kind)
        for each, kind in zip(sessions, kinds, strict=True)
    )
    rows = tuple(
        (_day(each.at, zone), (KEPT[kind],)) for each, kind in zip(sessions, kinds, strict=True)
    )
    return Picture(40, marks, (Stroke(0, 20, 100, 20, "rule"),), rows[0][0], rows[-1][0], rows)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _line(
    held: Sequence[Met], chosen: dict[tuple[UUID, UUID], int], who: UUID, kind: str
) -> list[Mark]:
    # Side by side where both chose the same, so that neither hides the other.
    aside = -2.5 if kind == "me" else 2.5
    return [
        Mark(across(place, len(held)), EDGE + ROW * (5 - chosen[each.session, who]) + aside, kind)
        for place, each in enumerate(held)
        if (each.session, who) in chosen
    ]


def _count(weeks: list[int], first: date, at: datetime | None, zone: tzinfo) -> None:
    if at is None:
        return
    week = (_day(at, zone) - first).days // 7
    if 0 <= week < len(weeks):
        weeks[week] += 1


def _from_the_first(made: list[int], done: list[int]) -> tuple[list[int], list[int]]:
    """Without the weeks before anything was promised; but some weeks at least."""
    empty = next(week for week in range(len(made)) if made[week] or done[week])
    begin = max(min(empty, len(made) - FEWEST_WEEKS), 0)
    return made[begin:], done[begin:]


def _kept(session: Met) -> str:
    return "moved" if session.state == "held" and session.is_moved else session.state


def _along(since: timedelta, whole: timedelta, of: int) -> float:
    return 50.0 if of == 1 else round(SIDE + (100 - 2 * SIDE) * (since / whole), 2)


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()
