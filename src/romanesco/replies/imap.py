"""A mailbox that is asked for answers by IMAP (RFC 3501).

Each letter is taken, and only then deleted: a crash in between has it found again, and taken once
all the same (`Arrival`). It is deleted because its words belong to two people and not to whoever
reads that mailbox; what is not ours stays, marked as read. A letter that cannot be taken just now
stays as it is, and keeps nobody else's waiting.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import Any

from django.db import DatabaseError

from romanesco.mail.reply_address import house_address, named_in
from romanesco.mail.way_in import Mailbox
from romanesco.replies.arriving import arrive
from romanesco.replies.incoming import LARGEST, MOST_HEADERS, Handed

logger = logging.getLogger(__name__)

SECONDS = 30  # for each answer of the server
AT_ONCE = 100  # letters in one round
SAID_AGAIN = timedelta(hours=1)
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
ADDRESSED = {
    "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "to", "cc",
}  # fmt: skip


class Unanswered(Exception):
    """The server does not do what it was asked."""


class Fetching:
    """Takes what came into one mailbox, and says once an hour when it cannot."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self._said_at: datetime | None = None

    def take_all(self, at: datetime) -> int:
        """One round; returns how many letters of ours were taken. A server that fails is asked
        again in the next."""
        try:
            taken = _take_all(self.mailbox, at)
        except (OSError, imaplib.IMAP4.error, Unanswered) as error:
            self._say(error, at)
            return 0
        if self._said_at is not None:
            logger.warning("The mailbox at %s answers again", self.mailbox.host)
        self._said_at = None
        return taken

    def _say(self, error: Exception, at: datetime) -> None:
        if self._said_at is None or at - self._said_at >= SAID_AGAIN:
            logger.warning("The mailbox at %s: %s", self.mailbox.host, _why(error))
            self._said_at = at


def _why(error: Exception) -> str:
    """In our words: the server's can hold somebody's address."""
    if isinstance(error, Unanswered):
        return str(error)
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return "what it says is not IMAP"


def _take_all(mailbox: Mailbox, at: datetime) -> int:
    with _opened(mailbox) as server:
        uids = _asked(server, "SEARCH", "UNSEEN", "UNDELETED")[0].split()[:AT_ONCE]
        taken = [uid for uid in uids if _take(server, uid.decode("ascii"), at)]
        flags = r"(\Seen)" if mailbox.keeps else r"(\Seen \Deleted)"
        for uid in taken:
            _asked(server, "STORE", uid.decode("ascii"), "+FLAGS.SILENT", flags)
        if taken and not mailbox.keeps:
            server.expunge()
        return len(taken)


def _take(server: imaplib.IMAP4, uid: str, at: datetime) -> bool:
    """Whether the letter was ours and is taken. What is not ours is marked as read."""
    size, top = _glance(server, uid)
    headers = BytesHeaderParser(policy=compat32).parsebytes(top)
    addresses = _addresses(headers)
    if not addresses:
        return _left_alone(server, uid)
    is_cut = size > LARGEST
    raw = top if is_cut else _octets(_asked(server, "FETCH", uid, "(BODY.PEEK[])"))
    letter = Handed(raw)  # is read once, for all of them
    paths = [str(path).strip(" <>") for path in _values(headers, {"return-path"})]
    sender = paths[0] if paths else None
    try:
        codes = [
            arrive(letter, recipient=address, at=at, sender=sender, is_cut=is_cut)
            for address in addresses
        ]
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 (the letters behind it do not wait for it)
        logger.warning("A letter was not taken: %s", type(error).__name__)
        return False
    if codes == ["unknown"]:
        return _left_alone(server, uid)
    return "full" not in codes


def _addresses(headers: Message) -> list[str]:
    """Those of ours that it is for; our own, where a mail server reports what did not arrive."""
    named = named_in("\n".join(_values(headers, ADDRESSED)))
    is_report = headers.get_content_type() == "multipart/report"
    return named or ([house_address()] if is_report and house_address() else [])


def _left_alone(server: imaplib.IMAP4, uid: str) -> bool:
    """It is not ours: it stays, and is not looked at again."""
    _asked(server, "STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
    return False


def _glance(server: imaplib.IMAP4, uid: str) -> tuple[int, bytes]:
    """The size of a letter, and its headers."""
    parts = f"(RFC822.SIZE BODY.PEEK[HEADER]<0.{MOST_HEADERS}>)"
    answer = _asked(server, "FETCH", uid, parts)
    said = b" ".join(part if isinstance(part, bytes) else part[0] for part in answer)
    size = SIZE.search(said)
    if size is None:
        raise Unanswered("it does not tell the size of a letter")
    return int(size[1]), _octets(answer)


def _octets(answer: list[Any]) -> bytes:
    return b"".join(part[1] for part in answer if isinstance(part, tuple))


def _values(headers: Message, names: set[str]) -> list[str]:
    return [str(value) for name, value in headers.items() if name.lower() in names]


def _asked(server: imaplib.IMAP4, command: str, *words: str) -> list[Any]:
    state, answer = server.uid(command, *words)
    if state != "OK":
        raise Unanswered(f"it refuses {command}")
    return [part for part in answer if part is not None] or [b""]


@contextmanager
def _opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    server = _connected(mailbox)
    try:
        try:
            server.login(mailbox.user, mailbox.password)
        except imaplib.IMAP4.error:
            raise Unanswered("it does not take this name and password") from None
        if server.select(f'"{mailbox.folder}"')[0] != "OK":
            raise Unanswered("it has no such folder")
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _connected(mailbox: Mailbox) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if mailbox.is_wrapped:
        return imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=SECONDS)
    server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=SECONDS)
    if mailbox.is_upgraded:
        server.starttls(context)
    return server
