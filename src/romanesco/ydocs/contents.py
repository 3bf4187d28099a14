"""Whether a struct's content may stand in its place: the rules of a document, held against it."""

import json
from collections.abc import Callable
from functools import lru_cache
from sys import intern

from romanesco.ydocs.outline import Place
from romanesco.ydocs.rules import NotAllowed, Rules, TooDeep
from romanesco.ydocs.update import ELEMENT, FORMAT, STRING, TEXT, VALUE, Struct

# No mark's attributes are longer (a link's address is at most 2,000 characters).
MAX_FORMAT = 4_096


def opened(rules: Rules, struct: Struct, place: Place) -> Place | None:
    """The place that a struct opens, if it opens one. Raises if it may not stand there."""
    kind = struct.kind
    if kind == STRING:
        _require(holds_text(place))
    elif kind == FORMAT:
        _require(holds_text(place) and _is_mark(rules, struct, place))
    elif kind in (ELEMENT, TEXT):
        return _opened(rules, struct, place)
    elif kind == VALUE:
        _require(_is_attribute(rules, struct, place))
    return None


def holds_text(place: Place) -> bool:
    return place.key is None and (place.name == "text" or place.root is None)


def _opened(rules: Rules, struct: Struct, above: Place) -> Place:
    is_element = struct.kind == ELEMENT
    name = struct.text if is_element else "text"
    depth = above.depth + is_element
    if depth > rules.max_depth:
        raise TooDeep(f"more than {rules.max_depth} elements within each other")
    allowed = rules.names if above.root is None else rules.children(above.name)
    _require(above.key is None and name in allowed and (name != "text" or not is_element))
    return Place(intern(name), above.root, depth, holder=above.name)


def _is_mark(rules: Rules, struct: Struct, place: Place) -> bool:
    if len(struct.text) > MAX_FORMAT or struct.name not in rules.marks:
        return False
    if struct.text == "null":  # the mark ends here
        return True
    if place.holder and not rules.takes_marks(place.holder):
        return False
    return _fits(rules.is_mark, struct.name, struct.text)


@lru_cache(maxsize=256)
def _fits(is_mark: Callable[[str, object], bool], name: str, text: str) -> bool:
    """Whether a mark may have these attributes; almost always they are `{}`."""
    try:
        return is_mark(name, json.loads(text))
    except (ValueError, RecursionError):
        return False


def _is_attribute(rules: Rules, struct: Struct, place: Place) -> bool:
    if place.root is None:
        return True
    return place.key is not None and rules.is_attribute(place.name, place.key, struct.value)


def _require(is_allowed: bool) -> None:
    if not is_allowed:
        raise NotAllowed("such content does not belong there")
