"""An answer line by line: what is marked as quoted, and what mail programs put around. Pure.

Whether an unmarked line is a quote too is decided in `reading.py`, which knows the letter.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from romanesco.base.errors import Refused
from romanesco.replies import frames

MAX_CHARACTERS = 200_000
MAX_LINES = 3_000
LONGEST_SIGNATURE = 15  # lines

_DEPTH = re.compile(r"(?:[ \t]{0,3}>)+ ?")
_INVISIBLE = re.compile(
    "[\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f]"
)
_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\u00a0\u202f\u2007\t]")


class ReplyTooLong(Refused):
    code = "too_long"
    message = "This letter is longer than 200,000 characters, or than 3,000 lines."


@dataclass(frozen=True)
class Line:
    """A line without its quote marks. `part` is words, frame (attribution, header, divider,
    footer), or signature."""

    text: str
    depth: int = 0
    part: str = "words"
    is_beyond: bool = False  # after the first attribution, header or divider

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def lines_of(text: str) -> list[Line]:
    """The lines of an answer. Raises ReplyTooLong."""
    if len(text) > MAX_CHARACTERS:
        raise ReplyTooLong
    lines = _squeezed(_line(line) for line in _BREAK.split(_INVISIBLE.sub("", text)))
    if len(lines) > MAX_LINES:
        raise ReplyTooLong
    lines = _without_escapes(lines)
    parts = _parts(lines)
    first = parts.index("frame") if "frame" in parts else len(parts)
    lines = [
        replace(line, part=part if part != "footer" else "frame", is_beyond=place > first)
        for place, (line, part) in enumerate(zip(lines, parts, strict=True))
    ]
    return _without_signatures(lines)


def _line(text: str) -> Line:
    text = _SPACE.sub(" ", text).rstrip()
    found = _DEPTH.match(text)
    return Line(text[found.end() :], found[0].count(">")) if found else Line(text)


def _squeezed(lines: Iterable[Line]) -> list[Line]:
    """At most one blank line after another."""
    kept: list[Line] = []
    for line in lines:
        if not (line.is_blank and kept and kept[-1].is_blank and kept[-1].depth == line.depth):
            kept.append(line)
    return kept


def _without_escapes(lines: list[Line]) -> list[Line]:
    """Mailboxes write ">From" for "From" where a line begins so; it stands alone, unlike quotes."""
    out = list(lines)
    for place, line in enumerate(lines):
        beside = [*lines[max(place - 1, 0) : place], *lines[place + 1 : place + 2]]
        is_lonely = not any(other.depth for other in beside)
        if line.depth == 1 and line.text.startswith("From ") and is_lonely:
            out[place] = Line(line.text)
    return out


def _parts(lines: list[Line]) -> list[str]:
    parts = ["words"] * len(lines)
    for place, line in enumerate(lines):
        if line.depth or line.is_blank or parts[place] == "frame":
            continue
        if end := _header_end(lines, place) or _divider_end(lines, place):
            parts[place:end] = ["frame"] * (end - place)
        elif (start := _attribution_start(lines, place)) is not None:
            parts[start : place + 1] = ["frame"] * (place + 1 - start)
        elif frames.is_footer(line.text) and _is_last(lines, place):
            parts[place] = "footer"
    return parts


def _header_end(lines: list[Line], start: int) -> int:
    """Where a block of headers ends that begins here; 0 if none does."""
    if not frames.header_key(lines[start].text):
        return 0
    keys: list[str] = []
    end = start
    for place in range(start, min(start + 14, len(lines))):
        key = frames.header_key(lines[place].text)
        if key and not lines[place].depth:
            keys.append(key)
            end = place + 1
        elif place - end >= 3:
            break
    return end if len(keys) >= 3 and "from" in keys else 0


def _divider_end(lines: list[Line], start: int) -> int:
    if frames.is_divider(lines[start].text):
        return start + 1
    following = _next_words(lines, start)
    if frames.is_rule(lines[start].text) and following and _header_end(lines, following):
        return start + 1
    return 0


def _attribution_start(lines: list[Line], end: int) -> int | None:
    """Where an attribution starts that ends on this line, up to four lines before; one that
    begins with the sender's address stands on a line of its own, unless a beginning comes first."""
    if not lines[end].text.endswith((":", "：")):
        return None
    following = _next_words(lines, end)
    is_quote_next = following is not None and lines[following].depth > 0
    joined, by_address = "", None
    for start in range(end, max(end - 4, -1), -1):
        line = lines[start]
        if line.depth or line.is_blank:
            break
        joined = f"{line.text.strip()} {joined}".strip()
        if not frames.is_attribution(joined, is_quote_next=is_quote_next):
            continue
        if frames.begins_attribution(line.text):
            return start
        if by_address is None and frames.names_address(line.text):
            by_address = start
    return by_address


def _next_words(lines: list[Line], place: int) -> int | None:
    later = range(place + 1, min(place + 5, len(lines)))
    return next((other for other in later if not lines[other].is_blank), None)


def _is_last(lines: list[Line], place: int) -> bool:
    """Whether no words of one's own follow at once: a footer stands at the end."""
    following = _next_words(lines, place)
    if following is None or lines[following].depth or following > place + 1:
        return True
    text = lines[following].text
    return frames.is_footer(text) or frames.is_rule(text) or frames.header_key(text) != ""


def _without_signatures(lines: list[Line]) -> list[Line]:
    """From "-- " (RFC 3676, 4.3) to the next quote or frame is a signature, if it is short."""
    out = list(lines)
    place = 0
    while place < len(out):
        if not _is_signature_mark(out[place]):
            place += 1
            continue
        end = place + 1
        while end < len(out) and not out[end].depth and out[end].part == "words":
            end += 1
        if end - place <= LONGEST_SIGNATURE:
            out[place:end] = [replace(line, part="signature") for line in out[place:end]]
        place = end
    return out


def _is_signature_mark(line: Line) -> bool:
    return not line.depth and line.part == "words" and line.text.strip() == "--"
