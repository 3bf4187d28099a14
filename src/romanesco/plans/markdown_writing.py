"""From a body to Markdown. Every word is kept, and every mark that Markdown can express where it
stands: what is written reads back the same.
"""

import re
from urllib.parse import quote

from romanesco.plans.body import Body, Node, tidied
from romanesco.plans.markdown_reading import read


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
    return bool(text) and read(text) == wanted


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
