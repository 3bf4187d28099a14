"""Text as words that can be compared, in any language. Pure.

The same for both databases, which are given words and never text: letters of one kind (NFKC), small
(case folded), without accents and points; digits as 0 to 9. A run of letters is a word. Scripts
that put no spaces between words are taken two letters at a time, so that any piece of a sentence
is found. Where a word begins and ends in the text is kept, so that it can be marked there.

Whoever changes what becomes of a text adds a migration that deletes all passages and marks
everything (as `0009_search.py` does): words that are stored are looked for as they are.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

# A word is compared by so many letters: PostgreSQL holds no longer ones than 2,046 bytes.
LONGEST = 64

# What stands between two ASCII characters that are no letters: most often one plain word.
_CHUNK = re.compile("[0-9A-Za-z\u0080-\U0010ffff]+")
# Letters that Unicode does not take apart, and writing habits that mean the same word.
_ALIKE = str.maketrans(
    {
        "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe",
        "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
    }
)  # fmt: skip
# Chinese, Japanese, Thai, Lao, Burmese, Khmer: no spaces between their words.
_DENSE = re.compile(
    "[\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d"
    "\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
# The second half of a Hangul syllable, and the half-width voicing marks of Japanese.
_FOLLOWS = re.compile("[\u1160-\u11ff\uff9e\uff9f]")


class Word(NamedTuple):
    """A word as it is compared, and where it stands in the text."""

    token: str
    start: int
    end: int


class Letter(NamedTuple):
    """A letter with the marks on it: what it becomes, and where it stands."""

    folded: str
    start: int
    end: int
    is_dense: bool


def words(text: str) -> list[Word]:
    """Each word of a text, in order, as it is stored: a dense run of letters gives every two that
    stand side by side, and the last one alone, so that a single letter is found as well."""
    found: list[Word] = []
    for chunk in _CHUNK.finditer(text):
        if chunk[0].isascii():
            found.append(Word(chunk[0].lower()[:LONGEST], *chunk.span()))
            continue
        for run in runs(chunk[0], chunk.start()):
            found += words_of(run, has_last=True)
    return found


def runs(text: str, at: int = 0) -> Iterator[list[Letter]]:
    """Letters that stand together and are of one kind, dense or not; the text begins at `at`."""
    for run in _unbroken(text, at):
        for _, letters in groupby(run, key=lambda letter: letter.is_dense):
            yield list(letters)


def words_of(run: list[Letter], *, has_last: bool) -> Iterable[Word]:
    """The words of one run; `has_last`: and the last letter of a dense one by itself."""
    if not run[0].is_dense:
        token = "".join(letter.folded for letter in run)[:LONGEST]
        return [Word(token, run[0].start, run[-1].end)] if token else []
    after: list[Letter | None] = [*run[1:], None]
    pairs = zip(run, after, strict=True)
    return [
        Word(one.folded + (two.folded if two else ""), one.start, (two or one).end)
        for one, two in pairs
        if two or has_last
    ]


@lru_cache(maxsize=8_192)
def folded(letter: str) -> str:
    """What a letter with its marks is compared by; nothing, where it is no letter at all."""
    text = unicodedata.normalize("NFKC", letter).casefold().translate(_ALIKE)
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(map(_digit, (c for c in apart if not _is_accent(c)))).translate(_ALIKE)
    joined = unicodedata.normalize("NFC", plain)
    return "".join(c for c in joined if _kind(c) in ("letter", "mark"))


def _unbroken(text: str, at: int) -> Iterator[list[Letter]]:
    run: list[Letter] = []
    for start, end, is_letter in _places(text):
        if is_letter:
            letter = text[start:end]
            is_dense = _DENSE.match(letter) is not None
            run.append(Letter(folded(letter), at + start, at + end, is_dense))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _places(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where each letter stands, with the marks that follow it; and each thing that is none."""
    start: int | None = None
    for place, character in enumerate(text):
        kind = _kind(character)
        if start is not None and kind in ("mark", "joiner"):
            continue
        if start is not None:
            yield start, place, True
            start = None
        if kind == "letter":
            start = place
        else:
            yield place, place + 1, False
    if start is not None:
        yield start, len(text), True


@cache
def _kind(character: str) -> str:
    """A letter (or digit), a mark on one, what joins letters without being seen, or neither."""
    if _FOLLOWS.match(character):
        return "mark"
    category = unicodedata.category(character)
    if category == "Cf":
        return "joiner"
    return {"L": "letter", "N": "letter", "M": "mark"}.get(category[0], "")


@cache
def _is_accent(character: str) -> bool:
    """A mark that a word can be read without: accents, vowel points, the dot of Hindi's borrowed
    letters; not a vowel sign, nor what makes another letter in Japanese, nor a Thai tone."""
    order = unicodedata.combining(character)
    return order in (1, 7) or 10 <= order <= 36 or order >= 200


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
