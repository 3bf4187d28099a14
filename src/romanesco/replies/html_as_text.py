"""The words of a letter that came as HTML alone: lines, and `>` before what is quoted. Pure."""

import re
from html.parser import HTMLParser

import nh3

from romanesco.replies.html_blocks import LINES, blocks_of

LONGEST = 256_000  # characters of HTML; nobody's answer has more
DEEPEST_TAGS = 100  # blocks within blocks; those further in become line breaks
DEEPEST = 20  # quotes within quotes
APART = {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "section", "ul"}
SPACES = re.compile(r"[ \t\n\r\f]+")


def html_as_text(html: str) -> str:
    """What a mail program shows, as plain text. HTML of any sort is taken, and cut at 256 kB.

    nh3 reads it as a browser would, so that what is walked over here is well-formed. A browser
    looks through all that is open at each tag, which is quadratic; so it is given blocks alone,
    and those not deep (`html_blocks.py`).
    """
    safe = nh3.clean(
        blocks_of(html[:LONGEST], deepest=DEEPEST_TAGS), tags=LINES, attributes={}, link_rel=None
    )
    reader = _Reader()
    reader.feed(safe)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Walks over clean HTML, a line after the other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._words: list[str] = []
        self._depth = 0
        self._preformatted = 0
        self._lists: list[int | None] = []  # the number of the last entry; None for bullets

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._end_line(and_empty=tag == "br")
        if tag in APART:
            self._stand_apart()
        self._depth += tag == "blockquote"
        self._preformatted += tag == "pre"
        if tag in {"ol", "ul"}:
            self._lists.append(0 if tag == "ol" else None)
        if tag == "li":
            self._words.append(self._bullet())

    def handle_endtag(self, tag: str) -> None:
        self._end_line()
        self._depth -= tag == "blockquote"
        self._preformatted -= tag == "pre"
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        if tag in APART:
            self._stand_apart()

    def handle_data(self, data: str) -> None:
        if not self._preformatted:
            self._words.append(data)
            return
        *whole, rest = data.split("\n")
        for line in whole:
            self._words.append(line)
            self._end_line(and_empty=True)
        self._words.append(rest)

    def _end_line(self, *, and_empty: bool = False) -> None:
        words = "".join(self._words)
        self._words.clear()
        line = words.rstrip() if self._preformatted else SPACES.sub(" ", words).strip(" ")
        if line or and_empty:
            self._lines.append(f"{self._mark()}{line}".rstrip())

    def _stand_apart(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._mark().rstrip())

    def _mark(self) -> str:
        return "> " * min(self._depth, DEEPEST)

    def _bullet(self) -> str:
        if not self._lists or self._lists[-1] is None:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1]}. "
