"""EMAIL_URL, turned into one of Django's mailers."""

from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

SUBMISSION = 587  # RFC 6409: the port where STARTTLS is expected
SECONDS = 10
EXAMPLE = "should look like smtps://name:password@mail.example.org"


class WrongMail(ValueError):
    """The URL names no way to send letters."""


@dataclass(frozen=True)
class Mail:
    """A mailer for Django's MAILERS, and who letters come from when the URL says so."""

    mailer: dict[str, Any]
    sender: str | None


def read_mail(value: str) -> Mail:
    """Read smtp://, smtps:// or file://; `?from=` names the sender, `?starttls=` yes or no.

    Raises WrongMail.
    """
    try:
        parts = urlsplit(value)
        asked = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        sender = _sender(asked.pop("from", ""))
        mailer = _mailer(parts, asked.pop("starttls", ""))
    except WrongMail:
        raise
    except ValueError:
        raise WrongMail(EXAMPLE) from None
    if asked:
        raise WrongMail(f"“{min(asked)}” is not an option; from and starttls are")
    return Mail(mailer, sender)


def _sender(value: str) -> str | None:
    if not value:
        return None
    address = parseaddr(value)[1]
    if "@" not in address.strip("@") or any(letter in value for letter in "\r\n"):
        raise WrongMail("from is not an address")
    return value


def _mailer(parts: SplitResult, starttls: str) -> dict[str, Any]:
    if parts.scheme == "file":
        return _to_files(parts)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/"):
        raise WrongMail(EXAMPLE)
    if starttls not in {"", "yes", "no"}:
        raise WrongMail("starttls should be yes or no")
    is_wrapped = parts.scheme == "smtps"
    is_upgraded = not is_wrapped and (starttls == "yes" or (not starttls and _submits(parts)))
    if parts.password and not (is_wrapped or is_upgraded or is_here(parts.hostname)):
        raise WrongMail("would send its password in the clear: use smtps:// or ?starttls=yes")
    options = {
        "host": parts.hostname,
        "port": parts.port or (465 if is_wrapped else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": is_wrapped,
        "use_tls": is_upgraded,
        "timeout": SECONDS,
    }
    return {"BACKEND": "romanesco.mail.smtp.Mailer", "OPTIONS": options}


def _to_files(parts: SplitResult) -> dict[str, Any]:
    folder = unquote(parts.path)
    if parts.netloc or not Path(folder).is_absolute():
        raise WrongMail("file:// needs the whole path of a folder, as in file:///srv/letters")
    backend = "django.core.mail.backends.filebased.EmailBackend"
    return {"BACKEND": backend, "OPTIONS": {"file_path": folder}}


def _submits(parts: SplitResult) -> bool:
    return parts.port == SUBMISSION


def is_here(host: str) -> bool:
    """Whether a host is this machine, so that nothing said to it crosses a network."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
