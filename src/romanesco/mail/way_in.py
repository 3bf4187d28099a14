"""How answers to letters come in, as REPLY_URL tells it. Pure."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """Where answers are addressed: `<prefix><token>@<domain>`, both in lower case.

    The prefix is "" where a whole domain comes in, and "replies+" where one mailbox does.
    """

    prefix: str
    domain: str


@dataclass(frozen=True)
class Port:
    """A port of this very process that speaks SMTP."""

    place: Place
    host: str
    port: int
    certificate: Path | None = None  # STARTTLS is offered with it
    key: Path | None = None  # None: in the certificate's file
    authority: str = ""  # whose Authentication-Results are believed (RFC 8601 authserv-id)


@dataclass(frozen=True)
class Mailbox:
    """A mailbox that is asked by IMAP."""

    place: Place
    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    is_wrapped: bool = True  # TLS from the first byte
    is_upgraded: bool = False  # STARTTLS
    keeps: bool = False  # letters that were taken stay in the mailbox
    authority: str = ""


@dataclass(frozen=True)
class Webhook:
    """A provider that posts what came in."""

    place: Place
    provider: str
    secret: str
    key: str = ""  # what the provider signs with, where it does
    authority: str = ""


type WayIn = Port | Mailbox | Webhook
