"""Markdown to a body and back. Nothing here makes HTML; only safe links survive.

Reading never raises on what somebody wrote, only where it is too long: what is no Markdown is
words. Writing keeps every word, and every mark that Markdown can express where it stands.
"""

import re
from functools import cache
from urllib.parse import quote

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
    return validate(tidied(_Reading(_parser().parse(text)).nodes()))


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


def body_to_markdown(body: Body) -> str:
    """The body as Markdown, without a newline at the end."""
    return _blocks(body, "\n\n")


def _blocks(nodes: Body, gap: str) -> str:
    pieces: list[str] = []
    last = ""
    is_other = False
    for node in nodes:
        # A list right after a list would continue it, were its marker the same.
        is_other = node["type"].endswith("_list") and last.endswith("_list") and not is_other
        piece = _block(node, is_other=is_other)
        if piece:
            pieces.append(piece)
            last = node["type"]
    return gap.join(pieces)


def _block(node: Node, *, is_other: bool) -> str:
    content: Body = node.get("content", [])
    match node["type"]:
        case "paragraph":
            return _paragraph(content)
        case "code_block":
            return _fenced("".join(child["text"] for child in content))
        case "blockquote":
            return "\n".join(f"> {line}".rstrip() for line in _blocks(content, "\n\n").split("\n"))
    entries = [
        _entry(item, _marker(node["type"], number, is_other=is_other))
        for number, item in enumerate(content, start=1)
    ]
    is_loose = any("\n\n" in entry for entry in entries)
    return ("\n\n" if is_loose else "\n").join(entries)


def _marker(name: str, number: int, *, is_other: bool) -> str:
    if name == "ordered_list":
        return f"{number}{')' if is_other else '.'} "
    return "* " if is_other else "- "


def _entry(item: Node, marker: str) -> str:
    content: Body = item.get("content", [])
    text = _blocks(content, "\n" if _is_tight(content) else "\n\n")
    if item["type"] == "tick_item":
        tick = "[x]" if item.get("attrs", {}).get("checked") else "[ ]"
        first = content[:1]
        begins_with_words = first and first[0]["type"] == "paragraph" and _blocks(first, "")
        text = f"{tick} {text}" if begins_with_words else f"{tick}\n\n{text}"
    indent = " " * len(marker)
    lines = text.rstrip().split("\n")
    return "\n".join(
        [f"{marker}{lines[0]}".rstrip(), *(f"{indent}{line}".rstrip() for line in lines[1:])]
    )


def _is_tight(content: Body) -> bool:
    """Whether an entry is words and at most one list, which needs no blank line before it; an
    entry without words would underline the words above it."""
    if len(content) != 2 or content[0]["type"] != "paragraph":
        return False
    below: Body = content[1].get("content", [])
    return content[1]["type"].endswith("_list") and bool(below and _blocks(below[0]["content"], ""))


def _fenced(code: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}" if code else f"{fence}\n{fence}"


def _paragraph(content: Body) -> str:
    """A paragraph in the first way that reads back the same; the words alone if none does."""
    wanted = tidied([{"type": "paragraph", "content": _without_hollow_end(content)}])
    nodes = wanted[0].get("content", [])
    if not any("marks" in node for node in nodes):
        return _inlines(nodes, "*")
    for emphasis in ("*", "_"):
        text = _inlines(nodes, emphasis)
        if _reads_as(text, wanted):
            return text
    return _inlines([_bare(node) for node in nodes], "*")


def _reads_as(text: str, wanted: Body) -> bool:
    return bool(text) and tidied(_Reading(_parser().parse(text)).nodes()) == wanted


def _without_hollow_end(content: Body) -> Body:
    stop = len(content)
    while stop and not content[stop - 1].get("text", "").strip():
        stop -= 1
    return content[:stop]


def _bare(node: Node) -> Node:
    return {key: value for key, value in node.items() if key != "marks"}


def _inlines(nodes: Body, emphasis: str) -> str:
    """Running text with its marks opened and closed around it, the outer ones in the schema's
    order; spaces at the edge of a mark are put outside, where Markdown wants them."""
    out = ""
    open_marks: list[Node] = []
    for node in nodes:
        marks = [mark for mark in node.get("marks", []) if mark["type"] != "code"]
        shared = _shared(open_marks, marks)
        text = _words(node)
        out, space = out.rstrip(" "), out[len(out.rstrip(" ")) :]
        out += "".join(_closing(mark, emphasis) for mark in reversed(open_marks[shared:])) + space
        lead = text[: len(text) - len(text.lstrip(" "))] if len(marks) > shared else ""
        out += lead + "".join(_opening(mark, emphasis) for mark in marks[shared:])
        out += text[len(lead) :]
        open_marks = marks
    out, space = out.rstrip(" "), out[len(out.rstrip(" ")) :]
    out += "".join(_closing(mark, emphasis) for mark in reversed(open_marks)) + space
    return "\n".join(_escaped_start(line) for line in out.split("\n"))


def _shared(left: list[Node], right: list[Node]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _opening(mark: Node, emphasis: str) -> str:
    return {"strong": "**", "em": emphasis, "link": "["}[mark["type"]]


def _closing(mark: Node, emphasis: str) -> str:
    if mark["type"] == "link":
        href = re.sub(r"[\s<>\\\x00-\x1f\x7f]", lambda c: quote(c[0]), mark["attrs"]["href"])
        href = re.sub(r"&(?=#?\w+;)", "&amp;", href)
        return f"](<{href}>)" if "(" in href or ")" in href else f"]({href})"
    return _opening(mark, emphasis)


def _words(node: Node) -> str:
    if node["type"] == "hard_break":
        return "\\\n"
    text: str = node["text"]
    if any(mark["type"] == "code" for mark in node.get("marks", [])):
        return _code(text.replace("\n", " "))
    text = re.sub(r"([\\`*\[\]<])", r"\\\1", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])|!$", r"\\\g<0>", text)
    text = re.sub(r"&(?=#?\w+;)", r"\\&", text)
    return re.sub(r"\s*\n\s*", r"\\\n", text)


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[:1] in "` " or text[-1:] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _escaped_start(line: str) -> str:
    """A line that would begin a heading, list, quote, rule or fence, kept from it."""
    line = line.lstrip(" \t")
    line = re.sub(r"^([#>+\-=~])", r"\\\1", line)
    return re.sub(r"^(\d{1,9})([.)])", r"\1\\\2", line)
