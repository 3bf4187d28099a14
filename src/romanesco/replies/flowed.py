"""Text whose lines a mail program broke as it liked (RFC 3676), put together again. Pure."""

import re

QUOTES = re.compile(r">*")
SIGNATURE = "-- "


def unfolded(text: str, *, drops_spaces: bool = False) -> str:
    """Each paragraph on one line; one goes on where a line ends with a space, at the same depth
    of quotes. `drops_spaces` is DelSp=yes."""
    lines: list[str] = []
    open_depth: int | None = None  # of the paragraph that goes on
    for line in text.split("\n"):
        depth, words = _stuffed(line)
        if open_depth == depth and words != SIGNATURE:
            lines[-1] += words
        else:
            lines.append(f"{'>' * depth} {words}" if depth else words)
        goes_on = words.endswith(" ") and words != SIGNATURE
        if goes_on and drops_spaces:
            lines[-1] = lines[-1][:-1]
        open_depth = depth if goes_on else None
    return "\n".join(lines)


def _stuffed(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and its words without the space that was put before them."""
    found = QUOTES.match(line)
    depth = found.end() if found else 0
    return depth, line[depth:].removeprefix(" ")
