"""What a kind of document may hold, and what an update is told that breaks a rule. Pure."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from romanesco.ydocs.lib0 import Malformed


class NotAllowed(Malformed):
    """This content has no place in such a document."""


class HalfCharacter(Malformed):
    """This edit would cut a character in two."""


class TooDeep(Malformed):
    """This nests deeper than a document may."""


class Missing(Exception):
    """This update builds on structs that are not here (yet)."""


class Barred(Exception):
    """This update carries the history of a document that was left behind."""


class TooLong(Exception):
    """This would make one item longer than it may be."""


@dataclass(frozen=True)
class Rules:
    """What a kind of document may hold."""

    is_root: Callable[[str], bool]
    children: Callable[[str], Collection[str]]
    names: Collection[str]
    is_attribute: Callable[[str, str, object], bool]
    is_mark: Callable[[str, object], bool]
    marks: Collection[str]
    takes_marks: Callable[[str], bool]
    max_depth: int
    max_root_length: int
