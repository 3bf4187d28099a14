"""Finds the letter's questions in an answer, wherever and however they are quoted. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from romanesco.mail.echo import Echo, sound
from romanesco.replies.quoting import Line

LONGEST_QUOTED = 8  # lines that one question may be wrapped over
SHORTEST_BEGINNING = 8  # letters of a question that an answer may follow on the same line

NUMBERED = re.compile(r"[\s*_#]*(\d{1,2})\s*[.):]?(?=[\s*_]|$)[\s*_]*")


@dataclass(frozen=True)
class Question:
    """An item of the plan as it is now, and the number that it had in the letter, or has."""

    item: str
    prompt: str
    number: int = 0
    written: str = ""


@dataclass(frozen=True)
class Anchor:
    """Where a question is quoted: its item, the lines that it takes, and words on its last line."""

    item: str
    lines: int
    rest: str = ""


@dataclass(frozen=True)
class Questions:
    """What is asked, found by how it sounds or by its number."""

    all: tuple[Question, ...]
    echo: Echo = field(default_factory=Echo)

    @cached_property
    def sounds(self) -> dict[str, str]:
        return {sound(question.prompt): question.item for question in reversed(self.all)}

    @cached_property
    def longest(self) -> int:
        """Letters of the longest question, with its number."""
        return max([self.echo.longest, *map(len, self.sounds)]) + 2

    def by_sound(self, words: str) -> str | None:
        """The item that is asked with this sound now, or was in the letter."""
        if words in self.sounds:
            return self.sounds[words]
        number = self.echo.number_of(words)
        return self.by_number(number) if number is not None else None

    def by_number(self, number: int) -> str | None:
        """The item that had this number in the letter; where none is known, that has it now."""
        asked = self.echo.asked.get(number)
        items = {question.item for question in self.all}
        if asked is not None and asked.item:
            return asked.item if asked.item in items else None
        return next((q.item for q in self.all if q.number == number), None)

    def numbers(self) -> set[int]:
        return set(self.echo.asked) or {q.number for q in self.all if q.number}

    def by_likeness(self, words: str) -> str | None:
        """The item most like a question that was worded otherwise: most of its words."""
        wanted = _words(words)
        scored = [(_likeness(wanted, _words(question.prompt)), question) for question in self.all]
        best = max(scored, key=lambda one: one[0], default=None)
        return best[1].item if best and best[0] >= 0.6 else None


def anchor_at(
    lines: Sequence[Line], place: int, questions: Questions, *, is_quoted: bool
) -> Anchor | None:
    """The question that is quoted from this line on, if one is; also one that was typed again."""
    line = lines[place]
    start, number = place, _lone_number(line)
    if number is not None:
        following = _next(lines, place)
        if following is None or line.depth != lines[following].depth:
            return None
        start = following
    found = _exact(lines, start, questions, is_quoted=is_quoted)
    if found is not None:
        return Anchor(found.item, found.lines + start - place, found.rest)
    if number is not None or not is_quoted:
        return None
    return _loose(line, questions)


def _exact(
    lines: Sequence[Line], start: int, questions: Questions, *, is_quoted: bool
) -> Anchor | None:
    """A question in its own words, with its number before it or without, wrapped or not."""
    joined = ""
    for count in range(1, LONGEST_QUOTED + 1):
        place = start + count - 1
        if place >= len(lines) or lines[place].is_blank or lines[place].depth != lines[start].depth:
            return None
        joined = f"{joined} {lines[place].text}"[:700]
        if count > 1 and len(sound(joined)) > questions.longest:
            return None
        for words in _with_and_without_number(joined):
            if (item := questions.by_sound(sound(words))) and (is_quoted or " " in words.strip()):
                return Anchor(item, count)
        if count == 1 and (found := _followed(joined, questions)):
            return found
    return None


def _followed(text: str, questions: Questions) -> Anchor | None:
    """A question with the answer behind it on the same line."""
    for words in _with_and_without_number(text):
        for question in questions.all:
            prompt = question.prompt.strip()
            rest = words[len(prompt) :]
            if not words.casefold().startswith(prompt.casefold()) or not sound(rest):
                continue
            is_numbered = text.strip("*_# ").startswith(str(question.number or "-"))
            is_whole = prompt[-1:] in "?:!." or rest.strip("*_ ")[:1] in (":", "-", "–", "—", "=")
            if len(sound(prompt)) >= SHORTEST_BEGINNING and (is_whole or is_numbered):
                return Anchor(question.item, 1, rest.lstrip(" *_:-–—="))
    return None


def _loose(line: Line, questions: Questions) -> Anchor | None:
    """A numbered question in words that are no item's now: the most like one, else by number.
    Where the letter is known, its questions are known too, and nothing is guessed."""
    found = NUMBERED.match(line.text[:20])
    if questions.echo or not found or not line.text[found.end() :].strip():
        return None
    if any(sound(line.text) in sound(question.written) for question in questions.all):
        return None
    words = line.text[found.end() :]
    item = questions.by_likeness(words) or questions.by_number(int(found[1]))
    return Anchor(item, 1) if item else None


def _with_and_without_number(text: str) -> list[str]:
    text = text.strip().lstrip("*_# ")
    found = NUMBERED.match(text)
    return [text, text[found.end() :]] if found and found.end() < len(text) else [text]


def _lone_number(line: Line) -> int | None:
    found = NUMBERED.fullmatch(line.text) if len(line.text) < 10 else None
    return int(found[1]) if found else None


def _next(lines: Sequence[Line], place: int) -> int | None:
    later = range(place + 1, min(place + 4, len(lines)))
    return next((other for other in later if not lines[other].is_blank), None)


def _words(text: str) -> set[str]:
    return {sound(word) for word in text.split()[:60]} - {""}


def _likeness(left: set[str], right: set[str]) -> float:
    return len(left & right) / max(len(left | right), 1)
