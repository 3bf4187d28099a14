"""What a letter sounds like when it is quoted back, without keeping its words. Pure.

A letter's words are wiped once it went out. So that its lines are known again in an answer, also
in one that marks no quotes, a keyed digest of each stays. Sounds leave out everything but letters
and digits: mail programs wrap lines, and turn bold words into stars.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from html import unescape
from typing import Any

from romanesco.mail.content import Content, Question

MOST_LINES = 500

_NO_LETTER = re.compile(r"[\W_]+")
_UNSEEN = re.compile(r"<(head|style|title)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|abbr|b|code|em|i|small|span|strong|time|u)(?:\s[^>]*)?>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Asked:
    """A question as a letter asked it: the digest of its words, and the item that it is."""

    digest: str
    item: str


@dataclass(frozen=True)
class Echo:
    """The lines of letters that somebody may quote."""

    key: bytes = b""
    lines: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()  # what stood under the questions
    asked: dict[int, Asked] = field(default_factory=dict)
    longest: int = 0  # letters and digits of a line

    def __bool__(self) -> bool:
        return bool(self.lines)

    def has(self, sound: str) -> bool:
        return digest(sound, self.key) in self.lines

    def has_written(self, sound: str) -> bool:
        return digest(sound, self.key) in self.written

    def number_of(self, sound: str) -> int | None:
        """Under which number a question with this sound was asked."""
        wanted = digest(sound, self.key)
        return next((n for n, one in self.asked.items() if one.digest == wanted), None)


def sound(text: str) -> str:
    return _NO_LETTER.sub("", text.casefold())


def digest(sound: str, key: bytes) -> str:
    return blake2b(sound.encode("utf-8", "replace"), digest_size=8, key=key[:64]).hexdigest()


def echo_of(content: Content, text: str, html: str, *, key: bytes) -> dict[str, Any]:
    """The echo of a letter as JSON, at most 500 lines of it."""
    questions = [block for block in content.blocks if isinstance(block, Question)]
    written = [line for each in questions for line in _written(each)]
    lines = [*text.splitlines(), *_seen_lines(html)]
    sounds = _sounds(lines)
    return {
        "longest": max(map(len, sounds), default=0),
        "lines": [digest(one, key) for one in sounds],
        "written": [digest(one, key) for one in _sounds(written)],
        "asked": [[q.number, digest(sound(q.prompt), key), q.item] for q in questions],
    }


def read_echoes(values: Iterable[dict[str, Any]], *, key: bytes) -> Echo:
    """The echo of several letters together; where two ask, the first one's numbers count."""
    lines: set[str] = set()
    written: set[str] = set()
    asked: dict[int, Asked] = {}
    longest = 0
    for value in values:
        lines.update(value.get("lines", ()))
        written.update(value.get("written", ()))
        longest = max(longest, value.get("longest", 0))
        if not asked:
            asked = {number: Asked(words, item) for number, words, item in value.get("asked", ())}
    return Echo(key, frozenset(lines), frozenset(written), asked, longest)


def _written(question: Question) -> list[str]:
    return [*question.written.splitlines(), *_seen_lines(question.html)]


def _sounds(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(sound, lines))))[:MOST_LINES]


def _seen_lines(html: str) -> list[str]:
    """The words of a page of ours, a line for each block. (Not for pages of others.)"""
    seen = _UNSEEN.sub("\n", html).replace("\n", " ")
    return unescape(_TAG.sub("\n", _INLINE.sub("", seen))).split("\n")
