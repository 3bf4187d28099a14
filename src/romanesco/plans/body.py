"""The neutral form of what stands under an agenda item: ProseMirror's JSON, as plain values.

Every door turns what it reads into a body and what it shows from one: the shared document,
Markdown, letters. Pure.
"""

from collections.abc import Iterator
from typing import Any

from romanesco.plans.document_schema import (
    LIMITS,
    MARKS,
    NODES,
    children,
    is_attribute,
    is_mark,
    takes_marks,
)

type Node = dict[str, Any]
type Body = list[Node]

MAX_CHARACTERS = LIMITS["item_characters"]
MAX_DEPTH = LIMITS["depth"]
# Marks stand in this order around a text, so that equal texts are equal values.
MARK_ORDER = ["link", "strong", "em", "code"]


class BodyRefused(ValueError):
    """This is no body; `message` says where and why, for a person."""

    code = "body_refused"
    field = "body"

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def empty() -> Body:
    """What an item that nobody has written under holds: one empty paragraph."""
    return [{"type": "paragraph"}]


def is_empty(body: Body) -> bool:
    return not plain_text(body).strip()


def plain_text(body: Body) -> str:
    """The words alone, one line for each paragraph, list entry or line of code."""
    return "\n".join(lines(body))


def lines(body: Body) -> list[str]:
    """Each paragraph, list entry or line of code that is not empty, in order."""
    found: list[str] = []
    for block in _text_blocks(body):
        text = "".join(_inline_text(child) for child in block.get("content", []))
        found.extend(line for line in text.split("\n") if line.strip())
    return found


def characters(body: Body) -> int:
    """Its characters as JavaScript counts them, which is how the limit is meant."""
    texts = (_inline_text(child) for block in _text_blocks(body) for child in _content(block))
    return sum(len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts)


def validate(value: object) -> Body:
    """`value` as a body in its one normal form. Raises `BodyRefused` if it is none."""
    if not isinstance(value, list):
        raise BodyRefused("The text has to be a list of paragraphs and lists.")
    for node in value:
        _check(node, "doc", depth=1)
    body = tidied(value)
    if characters(body) > MAX_CHARACTERS:
        raise BodyRefused(f"This text is longer than {MAX_CHARACTERS:,} characters.")
    return body


def tidied(nodes: Body) -> Body:
    """The nearest body in normal form: neighbours with equal marks joined, what is hollow filled
    or left out, so that two people editing at once can never leave something unreadable."""
    return _tidied_children("doc", nodes) or empty()


def _check(node: object, parent: str, *, depth: int) -> None:
    if not isinstance(node, dict) or not isinstance(node.get("type"), str):
        raise BodyRefused("Each part of the text needs a type.")
    name = node["type"]
    if name not in children(parent):
        raise BodyRefused(f"“{name[:40]}” cannot stand in {_called(parent)}.")
    if name == "text":
        _check_text(node, parent)
        return
    if depth > MAX_DEPTH:
        raise BodyRefused(f"The text nests deeper than {MAX_DEPTH} levels.")
    _check_attributes(node)
    content = node.get("content", [])
    if not isinstance(content, list):
        raise BodyRefused(f"The content of {_called(name)} has to be a list.")
    for child in content:
        _check(child, name, depth=depth + 1)


def _called(name: str) -> str:
    return "the text" if name == "doc" else f"“{name}”"


def _check_attributes(node: Node) -> None:
    attrs = node.get("attrs") or {}
    is_allowed = isinstance(attrs, dict) and all(
        is_attribute(node["type"], name, value) for name, value in attrs.items()
    )
    if not is_allowed or not set(node) <= {"type", "attrs", "content"}:
        raise BodyRefused(f"“{node['type']}” holds something that it cannot.")


def _check_text(node: Node, parent: str) -> None:
    text = node.get("text")
    if not isinstance(text, str) or not set(node) <= {"type", "text", "marks"}:
        raise BodyRefused("A text holds something that it cannot.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise BodyRefused("A character is cut in two.")
    marks = node.get("marks", [])
    if not isinstance(marks, list) or not all(_is_mark(mark, parent) for mark in marks):
        raise BodyRefused("A text is marked in a way that is not possible here.")


def _is_mark(mark: object, parent: str) -> bool:
    if not isinstance(mark, dict) or not isinstance(mark.get("type"), str):
        return False
    return takes_marks(parent) and is_mark(mark["type"], mark.get("attrs") or {})


def _tidied_children(parent: str, nodes: Body) -> Body:
    allowed = children(parent)
    found: Body = []
    for node in nodes:
        if node["type"] not in allowed:
            continue
        tidy = _tidied_text(node, parent) if node["type"] == "text" else _tidied_node(node)
        if tidy is None:
            continue
        if found and _joins(found[-1], tidy):
            found[-1] = found[-1] | {"text": found[-1]["text"] + tidy["text"]}
        else:
            found.append(tidy)
    return found


def _joins(left: Node, right: Node) -> bool:
    is_text = left["type"] == right["type"] == "text"
    return is_text and left.get("marks") == right.get("marks")


def _tidied_node(node: Node) -> Node | None:
    name = node["type"]
    tidy: Node = {"type": name}
    attrs = NODES[name].get("attrs", {})
    if attrs:
        given = node.get("attrs") or {}
        tidy["attrs"] = {key: given.get(key, attrs[key]["default"]) for key in attrs}
    content = _tidied_children(name, node.get("content", []))
    if not content and NODES[name].get("content", "").endswith("+"):
        if "paragraph" not in children(name):
            return None  # a list without entries
        content = empty()
    if content:
        tidy["content"] = content
    return tidy


def _tidied_text(node: Node, parent: str) -> Node | None:
    text = _printable(node["text"])
    if not text:
        return None
    tidy: Node = {"type": "text", "text": text}
    marks = {mark["type"]: mark for mark in node.get("marks", []) if _is_mark(mark, parent)}
    if marks:
        tidy["marks"] = [_tidied_mark(marks[name]) for name in MARK_ORDER if name in marks]
    return tidy


def _tidied_mark(mark: Node) -> Node:
    attrs = {key: mark["attrs"][key] for key in MARKS[mark["type"]].get("attrs", {})}
    return {"type": mark["type"], "attrs": attrs} if attrs else {"type": mark["type"]}


def _printable(text: str) -> str:
    """Without control characters: no door shows them, and XML and mail refuse some."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or (c >= " " and not "\x7f" <= c <= "\x9f"))


def _text_blocks(nodes: Body) -> Iterator[Node]:
    for node in nodes:
        if "text" in children(node["type"]):
            yield node
        else:
            yield from _text_blocks(_content(node))


def _content(node: Node) -> Body:
    content: Body = node.get("content", [])
    return content


def _inline_text(node: Node) -> str:
    return "\n" if node["type"] == "hard_break" else str(node.get("text", ""))
