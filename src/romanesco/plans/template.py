"""What a template is made of, which ones may be kept, and which questions give way to it. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from romanesco.base.errors import Refused

MOST_QUESTIONS = 30
LONGEST_NAME = 80
LONGEST_PROMPT = 300
PURPOSE = re.compile(r"[a-z][a-z_]{0,23}")

BOARDS = {
    "swot": ("swot_strengths", "swot_weaknesses", "swot_opportunities", "swot_threats"),
    "grow": ("grow_goal", "grow_reality", "grow_options", "grow_way"),
}
TURNS = ("thinking_mentee", "thinking_mentor")


@dataclass(frozen=True)
class Question:
    """What it is for, and how it is worded."""

    purpose: str
    prompt: str


@dataclass(frozen=True)
class Structure:
    """What a plan may be made of; `key` is what the plan remembers."""

    key: str
    name: str
    about: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Standing:
    """A question on a plan, and what is known of it."""

    purpose: str
    prompt: str
    is_written: bool = False  # something stands beneath it, or it was talked about
    is_removed: bool = False


class NameMissing(Refused):
    code = "name_missing"
    message = "Give the template a name, so that you find it again."
    field = "name"


class NameTooLong(Refused):
    code = "name_too_long"
    message = "A name of up to 80 characters, please."
    field = "name"


class QuestionTooLong(Refused):
    code = "question_too_long"
    message = "Each question holds up to 300 characters. Please shorten it."
    field = "questions"


class NoQuestions(Refused):
    code = "no_questions"
    message = "A template needs at least one question."
    field = "questions"


class TooManyQuestions(Refused):
    code = "too_many_questions"
    message = "A template holds up to thirty questions."
    field = "questions"


class AskedTwice(Refused):
    code = "asked_twice"
    message = "The same question stands here twice."
    field = "questions"


def named(name: str) -> str:
    """A template's name on one line. Raises NameMissing or NameTooLong."""
    words = plain(name)
    if not words:
        raise NameMissing
    if len(words) > LONGEST_NAME:
        raise NameTooLong
    return words


def unlike(name: str, taken: Collection[str]) -> str:
    """That name, numbered where there is one of it already: "Our hour (2)"."""
    known = {one.casefold() for one in taken}
    if name.casefold() not in known:
        return name
    ends = (f" ({number})" for number in count(2))
    numbered = (name[: LONGEST_NAME - len(end)].rstrip() + end for end in ends)
    return next(one for one in numbered if one.casefold() not in known)


def kept(questions: Iterable[Question]) -> list[Question]:
    """The questions as they may be kept: empty ones left out, each on one line, and one of each
    meaning; a second one of the same is a plain question.

    Raises QuestionTooLong, AskedTwice, NoQuestions or TooManyQuestions.
    """
    found: list[Question] = []
    for one in questions:
        words = plain(one.prompt)
        if len(words) > LONGEST_PROMPT:
            raise QuestionTooLong
        if not words:
            continue
        if words in {each.prompt for each in found}:
            raise AskedTwice(f"“{words}” stands here twice.")
        is_known = PURPOSE.fullmatch(one.purpose) and one.purpose not in {e.purpose for e in found}
        found.append(Question(one.purpose if is_known else "", words))
    if not found:
        raise NoQuestions
    if len(found) > MOST_QUESTIONS:
        raise TooManyQuestions
    return found


def asked_in(items: object) -> list[Question]:
    """The questions of a stored template, also of one that came from elsewhere: what could not
    have been kept here is left out."""
    told = items if isinstance(items, list) else []
    asked = [
        Question(str(one.get("purpose", "")), plain(str(one.get("prompt", "")))[:LONGEST_PROMPT])
        for one in told
        if isinstance(one, dict)
    ]
    first = {one.prompt: one for one in reversed(asked) if one.prompt}
    return kept(list(first.values())[::-1][:MOST_QUESTIONS]) if first else []


def plain(text: str) -> str:
    """Words on one line, without what cannot be shown."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def board_of(purpose: str) -> str:
    """The board whose cell this is: swot, grow, or none."""
    return next((name for name, cells in BOARDS.items() if purpose in cells), "")


@dataclass(frozen=True)
class Change:
    """How a plan takes a structure: for each of its questions the place of the one that stands
    for it already (None: it is new), and the places of those that give way."""

    taken: tuple[int | None, ...]
    leaves: tuple[int, ...]


def change(
    standing: Sequence[Standing], wanted: Sequence[Question], known: Collection[str]
) -> Change:
    """What becomes of the questions on a plan.

    One that asks for the same stays, one that was taken off comes back, and one that nobody wrote
    under gives way; but not one that somebody worded, which is no wording in `known`.
    """
    used: set[int] = set()
    taken: list[int | None] = []
    for question in wanted:
        place = _place_of(question, standing, used)
        taken.append(place)
        if place is not None:
            used.add(place)
    leaves = tuple(
        place
        for place, one in enumerate(standing)
        if place not in used and not one.is_removed and not is_own(one, known)
    )
    return Change(tuple(taken), leaves)


def is_own(one: Standing, known: Collection[str]) -> bool:
    """Whether somebody put something of theirs into it: words beneath it, or its own."""
    return one.is_written or one.prompt not in known


def _place_of(question: Question, standing: Sequence[Standing], used: set[int]) -> int | None:
    free = [(place, one) for place, one in enumerate(standing) if place not in used]
    for is_removed in (False, True):
        for place, one in free:
            is_same = one.purpose == question.purpose and bool(one.purpose)
            is_alike = one.prompt == question.prompt
            if one.is_removed == is_removed and (is_alike or (is_same and not is_removed)):
                return place
    return None


def sides(items: Sequence[tuple[str, bool]]) -> list[str]:
    """Where each item stands on its board: left, right, or across both where it is none's cell.

    An item is told by what it is for, and whether it has the whole width for now. Cells that follow
    each other stand two by two; what is left over has the width to itself.
    """
    found = [""] * len(items)
    start: int | None = None
    for place, (purpose, is_whole) in enumerate(items):
        board = "" if is_whole else board_of(purpose)
        if start is not None and board and board == board_of(items[start][0]):
            found[start], found[place], start = "left", "right", None
        else:
            start = place if board else None
    return found
