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
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from email.utils import parseaddr
from functools import cached_property
from itertools import islice

from romanesco.replies.flowed import unfolded
from romanesco.replies.html_as_text import LONGEST, html_as_text

LARGEST = 10 * 1024 * 1024
LARGEST_TEXT = 1024 * 1024  # octets of all its texts together that are read
MOST_TEXTS = 30  # texts that are read, one after the other; the rest is not looked at
MOST_CALENDARS = 3
MOST_PARTS = 200
LONGEST_HEADER = 4000
MOST_HEADERS = 64 * 1024
PARTS = re.compile(rb"^content-type[ \t]*:", re.IGNORECASE | re.MULTILINE)
CALENDARS = {"text/calendar", "application/ics"}
DIVIDING = re.compile(rb"^--.*|\bboundary=.*", re.MULTILINE)
HEAD = re.compile(rb"\A\r?\n|\r?\n\r?\n")
INVITED = re.compile(rb"text/calendar|application/ics", re.IGNORECASE)
NESTED = re.compile(rb"boundary[ \t]*\*?[ \t]*=", re.IGNORECASE)
MOST_NESTED = 40
MOST_BOUNDARIES = 2000  # lines that begin as one; half a million took ten seconds
# Each line is held against each boundary around it: lines times boundaries.
MOST_COMPARED = 1_500_000
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


class Handed:
    """A letter as it was handed over: its headers first, its words when somebody asks, and once,
    for however many it is."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @cached_property
    def head(self) -> Message:
        """Its headers alone. Raises Unreadable."""
        message = BytesHeaderParser(policy=compat32).parsebytes(self._top)
        _check_headers(message)
        return message

    @cached_property
    def digest(self) -> str:
        """Of what it says, however many servers noted on top that they passed it on, however it
        ends, and whatever its parts are divided by: a provider divides them anew each time."""
        said = self.raw[len(self._top) :].replace(b"\r\n", b"\n")
        return hashlib.sha256(DIVIDING.sub(b"", said).strip()).hexdigest()

    @cached_property
    def words(self) -> Incoming:
        """All that it says. Raises Unreadable."""
        return read(self.raw)

    @cached_property
    def beginning(self) -> Incoming:
        """What its first megabyte says: enough to know whose it is. Raises Unreadable."""
        return self.words if len(self.raw) <= LARGEST_TEXT else read(self.raw[:LARGEST_TEXT])

    @property
    def may_answer_an_invitation(self) -> bool:
        return INVITED.search(self.raw) is not None

    @cached_property
    def _top(self) -> bytes:
        found = HEAD.search(self.raw, 0, MOST_HEADERS)
        return self.raw[: found.end() if found else MOST_HEADERS + 1]


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
    texts = _Texts()
    return Incoming(
        message,
        header(message, "Message-ID") or hashlib.sha256(raw).hexdigest(),
        from_address(message),
        header(message, "Subject"),
        "\n\n".join(words for words in texts.words(message) if words.strip()),
        tuple(texts.calendars(message)),
        sum(_is_file(part) for part in message.walk()),
    )


class _Texts:
    """The texts of one letter, as far as a letter's own budget reaches: so many octets and so
    many parts of all of them together."""

    def __init__(self) -> None:
        self.octets = LARGEST_TEXT
        self.html = LONGEST  # characters
        self.parts = MOST_TEXTS

    def words(self, part: Message) -> Iterator[str]:
        """In their order; of several versions of one, the plain one."""
        kind = part.get_content_type()
        if kind == "multipart/alternative":
            yield from self._one_of(_parts(part))
        elif kind.startswith("multipart/"):
            for one in _parts(part):
                yield from self.words(one)
        elif kind == "text/plain" and not _is_added(part):
            yield self._plain(part)
        elif kind == "text/html" and not _is_added(part):
            html = self._decoded(part)[: self.html]
            self.html -= len(html)
            yield html_as_text(html) if html else ""

    def calendars(self, message: Message) -> Iterator[str]:
        found = (one for one in message.walk() if one.get_content_type() in CALENDARS)
        for part in islice(found, MOST_CALENDARS):
            words = self._decoded(part)
            if re.search(r"^METHOD:(REPLY|COUNTER)\s*$", words, re.IGNORECASE | re.MULTILINE):
                yield words

    def _one_of(self, versions: list[Message]) -> Iterator[str]:
        """The first version with words; one that is plain before all others."""
        for one in sorted(versions, key=lambda one: one.get_content_type() != "text/plain"):
            words = "\n\n".join(self.words(one))
            if words.strip():
                yield words
                return

    def _plain(self, part: Message) -> str:
        words = self._decoded(part)
        if str(part.get_param("format", "")).lower() != "flowed":
            return words
        return unfolded(words, drops_spaces=str(part.get_param("delsp", "")).lower() == "yes")

    def _decoded(self, part: Message) -> str:
        """The text of a part. A wrong or missing charset is guessed as mail programs do."""
        if self.parts <= 0 or self.octets <= 0:
            return ""
        octets = part.get_payload(decode=True)
        if not isinstance(octets, bytes):
            return ""
        octets = octets[: self.octets]
        self.octets -= len(octets)
        self.parts -= 1
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
    is_machines = "signature" in kind or kind in CALENDARS
    return _is_added(part) and not is_machines


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _check_parts(raw: bytes) -> None:
    counts = (len(PARTS.findall(raw)), len(NESTED.findall(raw)), raw.count(b"\n--"))
    most = (MOST_PARTS, MOST_NESTED, MOST_BOUNDARIES)
    if any(count > limit for count, limit in zip(counts, most, strict=True)):
        raise Unreadable("too many parts")
    if raw.count(b"\n") * (counts[1] + 1) > MOST_COMPARED:
        raise Unreadable("too many lines")


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
