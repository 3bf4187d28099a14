"""From Markdown to a body. Nothing here makes HTML; only safe links survive.

Reading never raises on what somebody wrote, only where it is too long: what is no Markdown is
words.
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from romanesco.plans.body import Body, BodyRefused, Node, tidied, validate
from romanesco.plans.document_schema import is_safe_href

# With images off no text of this size takes longer than half a second (with them, some take ten).
MAX_BYTES = 64_000

TICK = re.compile(r"\[([ xX])\](?:[ \t]+|$)")
MARKS = {"strong_open": "strong", "em_open": "em", "link_open": "link"}
CONTAINERS = {
    "bullet_list_open": "bullet_list",
    "ordered_list_open": "ordered_list",
    "list_item_open": "list_item",
    "blockquote_open": "blockquote",
}


class TextTooLong(BodyRefused):
    """This Markdown is longer than 64 kB."""


def markdown_to_body(text: str) -> Body:
    """The body that this Markdown says. Raises `BodyRefused` where it is longer than 64 kB."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise TextTooLong("Up to 64 kB of Markdown, please.")
    text = text.encode("utf-8", "replace").decode().replace("\0", "")
    return validate(read(text))


def read(text: str) -> Body:
    """The body that this Markdown says, of any length."""
    return tidied(_Reading(_parser().parse(text)).nodes())


class _Parser(MarkdownIt):
    """CommonMark without HTML or images; a link is one only where it is safe."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (markdown-it's name)
        return is_safe_href(url)

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url


@cache
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False})
    parser.disable(["image", "html_block", "html_inline", "reference"])
    parser.core.ruler.after("block", "ticks", _find_ticks)
    return parser


def _find_ticks(state: StateCore) -> None:
    """Take `[ ]` and `[x]` off the beginnings of list entries, before their text is read."""
    tokens = state.tokens
    for item, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if item.type != "list_item_open" or paragraph.type != "paragraph_open":
            continue
        found = TICK.match(inline.content)
        if found and item.info == "" and item.markup in "-+*":
            item.meta["checked"] = found[1] != " "
            inline.content = inline.content[found.end() :]


class _Reading:
    """Turns markdown-it's flat tokens into nested nodes."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.open: list[Node] = [{"type": "doc", "content": []}]

    def nodes(self) -> Body:
        for token in self.tokens:
            self._read(token)
        return self.open[0]["content"]  # type: ignore[no-any-return]

    def _read(self, token: Token) -> None:
        if token.type in CONTAINERS:
            self.open.append(self._container(token))
        elif token.type in ("paragraph_open", "heading_open"):
            self.open.append({"type": "paragraph", "content": [], "heading": token.type[0] == "h"})
        elif token.type == "inline":
            self._read_inline(token.children or [])
        elif token.type in ("fence", "code_block"):
            self._put_code(token.content.removesuffix("\n"))
        elif token.nesting == -1:
            self._close()

    def _container(self, token: Token) -> Node:
        node: Node = {"type": CONTAINERS[token.type], "content": []}
        if "checked" in token.meta:
            node = {"type": "tick_item", "attrs": {"checked": token.meta["checked"]}, "content": []}
        return node

    def _close(self) -> None:
        node = self.open.pop()
        node.pop("heading", None)
        nodes = _divided(node) if node["type"] == "bullet_list" else [node]
        self.open[-1]["content"].extend(nodes)

    def _put_code(self, code: str) -> None:
        content = [{"type": "text", "text": code}] if code else []
        self.open[-1]["content"].append({"type": "code_block", "content": content})

    def _read_inline(self, tokens: list[Token]) -> None:
        paragraph = self.open[-1]
        marks: list[Node] = [{"type": "strong"}] if paragraph["heading"] else []
        for token in tokens:
            if token.type in MARKS:
                marks.append(_mark(token))
            elif token.nesting == -1:
                marks.pop()
            else:
                paragraph["content"].append(_inline(token, marks))


def _mark(token: Token) -> Node:
    attrs = {"attrs": {"href": token.attrGet("href")}} if token.type == "link_open" else {}
    return {"type": MARKS[token.type], **attrs}


def _inline(token: Token, marks: list[Node]) -> Node:
    if token.type == "hardbreak":
        return {"type": "hard_break"}
    if token.type == "softbreak":
        return {"type": "text", "text": " ", "marks": list(marks)}
    code = [{"type": "code"}] if token.type == "code_inline" else []
    return {"type": "text", "text": token.content, "marks": [*marks, *code]}


def _divided(bullets: Node) -> Body:
    """A list of which some entries have ticks, as tick lists and bullet lists in turn."""
    lists: Body = []
    for item in bullets["content"]:
        name = "tick_list" if item["type"] == "tick_item" else "bullet_list"
        if not lists or lists[-1]["type"] != name:
            lists.append({"type": name, "content": []})
        lists[-1]["content"].append(item)
    return lists
