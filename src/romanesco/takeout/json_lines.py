"""One line of a takeout as JSON: measured as bytes first, so that refusing it costs little.

Plain values weigh many times what they are written with, and what nests deep ends a recursion
far from here. So both are counted before anything is made of them.
"""

import json
import re
from typing import Any

from romanesco.takeout.values import Wrong

LONGEST_LINE = 8 * 1_048_576
MOST_LINES = 500_000
MOST_VALUES = 400_000  # a plan that is full of words, and kept twice, has 60,000
MOST_QUOTES = 1_000_000
DEEPEST = 64  # a text may nest 24 times, which are two levels each, within seven of a plan's
# To the end of the line where nothing ends it, so that each byte is looked at once.
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
BUT_MARKS = bytes(set(range(256)) - set(b"[]{},"))
OPENING, CLOSING = frozenset(b"[{"), frozenset(b"]}")


def parsed(line: bytes, number: int) -> dict[str, Any]:
    """The record that stands in a line. Raises `Wrong`."""
    if len(line) > LONGEST_LINE:
        raise Wrong("is longer than any of ours")
    if number > MOST_LINES:
        raise Wrong("is one too many")
    if not line.endswith(b"\n"):
        raise Wrong("is cut off")
    _require_bounds(line)
    try:
        told = json.loads(line, parse_constant=_no_number, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        raise Wrong("is no JSON that we write") from None
    if not isinstance(told, dict):
        raise Wrong("is no record")
    return told


def _require_bounds(line: bytes) -> None:
    """How many values there are, and how deep they nest."""
    if line.count(b"[") + line.count(b"{") <= DEEPEST and line.count(b",") <= MOST_VALUES:
        return
    if line.count(b'"') > MOST_QUOTES:
        raise Wrong("holds more than any of ours")
    marks = STRING.sub(b"", line).translate(None, BUT_MARKS)
    if len(marks) - marks.count(b"]") - marks.count(b"}") > MOST_VALUES:
        raise Wrong("holds more than any of ours")
    depth = 0
    for mark in marks:
        depth += (mark in OPENING) - (mark in CLOSING)
        if depth > DEEPEST:
            raise Wrong("nests deeper than any of ours")


def _no_number(name: str) -> None:
    raise ValueError(name)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("the same name twice")
    return told
