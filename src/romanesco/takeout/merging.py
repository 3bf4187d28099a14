"""Two versions of a text that began as one, made one again: a piece at a time. Pure.

What was changed only there is taken, what was changed only here stays. Where both changed, both
are kept, what was brought below what is here. Nothing that was changed here is taken away.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, Protocol


class HasDigest(Protocol):
    """What is merged: two pieces with one digest say the same."""

    @property
    def digest(self) -> str: ...


class Merge[T](NamedTuple):
    """The pieces as they are then, and whether somewhere both were kept."""

    pieces: list[T]
    keeps_both: bool


def merge[T: HasDigest](base: Sequence[str], here: Sequence[T], there: Sequence[T]) -> Merge[T]:
    """`base` are the digests of the pieces as both began."""
    mine, theirs = [one.digest for one in here], [one.digest for one in there]
    at_here, at_there = _kept(base, mine), _kept(base, theirs)
    found: list[T] = []
    keeps_both = False
    b = h = t = 0
    for at in [*range(len(base)), None]:
        if at is not None and (at not in at_here or at not in at_there):
            continue
        until = (len(base), len(here), len(there))
        if at is not None:
            until = (at, at_here[at], at_there[at])
        part = _part(base[b : until[0]], here[h : until[1]], there[t : until[2]])
        found += part.pieces
        keeps_both |= part.keeps_both
        b, h, t = until
        if at is not None:
            found.append(here[h])
            b, h, t = b + 1, h + 1, t + 1
    return Merge(found, keeps_both)


def _kept(base: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """Where each piece that is as it was stands now."""
    # With the library's own care for what stands there hundreds of times, or it would take long.
    blocks = SequenceMatcher(None, base, now).get_matching_blocks()
    return {one.a + k: one.b + k for one in blocks for k in range(one.size)}


def _part[T: HasDigest](base: Sequence[str], here: Sequence[T], there: Sequence[T]) -> Merge[T]:
    """What stands between two pieces that nobody touched."""
    mine, theirs = [one.digest for one in here], [one.digest for one in there]
    if theirs in (list(base), mine):
        return Merge(list(here), keeps_both=False)
    if mine == list(base):
        return Merge(list(there), keeps_both=False)
    if len(base) == len(here) == len(there) > 1:
        found = [_part([b], [h], [t]) for b, h, t in zip(base, here, there, strict=True)]
        pieces = [piece for one in found for piece in one.pieces]
        return Merge(pieces, any(one.keeps_both for one in found))
    # Gone there and as it was here: taken away. Gone here and as it was there: it stays away.
    began, is_here, is_there = set(base), set(mine), set(theirs)
    stays = [one for one in here if one.digest not in began or one.digest in is_there]
    brought = [one for one in there if one.digest not in began | is_here]
    changed_here = any(one.digest not in began | is_there for one in here)
    return Merge([*stays, *brought], bool(brought) and changed_here)
