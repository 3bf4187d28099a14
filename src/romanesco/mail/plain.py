"""Text without what a reader cannot see and a program may act on. Pure."""

import re

# C0 and C1 controls but for line feed and tab; what turns the direction of writing for all that
# follows (UAX 9: embeddings, overrides, isolates); line separators; the byte order mark.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def plain(text: str) -> str:
    """The text with line feeds alone, and nothing unseen."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, longest: int = 300) -> str:
    """The text in one line, so that it smuggles no header in; cut where it is too long."""
    line = " ".join(plain(re.sub(r"[\r\n\v\f\x85\u2028\u2029]", " ", text)).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
