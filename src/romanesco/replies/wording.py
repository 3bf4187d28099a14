"""Typed words as the body of an item: Markdown where it reads so, and every word in any case.
Pure."""

import re
from collections import Counter
from collections.abc import Sequence

from romanesco.mail.echo import sound
from romanesco.plans.body import Body, BodyRefused, Node, lines, plain_text, tidied, validate
from romanesco.plans.markdown_reading import read
from romanesco.plans.markdown_writing import body_to_markdown

LONGEST_MARKDOWN = 16_000  # characters; what is longer is taken as it stands
BROKEN_AT = 70  # where mail programs begin to break lines
WHOLE = 25  # letters from which words are known again within other words

_WORD = re.compile(r"[^\W_]+")
_LIST = re.compile(r"\s*(?:[-*+•·]|\d{1,2}[.)])\s")
_BULLET = re.compile(r"(\s*)[•·]\s")


def body_of(text: str) -> Body:
    """The body that these words say; where Markdown would swallow one, the words as they stand.
    Lines that were broken by hand stay so, lines that a mail program broke run on."""
    if len(text) <= LONGEST_MARKDOWN:
        try:
            body = validate(read("\n".join(_set(text.split("\n")))))
        except BodyRefused:
            return _plain(text)
        if _says_all(body, text):
            return body
    return _plain(text)


def without_what_stands(text: str, present: Body) -> str:
    """The paragraphs of a text that do not stand in this body already."""
    standing = sound(plain_text(present))
    whole_lines = {sound(line) or line.strip() for line in lines(present)}
    kept = [
        paragraph
        for paragraph in re.split(r"\n\s*\n", text)
        if (sound(paragraph) or paragraph.strip()) not in whole_lines
        and not (len(sound(paragraph)) >= WHOLE and sound(paragraph) in standing)
    ]
    return "\n\n".join(kept).strip("\n")


def joined(typed: Sequence[str]) -> list[str]:
    """The lines as they were typed, without the breaks of a mail program."""
    is_broken = all(len(line) <= BROKEN_AT + 10 for line in typed)
    out: list[str] = []
    for place, line in enumerate(typed):
        before = typed[place - 1] if place else ""
        first = line.split(maxsplit=1)[:1]
        runs_on = (
            is_broken
            and first
            and before.strip()
            and not _LIST.match(line)
            and len(before) + 1 + len(first[0]) > BROKEN_AT
        )
        if runs_on:
            out[-1] = f"{out[-1]} {line.strip()}"
        else:
            out.append(line)
    return out


def _set(typed: Sequence[str]) -> list[str]:
    """Lines for Markdown: with its own bullets, nothing set in that is no list, and two spaces
    at the end of a line, which break it."""
    has_lists = any(_LIST.match(line) for line in typed)
    is_code = any(line.lstrip().startswith(("```", "~~~")) for line in typed)
    if is_code:
        return list(typed)
    kept = [_BULLET.sub(r"\1- ", line) if has_lists else line.strip() for line in joined(typed)]
    return [f"{line}  " if line.strip() else "" for line in kept]


def _says_all(body: Body, text: str) -> bool:
    said = Counter(_WORD.findall(body_to_markdown(body)))
    return not Counter(_WORD.findall(text)) - said


def _plain(text: str) -> Body:
    paragraphs = re.split(r"\n\s*\n", text.strip("\n"))
    return tidied([{"type": "paragraph", "content": _inline(one)} for one in paragraphs])


def _inline(paragraph: str) -> list[Node]:
    nodes: list[Node] = []
    for line in joined(paragraph.split("\n")):
        nodes += [{"type": "hard_break"}] if nodes else []
        nodes += [{"type": "text", "text": line.strip()}] if line.strip() else []
    return nodes
