"""Answers by number, without a quote: "1. a good week", "2) …", "ad 3:". Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_LINE = re.compile(
    r"\s*(?:(?:ad|re|zu|q|nr\.?|no\.?|n°|punt|punkt|question|frage|vraag|pergunta|pregunta|#)\s*)?"
    r"(\d{1,2})\s*[.):/–-]\s*(?!\d)(.*)",
    re.IGNORECASE | re.DOTALL,
)
_INNER = re.compile(r"(?<=\s)(\d{1,2})[.)]\s")
MOST_NUMBERS = 60


@dataclass(frozen=True)
class Numbered:
    before: list[str]
    by_number: dict[int, list[str]]


def numbered_answers(lines: Sequence[str], numbers: Collection[int]) -> Numbered | None:
    """The answers by number, if the lines begin with one of these numbers, or a first paragraph
    stands before it. Numbers rise; one that does not belongs to the answer that it stands in."""
    before: list[str] = []
    by_number: dict[int, list[str]] = {}
    last = 0
    for line in _divided(lines, numbers):
        found = _LINE.match(line)
        number = int(found[1]) if found else 0
        if found and number in numbers and number > last:
            last = number
            by_number[number] = [found[2]]
        elif last:
            by_number[last].append(line)
        else:
            before.append(line)
    if not by_number or _is_prose(before):
        return None
    filled = {number: answer for number, answer in by_number.items() if any(answer)}
    return Numbered(before if any(before) else [], filled)


def _is_prose(before: Sequence[str]) -> bool:
    """Whether more stands before the first number than one short paragraph."""
    return sum(1 for line in before if line.strip()) > 3


def _divided(lines: Sequence[str], numbers: Collection[int]) -> list[str]:
    """Lines such as "1. good week 2. slow tests" as one line for each number, in turn."""
    return [part for line in lines for part in _parts(line, numbers)]


def _parts(line: str, numbers: Collection[int]) -> list[str]:
    found = _LINE.match(line)
    if not found or int(found[1]) not in numbers:
        return [line]
    parts, start, expected = [], 0, int(found[1]) + 1
    for inner in _INNER.finditer(line):
        if int(inner[1]) == expected and expected in numbers:
            parts.append(line[start : inner.start()].rstrip())
            start, expected = inner.start(), expected + 1
    return [*parts, line[start:]]
