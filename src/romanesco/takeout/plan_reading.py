"""A plan's Markdown that comes back: which plan it is of, and what stands under each heading."""

import re
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from markdown_it import MarkdownIt

from romanesco.base.errors import Refused
from romanesco.takeout.plan_marks import FORM, OURS, Marked

LONGEST = 500_000
MOST_SECTIONS = 200
# What stands before it in its line is told along.
ITEM = re.compile(r".*<!--\s*item ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*-->")
HEAD = re.compile(r"([a-z]+): ?([A-Za-z0-9{}-]*)")
MARK = re.compile(r"  ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):((?: [0-9a-f]{10})*)")


class NotBroughtBack(Refused):
    """This Markdown is refused as a whole; the plan is as it was."""

    code = "markdown_refused"
    message = "This Markdown cannot be brought back."
    field = "markdown"

    def __init__(self, why: str, *, line: int | None = None) -> None:
        self.line = line
        super().__init__(f"Line {line}: {why}" if line else why)


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    line: int
    prompt: str
    text: str
    item_id: UUID | None = None


@dataclass(frozen=True)
class PlanRead:
    """What came back; `marks` are the items as they were when it was made."""

    plan_id: UUID
    marks: dict[UUID, Marked]
    sections: list[Section]


def decoded(content: bytes) -> str:
    """The words of a file. Raises `NotBroughtBack` with the line that is no text."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotBroughtBack("This line is not text (UTF-8).", line=line) from None


def read_plan(text: str) -> PlanRead:
    """Take a plan's Markdown apart. Raises `NotBroughtBack` with the line and the reason."""
    if len(text) > LONGEST:
        raise NotBroughtBack(f"Up to {LONGEST:,} characters, please.")
    text = text.encode("utf-8", "replace").decode().replace("\0", "").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plan_id, marks, start = _front(lines)
    return PlanRead(plan_id, marks, _sections(lines, start))


def _front(lines: list[str]) -> tuple[UUID, dict[UUID, Marked], int]:
    if lines[0].rstrip() != "---":
        raise NotBroughtBack(
            "The lines are missing that say which plan this is. Keep those above the title.",
            line=1,
        )
    told: dict[str, str] = {}
    marks: dict[UUID, Marked] = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == "---":
            return _plan_id(told), marks, number
        if found := MARK.fullmatch(line.rstrip()):
            words = found[2].split()
            marks[UUID(found[1])] = Marked(words[0] if words else "", tuple(words[1:]))
        elif found := HEAD.fullmatch(line.rstrip()):
            told[found[1]] = found[2]
        elif line.strip():
            raise NotBroughtBack("This line above the title is none of ours.", line=number)
    raise NotBroughtBack("The lines above the title do not end. “---” ends them.", line=1)


def _plan_id(told: dict[str, str]) -> UUID:
    if told.get("kind") != FORM:
        raise NotBroughtBack("This is not the Markdown of a plan.", line=2)
    try:
        return UUID(told.get("id", ""))
    except ValueError:
        raise NotBroughtBack("This does not say which plan it is.", line=3) from None


@cache
def _blocks() -> MarkdownIt:
    """Finds headings, and nothing within a line."""
    parser = MarkdownIt("commonmark", {"html": False})
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.disable(["html_block", "reference"])
    return parser


@cache
def _inline() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_inline"])


def _sections(lines: list[str], start: int) -> list[Section]:
    tokens = _blocks().parse("\n".join(lines[start:]))
    headings = [
        (token.map[0] + start, tokens[number + 1].content)
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.markup == "##" and token.level == 0 and token.map
    ]
    if not headings:
        raise NotBroughtBack("There is no question or topic in it: each begins with “## ”.")
    if len(headings) > MOST_SECTIONS:
        raise NotBroughtBack("These are more topics than a plan has.", line=headings[-1][0] + 1)
    ends = [line for line, _ in headings[1:]] + [len(lines)]
    found = [
        _section(line, content, lines[line + 1 : end])
        for (line, content), end in zip(headings, ends, strict=True)
    ]
    return [one for one in found if one is not None]


def _section(line: int, heading: str, below: list[str]) -> Section | None:
    """None for what is only told along."""
    rest = "\n".join(below).strip("\n")
    first, _, more = rest.partition("\n")
    prompt = _words(heading)
    if first.strip() == OURS:
        return None
    if found := ITEM.fullmatch(first.strip()):
        return Section(line + 1, prompt, more.strip("\n"), UUID(found[1]))
    return Section(line + 1, prompt, rest)


def _words(heading: str) -> str:
    """A heading's words without what is Markdown in them."""
    tokens = _inline().parseInline(heading[:2_000])
    return " ".join("".join(c.content for c in (tokens[0].children or [])).split())
