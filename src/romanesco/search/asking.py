"""What somebody asks for, as words to look for. Pure.

All of it has to be there: words one by one, “several in this order” between quotation marks. The
last word may go on, since it may not be typed to its end yet.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from romanesco.search.words import Word, runs, words_of

LONGEST = 200
MOST = 12

_QUOTED = re.compile('["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\\s"“”„«»]+)')


@dataclass(frozen=True)
class Part:
    """Words that stand side by side; with `goes_on` the last of them may be longer. A single letter
    of a dense script is stored with the one after it, and so always goes on (`is_letter`)."""

    tokens: tuple[str, ...]
    goes_on: bool = False
    is_letter: bool = False

    def places_in(self, text: Sequence[Word]) -> list[tuple[int, int]]:
        """From where to where this stands in a text."""
        size = len(self.tokens)
        return [
            (text[at].start, text[at + size - 1].end)
            for at in range(len(text) - size + 1)
            if self._is_at(text, at)
        ]

    def _is_at(self, text: Sequence[Word], at: int) -> bool:
        *first, last = self.tokens
        if any(text[at + n].token != token for n, token in enumerate(first)):
            return False
        found = text[at + len(first)].token
        return found.startswith(last) if self.goes_on else found == last


@dataclass(frozen=True)
class Asked:
    """What to look for; where there is nothing, nothing is found."""

    parts: tuple[Part, ...]

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def whole(self) -> tuple[Part, ...]:
        """The parts that may go on, as whole words."""
        going_on = [part for part in self.parts if part.goes_on and not part.is_letter]
        return tuple(replace(part, goes_on=False) for part in going_on)


def asked(typed: str) -> Asked:
    """What was typed, as what to look for: at most so much of it."""
    found = list(_QUOTED.finditer(typed[:LONGEST]))
    parts = [_part(m[1] or m[2] or "", is_open=m is found[-1] and m[1] is None) for m in found]
    return Asked(tuple(dict.fromkeys(part for part in parts if part))[:MOST])


def _part(text: str, *, is_open: bool) -> Part | None:
    found = list(runs(text))
    if not found:
        return None
    *first, last = found
    tokens = [word.token for run in first for word in words_of(run, has_last=True)]
    is_letter = last[0].is_dense and len(last) == 1
    tokens += [word.token for word in words_of(last, has_last=is_letter)]
    is_open = is_letter or (is_open and not last[0].is_dense)
    return Part(tuple(tokens), is_open, is_letter) if tokens else None
