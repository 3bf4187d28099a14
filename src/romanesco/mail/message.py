"""A letter as a message (RFC 5322), the way mail programs and calendars want it.

The standard library's newer classes take 1.5 ms for a message with so many headers, most of it to
read again what was just written; the older ones here take an eighth of that. What they do not see
to (line breaks in a header, encoded words that somebody typed) `_header_words` does.
"""

from base64 import encodebytes
from binascii import b2a_qp
from datetime import datetime
from email.header import Header
from email.message import Message
from email.policy import Compat32
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.encoding import punycode

from romanesco.mail.models import Letter
from romanesco.mail.plain import one_line

LONGEST_LINE = 998  # RFC 5322 2.1.1


class _AsMade(Compat32):
    """What is one line of ASCII already is not taken apart to be folded."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if isinstance(value, str) and value.isascii() and value.isprintable():
            line = f"{name}: {value}"
            if len(line) <= LONGEST_LINE:
                return f"{line}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


POLICY = _AsMade(linesep="\r\n", mangle_from_=False)


if TYPE_CHECKING:
    _Message = Message[Any, Any]
else:
    _Message = Message


class Part(_Message):
    """One whose text is encoded already, so that nothing is left to do but to put it together."""

    def as_bytes(self, unixfrom: bool = False, policy: Any = None) -> bytes:
        """The same bytes as the standard library's, which looks at each line of it again."""
        head = b"".join(POLICY.fold_binary(name, value) for name, value in self.items())
        payload = self.get_payload()
        if not isinstance(payload, list):
            return head + b"\r\n" + str(payload).replace("\n", "\r\n").encode("ascii")
        edge = b"--" + str(self.get_boundary()).encode("ascii")
        parts = b"".join(
            edge + b"\r\n" + one.as_bytes() + b"\r\n" for one in cast("list[Part]", payload)
        )
        return head + b"\r\n" + parts + edge + b"--\r\n"


class Posted(EmailMultiAlternatives):
    """What Django's mailers take, with the message made here."""

    def __init__(self, letter: Letter, *, at: datetime) -> None:
        address = one_line(letter.to)
        super().__init__(letter.subject, letter.text, _sender(letter.from_name), [address])
        if letter.html:
            self.attach_alternative(letter.html, "text/html")
        self._made = _message(letter, address, at)

    def message(self, **_: Any) -> Any:
        return self._made


def message_id(letter: Letter) -> str:
    """The same at each try, so that a letter which comes twice is seen to be one."""
    return f"<letter.{letter.id.hex}@{_host()}>"


def thread_id(thread: UUID, person_id: UUID) -> str:
    """What the letters of one session to one person refer to; no letter has this id itself."""
    return f"<thread.{uuid5(thread, str(person_id)).hex}@{_host()}>"


def _message(letter: Letter, address: str, at: datetime) -> Part:
    message = _body(letter)
    for name, value in _headers(letter, address, at).items():
        message[name] = value
    return message


def _headers(letter: Letter, address: str, at: datetime) -> dict[str, str | Header]:
    found: dict[str, str | Header] = {
        "MIME-Version": "1.0",
        "Subject": _header_words(f"{'Re: ' * letter.is_later}{letter.subject}", "Subject"),
        "From": _sender(letter.from_name),
        "To": _ascii(address),
        "Date": format_datetime(at),
        "Message-ID": message_id(letter),
        "Content-Language": "en",
        "Auto-Submitted": "auto-generated",  # RFC 3834
        # Exchange answers an absence to RFC 3834's header nevertheless, but not to its own.
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if letter.reply_to:
        found["Reply-To"] = _ascii(one_line(letter.reply_to))
    if letter.thread and letter.person_id:
        root = thread_id(letter.thread, letter.person_id)
        found |= {"In-Reply-To": root, "References": root}
    if letter.unsubscribe_url:
        found |= {
            "List-Id": f"<letters.{_host().strip('[]')}>",
            "List-Unsubscribe": f"<{one_line(letter.unsubscribe_url, 500)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        }
    return found


def _body(letter: Letter) -> Part:
    parts = [_text("plain", letter.text)]
    if letter.html:
        parts.append(_text("html", letter.html))
    if not letter.calendar:
        return parts[0] if len(parts) == 1 else _multipart("alternative", letter, parts)
    # Google and Outlook act on the alternative, Apple and others on the file beside it.
    method = one_line(letter.calendar_method)
    parts.append(_text("calendar", letter.calendar, f"; method={method}"))
    within = _multipart("alternative", letter, parts)
    return _multipart("mixed", letter, [within, _file(letter.calendar)])


def _multipart(kind: str, letter: Letter, parts: list[Part]) -> Part:
    whole = Part(POLICY)
    # RFC 2045 6.7: "=_" never stands in quoted-printable or base64.
    whole["Content-Type"] = f'multipart/{kind}; boundary="=_{kind}_{letter.id.hex}"'
    for part in parts:
        whole.attach(part)
    return whole


def _text(subtype: str, text: str, more: str = "") -> Part:
    part = Part(POLICY)
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"{more}'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    lines = text.replace("\r\n", "\n").encode(errors="replace")
    part.set_payload(b2a_qp(lines, istext=True).decode("ascii"))
    return part


def _file(calendar: str) -> Part:
    part = Part(POLICY)
    part["Content-Type"] = 'application/ics; name="invite.ics"'
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-Disposition"] = 'attachment; filename="invite.ics"'
    part.set_payload(encodebytes(calendar.encode(errors="replace")).decode("ascii"))
    return part


def _header_words(words: str, name: str) -> Header:
    """One line; encoded (RFC 2047) where it has to be, or else would be read as if it were."""
    line = one_line(words)
    charset = "us-ascii" if line.isascii() and "=?" not in line else "utf-8"
    return Header(line, charset, header_name=name)


@lru_cache(maxsize=256)
def _named(name: str, address: str) -> str:
    if name.isascii() and "=?" not in name:
        return formataddr((name, address))
    return f"{Header(name, 'utf-8', maxlinelen=70).encode(linesep='')} <{address}>"


def _sender(name: str) -> str:
    usual, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    house = usual or "Romanesco"
    return _named(f"{one_line(name, 80)} via {house}" if name else house, address)


def _ascii(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{punycode(domain)}" if not domain.isascii() else address


def _host() -> str:
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"[IPv6:{host}]" if ":" in host else host
