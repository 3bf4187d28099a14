"""Content lines of iCalendar (RFC 5545 3.1): escaped, folded, and never more than was meant. Pure.

Written here and not by icalendar, which takes ten times as long for a feed of many sessions;
icalendar and ical.js read what is written in the tests.
"""

import unicodedata
from collections.abc import Iterable
from datetime import datetime

LONGEST = 75  # octets in a line, without its line break
BREAK = "\r\n"
# Embeddings, overrides and isolates turn the words around them about (Unicode UAX 9, table 1).
TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def text(value: str) -> str:
    """A TEXT value (3.3.11); line breaks stay as \\n, other characters that one cannot see go."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return _seen(lines, but="\n\t").translate(ESCAPED)


def parameter(value: str) -> str:
    """A parameter's value in quotes (3.2), which cannot hold quotes itself."""
    return '"{}"'.format(_seen(" ".join(value.split())).replace('"', "'"))


def stamp(instant: datetime) -> str:
    """A moment in UTC (3.3.5, form 2)."""
    return f"{wall(instant)}Z"


def wall(local: datetime) -> str:
    """A moment as a clock on the wall shows it (3.3.5, form 1 or 3)."""
    return local.isoformat()[:19].replace("-", "").replace(":", "")  # much quicker than strftime


def folded(line: str) -> str:
    """The line, broken so that no part is longer than 75 octets and no character is cut."""
    if len(line) <= LONGEST and (line.isascii() or len(line.encode()) <= LONGEST):
        return line
    parts: list[str] = []
    start = 0
    while start < len(line):
        # A continuation begins with a space, which counts.
        end = _end_of_part(line, start, LONGEST - (1 if parts else 0))
        parts.append(line[start:end])
        start = end
    return f"{BREAK} ".join(parts)


def written(lines: Iterable[str]) -> str:
    """Lines, folded, each with its line break."""
    # Most lines are short; asked here, it saves a call for each of them.
    fit = [line if len(line) <= LONGEST and line.isascii() else folded(line) for line in lines]
    return BREAK.join([*fit, ""])


def _end_of_part(line: str, start: int, octets: int) -> int:
    end = min(start + octets, len(line))
    while len(line[start:end].encode()) > octets:
        end -= 1
    # Some readers do not put an escape together again that was cut (RFC 5545 allows it).
    if end < len(line) and line[end - 1] == "\\" and end - start > 2:
        end -= 1
    return end


def _seen(value: str, *, but: str = "") -> str:
    if value.isascii() and value.isprintable():
        return value
    return "".join(
        letter
        for letter in value
        if letter in but or not (ord(letter) in TURNING or _is_hidden(letter))
    )


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}
