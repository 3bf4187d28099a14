"""Free words as topics: what somebody would have added on the page. Pure.

Each entry of a list is a topic, and so is each paragraph where all are one short line. Anything
longer is one topic: its first line names it, the rest stands beneath.
"""

import re
from dataclasses import dataclass

from romanesco.replies.wording import joined

SHORT = 120  # characters of a line that names a topic
LONGEST_NAME = 300

_ENTRY = re.compile(r"[-*+•·]\s+|\d{1,2}[.)]\s+")
_SENTENCE = re.compile(r"[.!?…](?=\s)")


@dataclass(frozen=True)
class Topic:
    prompt: str
    text: str = ""


def topics_in(text: str) -> list[Topic]:
    """The topics that a text raises; every word of it is in one of them."""
    blocks = [joined(block.split("\n")) for block in re.split(r"\n\s*\n", text.strip())]
    blocks = [block for block in blocks if any(line.strip() for line in block)]
    typed = [line for block in blocks for line in [*block, ""]]
    if any(_is_entry(line) for line in typed):
        return _entries(typed)
    if all(len(block) == 1 and len(block[0]) <= SHORT for block in blocks):
        return [Topic(block[0].strip()) for block in blocks]
    return [_topic(typed)]


def one_topic(text: str) -> Topic:
    """All of a text as one topic."""
    blocks = [joined(block.split("\n")) for block in re.split(r"\n\s*\n", text.strip())]
    return _topic([line for block in blocks for line in [*block, ""]])


def _entries(typed: list[str]) -> list[Topic]:
    """A topic for each entry; what stands before the first belongs to it, as words beneath. A
    short line that introduces entries, and ends with a colon, is no part of any."""
    groups: list[list[str]] = []
    before: list[str] = []
    for line in typed:
        if _is_entry(line):
            _leave_out_introduction(groups[-1] if groups else before, is_first=not groups)
            groups.append([_ENTRY.sub("", line, count=1)])
        elif groups:
            groups[-1].append(line.rstrip())
        else:
            before.append(line)
    first, *others = ([line.strip() for line in group] for group in groups)
    return [_topic([*first, "", *before]), *map(_topic, others)]


def _leave_out_introduction(above: list[str], *, is_first: bool) -> None:
    """Take away such as "Let us also talk about:", and what is blank below it."""
    end = len(above)
    while end and not above[end - 1].strip():
        end -= 1
    last = above[end - 1] if end else ""
    is_apart = is_first or (end > 1 and not last[:1].isspace())
    if is_apart and last.endswith((":", "：")) and len(last) <= SHORT:
        del above[end - 1 :]


def _topic(typed: list[str]) -> Topic:
    first, rest = typed[0].strip(), "\n".join(typed[1:]).strip()
    if len(first) <= LONGEST_NAME:
        return Topic(first, rest)
    sentence = _SENTENCE.search(first, 0, SHORT)
    if sentence:
        return Topic(first[: sentence.end()], f"{first[sentence.end() :].strip()}\n{rest}".strip())
    name = first[:SHORT].rsplit(" ", 1)[0]
    return Topic(f"{name} …", f"{first}\n{rest}".strip())


def _is_entry(line: str) -> bool:
    """Whether an entry begins here; one that is set in belongs to the entry above it."""
    found = _ENTRY.match(line)
    return found is not None and bool(line[found.end() :].strip())
