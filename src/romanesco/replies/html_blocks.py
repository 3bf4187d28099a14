"""The blocks of a letter's HTML, without all else: what is left reads fast. Pure.

One walk over the characters. Inline tags, attributes and comments are left out, and so is what
shows no words; cells and tables become plain blocks, which nothing is moved out of. An end without
a beginning is left out. So no more stands open at any place than is counted here, whoever reads.
"""

import re
import string
from collections import Counter

WITHOUT_WORDS = {"script", "style", "title", "noscript", "svg", "math", "template"}
LINES = {
    "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "ul",
}  # fmt: skip
AS = {
    "table": "section", "tbody": "div", "thead": "div", "tfoot": "div", "tr": "div", "form": "div",
}  # fmt: skip
# Each of these ends the one before it, so they stand no deeper than what they are in.
SHALLOW = {"br", "hr", "p", "li", "dd", "dt"}

_NAME = re.compile(r"</?[a-zA-Z][^\s/<>]{0,40}")
# A value may hold ">". No part goes beyond a "<", so that each character is looked at a few times.
_REST = re.compile(r"""(?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+>?""")
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def blocks_of(html: str, *, deepest: int) -> str:
    """The words between tags of `LINES` alone, without attributes. Blocks further in than
    `deepest` become line breaks."""
    return _Walk(html, deepest).blocks()


class _Walk:
    def __init__(self, html: str, deepest: int) -> None:
        self.html = html
        self.small = html.translate(_SMALL)
        self.deepest = deepest
        self.out: list[str] = []
        self.open: Counter[str] = Counter()
        self.depth = 0

    def blocks(self) -> str:
        place = 0
        while (mark := self.html.find("<", place)) >= 0:
            self.out.append(self.html[place:mark])
            place = self._after(mark)
        self.out.append(self.html[place:])
        return "".join(self.out)

    def _after(self, mark: int) -> int:
        """Deal with what begins with this "<"; returns where it ends."""
        if self.html.startswith("<!--", mark):
            return self._behind("-->", mark + 2)
        if self.html.startswith(("<!", "<?"), mark):
            return self._behind(">", mark)
        name = _NAME.match(self.small, mark)
        if name is None:
            self.out.append("&lt;")
            return mark + 1
        tag = name[0].lstrip("</")
        rest = _REST.match(self.html, name.end())
        end = rest.end() if rest else name.end()
        if name[0].startswith("</"):
            self._ends(AS.get(tag, tag))
        elif tag in WITHOUT_WORDS:
            return self._behind(">", self._behind(f"</{tag}", end))
        else:
            self._begins(AS.get(tag, tag))
        return end

    def _behind(self, what: str, start: int) -> int:
        """Where this ends for the first time; the end of all where it does not stand."""
        found = self.small.find(what, start)
        return found + len(what) if found >= 0 else len(self.html)

    def _begins(self, tag: str) -> None:
        if tag not in LINES:
            return
        if tag not in SHALLOW:
            if self.depth >= self.deepest:
                self.out.append("<br>")
                return
            self.depth += 1
        self.open[tag] += 1
        self.out.append(f"<{tag}>")

    def _ends(self, tag: str) -> None:
        if self.open[tag] > 0:
            self.open[tag] -= 1
            self.depth -= tag not in SHALLOW
            self.out.append(f"</{tag}>")
