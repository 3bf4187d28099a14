"""The plan's Y document. The only Python that names its Y types.

Each agenda item has one root, an XML fragment named `item:<id>`, in the shape that y-prosemirror
reads and writes: elements named after the schema's nodes, texts whose formats are its marks. The
server plants every root with an empty paragraph, so that it is there after a first sync and two
people never plant it twice.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any
from uuid import UUID

from pycrdt import Doc, TransactionEvent, XmlElement, XmlFragment, XmlText

from romanesco.plans.body import Body, Node, empty, tidied
from romanesco.plans.body import is_empty as is_body_empty
from romanesco.plans.document_schema import (
    LIMITS,
    MARKS,
    NODES,
    children,
    is_attribute,
    is_mark,
    is_root,
    takes_marks,
)
from romanesco.ydocs import update
from romanesco.ydocs.rules import Rules

type ItemId = UUID | str
type Parent = XmlFragment | XmlElement

PREFIX = "item:"
NO_CHANGE = b"\x00\x00"
LONGEST_ITEM = LIMITS["item_characters"]
LARGEST_DOCUMENT = LIMITS["document_bytes"]
RULES = Rules(
    is_root=is_root,
    children=children,
    names=frozenset(NODES) - {"doc"},
    is_attribute=is_attribute,
    is_mark=is_mark,
    marks=frozenset(MARKS),
    takes_marks=takes_marks,
    max_depth=LIMITS["depth"],
    max_root_length=LIMITS["item_characters"],
)


def fresh(items: Mapping[Any, Body]) -> bytes:
    """The state of a new document that holds these bodies and nothing else.

    It has a client id of its own and no history: not a byte of what was ever deleted elsewhere.
    """
    doc = _doc()
    with doc.transaction():
        for item_id, body in items.items():
            _insert(_fragment(doc, item_id), 0, tidied(body))
    return doc.get_update()


def bodies(state: bytes) -> dict[str, Body]:
    """The body of each item in a document's state, by the item's id."""
    doc = _doc(state)
    roots = [name for name in doc.keys() if is_root(name)]  # noqa: SIM118 (a Doc is no dict)
    with doc.transaction():
        return {name.removeprefix(PREFIX): _body(_fragment_of(doc, name)) for name in roots}


def body_of(state: bytes, item_id: ItemId) -> Body:
    """One item's body; empty if the document does not know it."""
    return bodies(state).get(str(item_id), empty())


def is_empty(bodies: Iterable[Body]) -> bool:
    """Whether nothing is written under any item."""
    return all(is_body_empty(body) for body in bodies)


def add_item(state: bytes, item_id: ItemId, body: Body | None = None) -> bytes:
    """The update that plants an item's root; changes nothing if it is planted already."""
    doc = _doc(state)
    fragment = _fragment(doc, item_id)
    if len(fragment.children):
        return NO_CHANGE
    return _changed(doc, fragment, [(0, 0, tidied(body or empty()))])


def replace_body(state: bytes, item_id: ItemId, body: Body) -> bytes:
    """The update that makes this the item's body.

    Blocks that stay the same are left alone, so that who is typing there is not disturbed.
    """
    doc = _doc(state)
    fragment = _fragment(doc, item_id)
    with doc.transaction():
        old = [_key(tidied([_node(child)])) for child in fragment.children]
    new = tidied(body)
    keys = [_key([block]) for block in new]
    head = _same(old, keys)
    tail = _same(old[head:][::-1], keys[head:][::-1])
    # The library passes over what stands there hundreds of times, which keeps it short.
    steps = SequenceMatcher(None, old[head : len(old) - tail], keys[head : len(keys) - tail])
    changes = [
        (head + start, head + stop, new[head + begin : head + end])
        for what, start, stop, begin, end in steps.get_opcodes()
        if what != "equal"
    ]
    return _changed(doc, fragment, changes) if changes else NO_CHANGE


def clients(state: bytes) -> list[int]:
    """Every client that wrote something in this state, also where it is deleted again."""
    return sorted(update.clients(state))


def _doc(state: bytes | None = None) -> Doc[Any]:
    # 32 bits, as Yjs itself chooses them.
    doc: Doc[Any] = Doc(client_id=secrets.randbits(32))
    if state:
        doc.apply_update(state)
    return doc


def _fragment(doc: Doc[Any], item_id: ItemId) -> XmlFragment:
    return _fragment_of(doc, f"{PREFIX}{item_id}")


def _fragment_of(doc: Doc[Any], name: str) -> XmlFragment:
    fragment: XmlFragment = doc.get(name, type=XmlFragment)
    return fragment


def _changed(doc: Doc[Any], fragment: XmlFragment, changes: list[tuple[int, int, Body]]) -> bytes:
    """For each change, the last first, put blocks in the place of the children from one to
    another; the update of just that."""
    updates: list[bytes] = []

    def keep(event: TransactionEvent) -> None:
        updates.append(event.update)

    doc.observe(keep)
    with doc.transaction():
        for start, stop, blocks in reversed(changes):
            for _ in range(start, stop):
                del fragment.children[start]
            _insert(fragment, start, blocks)
    return updates[0]


def _insert(parent: Parent, index: int, nodes: Body) -> None:
    """Insert nodes; running texts that stand side by side share one XML text."""
    text: XmlText | None = None
    for node in nodes:
        if node["type"] == "text":
            if text is None:
                text = _inserted(parent, index, XmlText())
                index += 1
            text.insert(len(text), node["text"], _formats(node))
            continue
        text = None
        element = _inserted(parent, index, XmlElement(node["type"]))
        index += 1
        for name, value in node.get("attrs", {}).items():
            element.attributes[name] = value
        _insert(element, 0, node.get("content", []))


def _inserted[T: (XmlText, XmlElement)](parent: Parent, index: int, child: T) -> T:
    parent.children.insert(index, child)
    return child


def _formats(node: Node) -> dict[str, Any]:
    return {mark["type"]: mark.get("attrs", {}) for mark in node.get("marks", [])}


def _body(fragment: XmlFragment) -> Body:
    return tidied([_node(child) for child in fragment.children])


def _node(element: Any) -> Node:
    """An element as a node, in the form of `body.py` but for what `tidied` still mends."""
    node: Node = {"type": element.tag}
    attrs = {
        name: value for name, value in element.attributes if is_attribute(node["type"], name, value)
    }
    if attrs:
        node["attrs"] = attrs
    content: Body = []
    for child in element.children:
        content.extend(_texts(child) if isinstance(child, XmlText) else [_node(child)])
    if content:
        node["content"] = content
    return node


def _texts(text: XmlText) -> Body:
    nodes: Body = []
    for chunk, formats in text.diff():
        if not isinstance(chunk, str):
            continue
        node: Node = {"type": "text", "text": chunk}
        if formats:
            node["marks"] = [
                {"type": name, "attrs": attrs} if attrs else {"type": name}
                for name, attrs in formats.items()
                if attrs is not None
            ]
        nodes.append(node)
    return nodes


def _same(left: list[str], right: list[str]) -> int:
    """How many at the beginning are equal."""
    pairs = zip(left, right, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _key(blocks: Body) -> str:
    """The same for equal blocks."""
    return json.dumps(blocks, sort_keys=True)
