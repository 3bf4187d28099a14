"""What a letter that came in says: from its octets to plain text, within limits. Pure.

The standard library reads it by its older rules (`compat32`), which leave a header as it is. The
newer ones understand each header while it is read, and took 96 seconds over a Content-Type of
100,000 quotation marks.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr

from romanesco.replies.flowed import unfolded
from romanesco.replies.html_as_text import html_as_text

LARGEST = 10 * 1024 * 1024
LARGEST_TEXT = 1024 * 1024  # octets of one part that is read
MOST_PARTS = 200
LONGEST_HEADER = 4000
MOST_HEADERS = 64 * 1024
PARTS = re.compile(rb"^content-type[ \t]*:", re.IGNORECASE | re.MULTILINE)
NESTED = re.compile(rb"boundary[ \t]*\*?[ \t]*=", re.IGNORECASE)
MOST_NESTED = 40
MOST_BOUNDARIES = 2000  # lines that begin as one; half a million took ten seconds
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufeff]")
# Everything a mail program writes text in. UTF-7 is read by some programs and not by others, so
# the same letter says two things; idna, punycode and their like are no letters' encodings.
CHARSETS = re.compile(
    r"ascii|utf-8|utf-8-sig|utf-16|utf-16-[bl]e|utf-32|utf-32-[bl]e|iso8859-\d+|cp\d+|koi8-\w|"
    r"mac-\w+|gb2312|gbk|gb18030|big5\w*|euc_\w+|shift_jis\w*|iso2022_\w+|johab|tis-620|hz"
)


class Unreadable(Exception):
    """The letter is built so that reading it would hurt, or would not tell what it says."""


@dataclass(frozen=True)
class Incoming:
    """A letter that came in, as far as anybody asks."""

    message: Message
    message_id: str
    from_address: str  # in lower case; "" where there is not exactly one
    subject: str
    text: str
    calendars: tuple[str, ...]  # the iCalendar objects that answer an invitation
    attachments: int  # files that somebody added; they are not kept


def read(raw: bytes) -> Incoming:
    """Read a letter. Raises Unreadable."""
    message = opened(raw)
    try:
        return _read(message, raw)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(type(error).__name__) from None


def opened(raw: bytes) -> Message:
    """The headers and parts of a letter. Raises Unreadable, before it would take long."""
    if len(raw) > LARGEST:
        raise Unreadable("too large")
    _check_parts(raw)
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        for part in message.walk():
            _check_headers(part)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(type(error).__name__) from None
    return message


def header(message: Message, name: str) -> str:
    """One header as a line of plain text; "" where there is none."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        words = str(make_header(decode_header(value)))
    except (HeaderParseError, UnicodeError, LookupError, ValueError):
        words = str(value)
    return " ".join(_clean(words).split())


def from_address(message: Message) -> str:
    """The one address that the letter says it is from. "" for none, and for several."""
    values = message.get_all("From") or []
    if len(values) != 1:
        return ""
    _, address = parseaddr(str(values[0]))
    is_one = address.count("@") == 1 and not any(letter.isspace() for letter in address)
    return _clean(address).lower() if is_one else ""


def _read(message: Message, raw: bytes) -> Incoming:
    return Incoming(
        message,
        header(message, "Message-ID") or hashlib.sha256(raw).hexdigest(),
        from_address(message),
        header(message, "Subject"),
        "\n\n".join(words for words in _words(message) if words.strip()),
        tuple(_calendars(message)),
        sum(_is_file(part) for part in message.walk()),
    )


def _words(part: Message) -> Iterator[str]:
    """The texts of a letter in their order; of several versions of one, the plain one."""
    kind = part.get_content_type()
    if kind == "multipart/alternative":
        versions = [(one.get_content_type(), "\n\n".join(_words(one))) for one in _parts(part)]
        plain = [words for kind, words in versions if kind == "text/plain" and words.strip()]
        others = [words for _, words in versions if words.strip()]
        yield from (plain or others)[:1]
    elif kind.startswith("multipart/"):
        for one in _parts(part):
            yield from _words(one)
    elif kind == "text/plain" and not _is_added(part):
        yield _plain(part)
    elif kind == "text/html" and not _is_added(part):
        yield html_as_text(_decoded(part))


def _plain(part: Message) -> str:
    words = _decoded(part)
    if str(part.get_param("format", "")).lower() != "flowed":
        return words
    return unfolded(words, drops_spaces=str(part.get_param("delsp", "")).lower() == "yes")


def _calendars(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_type() in {"text/calendar", "application/ics"}:
            words = _decoded(part)
            if re.search(r"^METHOD:(REPLY|COUNTER)\s*$", words, re.IGNORECASE | re.MULTILINE):
                yield words


def _decoded(part: Message) -> str:
    """The text of a part. A wrong or missing charset is guessed as mail programs do."""
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return ""
    octets = octets[:LARGEST_TEXT]
    for charset in (_charset(part), "utf-8"):
        try:
            return _clean(octets.decode(charset))
        except UnicodeError:
            continue
    return _clean(octets.decode("cp1252", "replace"))


def _charset(part: Message) -> str:
    told = str(part.get_content_charset("utf-8"))
    try:
        name = codecs.lookup(told).name
    except (LookupError, ValueError):
        return "utf-8"
    if not CHARSETS.fullmatch(name):
        raise Unreadable("charset")
    # Who says Latin-1 means what Windows makes of it (WHATWG Encoding, 4.2).
    return "cp1252" if name == "iso8859-1" else name


def _is_added(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _is_file(part: Message) -> bool:
    """A file that a person put there; signatures and answers to invitations are none."""
    kind = part.get_content_type()
    is_machines = "signature" in kind or kind in {"text/calendar", "application/ics"}
    return _is_added(part) and not is_machines


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _check_parts(raw: bytes) -> None:
    counts = (len(PARTS.findall(raw)), len(NESTED.findall(raw)), raw.count(b"\n--"))
    most = (MOST_PARTS, MOST_NESTED, MOST_BOUNDARIES)
    if any(count > limit for count, limit in zip(counts, most, strict=True)):
        raise Unreadable("too many parts")


def _check_headers(part: Message) -> None:
    lengths = [len(str(value)) for name, value in part.raw_items()]
    if sum(lengths) > MOST_HEADERS:
        raise Unreadable("long headers")
    for name in ("Content-Type", "Content-Disposition", "From", "Subject", "Message-ID"):
        if any(len(str(value)) > LONGEST_HEADER for value in part.get_all(name) or []):
            raise Unreadable("long headers")


def _clean(words: str) -> str:
    """Without what neither a page nor a database takes; lines end in a line feed."""
    return CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
