"""What a plan's document may hold: the Python twin of `contracts/plan_document/schema.json`.

The JSON file is the promise between the two languages; an installed package does not carry it,
so it stands here once more, and a test holds the two equal.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

VERSION: Final = 1
ROOT: Final = r"^item:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
LIMITS: Final = {
    "document_bytes": 1_000_000,
    "item_characters": 50_000,
    "frame_bytes": 1_048_576,
    "depth": 24,
    "href_characters": 2_000,
}
LINK_SCHEMES: Final = ["http", "https", "mailto"]
NODES: Final[dict[str, dict[str, Any]]] = {
    "doc": {"content": "block+"},
    "paragraph": {"group": "block", "content": "inline*"},
    "bullet_list": {"group": "block", "content": "list_item+"},
    "ordered_list": {"group": "block", "content": "list_item+"},
    "list_item": {"content": "block+"},
    "tick_list": {"group": "block", "content": "tick_item+"},
    "tick_item": {"content": "block+", "attrs": {"checked": {"type": "boolean", "default": False}}},
    "blockquote": {"group": "block", "content": "block+"},
    "code_block": {"group": "block", "content": "text*", "marks": ""},
    "hard_break": {"group": "inline"},
    "text": {"group": "inline"},
}
MARKS: Final[dict[str, dict[str, Any]]] = {
    "strong": {},
    "em": {},
    "code": {},
    "link": {"attrs": {"href": {"type": "string"}}},
}
SCHEMA: Final = {
    "version": VERSION,
    "root": ROOT,
    "limits": LIMITS,
    "link_schemes": LINK_SCHEMES,
    "nodes": NODES,
    "marks": MARKS,
}

_ROOT = re.compile(ROOT)
_SCHEME = re.compile(rf"(?:{'|'.join(LINK_SCHEMES)}):", re.IGNORECASE)


def is_root(name: str) -> bool:
    return _ROOT.fullmatch(name) is not None


def is_safe_href(href: object) -> bool:
    """Whether a link may point there: to http, https or mailto, exactly as the editor has it."""
    if not isinstance(href, str) or len(href) > LIMITS["href_characters"]:
        return False
    return _SCHEME.match(href) is not None


def children(node: str) -> frozenset[str]:
    """The names that may stand inside a node; `text` stands for running text."""
    return CHILDREN.get(node, frozenset())


def is_attribute(node: str, name: str, value: object) -> bool:
    return name in NODES.get(node, {}).get("attrs", {}) and isinstance(value, bool)


def is_mark(name: str, attrs: object) -> bool:
    """Whether a mark and its attributes are allowed; an emphasis has none, a link a safe href."""
    if name not in MARKS or not isinstance(attrs, Mapping):
        return False
    if name == "link":
        return set(attrs) == {"href"} and is_safe_href(attrs["href"])
    return not attrs


def takes_marks(node: str) -> bool:
    return NODES.get(node, {}).get("marks") != ""


def _expanded(expression: str) -> frozenset[str]:
    """Names in a ProseMirror content expression, groups spelt out."""
    names: set[str] = set()
    for word in re.findall(r"[a-z_]+", expression):
        group = {name for name, node in NODES.items() if node.get("group") == word}
        names |= group or {word}
    return frozenset(names)


CHILDREN: Final = {name: _expanded(node.get("content", "")) for name, node in NODES.items()}
