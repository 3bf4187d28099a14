"""A few words around what was found, with what was found marked. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from romanesco.search.asking import Asked
from romanesco.search.words import words

BEFORE, LONGEST = 60, 220


class Piece(NamedTuple):
    """A part of an excerpt, as it was written."""

    text: str
    is_marked: bool


class Found(NamedTuple):
    """What of a text was asked for: how much of what was asked, how often, and where."""

    parts: int
    places: list[tuple[int, int]]


def found_in(text: str, asked: Asked) -> Found:
    """Where the words stand in a text, from the first to the last."""
    of_text = words(text)
    each = [part.places_in(of_text) for part in asked.parts]
    places = _apart(sorted(place for its in each for place in its))
    return Found(sum(1 for its in each if its), places)


def excerpt(text: str, places: list[tuple[int, int]]) -> list[Piece]:
    """So much of a text as fits on a few lines, around the first of these places."""
    start, stop = _window(text, places[0] if places else (0, 0))
    pieces = [Piece("… " if start else "", is_marked=False)]
    at = start
    for begin, end in places:
        if start <= begin < stop:
            pieces.append(Piece(text[at:begin], is_marked=False))
            pieces.append(Piece(text[begin : min(end, stop)], is_marked=True))
            at = min(end, stop)
    pieces += [Piece(text[at:stop], is_marked=False)]
    pieces += [Piece(" …" if stop < len(text) else "", is_marked=False)]
    return [piece for piece in pieces if piece.text]


def _window(text: str, first: tuple[int, int]) -> tuple[int, int]:
    """From where to where is shown: whole words, and the whole of a short text."""
    if len(text) <= LONGEST:
        return 0, len(text)
    begin, end = first
    start = max(0, begin - BEFORE)
    if start:
        gap = text.find(" ", start, begin)
        start = gap + 1 if gap >= 0 else start
    stop = min(len(text), start + LONGEST)
    if stop < len(text):
        gap = text.rfind(" ", max(end, stop - 30), stop)
        stop = gap if gap >= 0 else stop
    return start, stop


def _apart(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places, those joined that touch or overlap."""
    joined: list[tuple[int, int]] = []
    for begin, end in places:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined
