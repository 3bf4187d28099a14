"""REPLY_URL: how answers to letters come in."""

import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from romanesco.config.mail_url import is_here
from romanesco.mail.way_in import Mailbox, Place, Port, WayIn, Webhook

EXAMPLES = (
    "should look like smtp://0.0.0.0:2525?domain=reply.example.org, "
    "imaps://name:password@mail.example.org/INBOX?address=replies@example.org or "
    "webhook://postmark?domain=reply.example.org&secret=…"
)
SHORTEST_SECRET = 16
LONGEST_PREFIX = 30  # of the 64 octets that a local part may have (RFC 5321, 4.5.3.1.1)
DOMAIN = re.compile(
    r"(?=.{1,200}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)
LOCAL = re.compile(r"[a-z0-9][a-z0-9._-]*")
# What anymail calls the key that the provider signs with; "" where it does not sign. Amazon SES,
# Brevo, Mailtrap and Resend send no letter but word of one, to be fetched: they are not taken.
PROVIDERS = {
    "mailersend": "MAILERSEND_INBOUND_SECRET",
    "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY",
    "mailjet": "",
    "mandrill": "MANDRILL_WEBHOOK_KEY",
    "postal": "POSTAL_WEBHOOK_KEY",
    "postmark": "",
    "sendgrid": "",
    "sparkpost": "",
}
USER = "romanesco"  # before the secret, in the address that a provider posts to


class WrongReply(ValueError):
    """The URL names no way in."""


def read_reply(value: str) -> WayIn:
    """Read smtp://, imap://, imaps:// or webhook://, with `?domain=` or `?address=`.

    Raises WrongReply.
    """
    try:
        parts = urlsplit(value)
        asked = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        way = _way(parts, asked)
    except WrongReply:
        raise
    except ValueError:
        raise WrongReply(EXAMPLES) from None
    if asked:
        raise WrongReply(f"“{min(asked)}” is not an option of {parts.scheme}://")
    return way


def webhook_settings(way: WayIn | None) -> dict[str, str]:
    """What anymail asks Django's settings for."""
    if not isinstance(way, Webhook):
        return {}
    keys = {PROVIDERS[way.provider]: way.key} if PROVIDERS[way.provider] else {}
    return {"WEBHOOK_SECRET": f"{USER}:{way.secret}", **keys}


def _way(parts: SplitResult, asked: dict[str, str]) -> WayIn:
    if not parts.hostname or parts.fragment:
        raise WrongReply(EXAMPLES)
    match parts.scheme:
        case "smtp":
            return _port(parts, asked, _place(asked))
        case "imap" | "imaps":
            return _mailbox(parts, asked, _place(asked))
        case "webhook":
            return _webhook(parts, asked, _place(asked))
    raise WrongReply(EXAMPLES)


def _place(asked: dict[str, str]) -> Place:
    domain, address = asked.pop("domain", "").lower(), asked.pop("address", "").lower()
    if bool(domain) == bool(address):
        raise WrongReply("needs either ?domain= or ?address=")
    local, _, host = address.rpartition("@")
    if not DOMAIN.fullmatch(domain or host):
        raise WrongReply("domain is not a domain" if domain else "address is not an address")
    if address and not LOCAL.fullmatch(local):
        raise WrongReply("address is not an address")
    if len(local) >= LONGEST_PREFIX:
        raise WrongReply(f"address has {LONGEST_PREFIX} letters or more before its @")
    return Place(f"{local}+" if local else "", domain or host)


def _port(parts: SplitResult, asked: dict[str, str], place: Place) -> Port:
    if parts.username or parts.path.strip("/"):
        raise WrongReply(EXAMPLES)
    certificate, key = (_file(asked, name) for name in ("certificate", "key"))
    if key and not certificate:
        raise WrongReply("key is there, certificate is not")
    port = 25 if parts.port is None else parts.port
    return Port(place, parts.hostname or "", port, certificate, key, asked.pop("authority", ""))


def _file(asked: dict[str, str], name: str) -> Path | None:
    value = asked.pop(name, "")
    if value and not Path(value).is_absolute():
        raise WrongReply(f"{name} needs the whole path of a file")
    return Path(value) if value else None


def _mailbox(parts: SplitResult, asked: dict[str, str], place: Place) -> Mailbox:
    host = parts.hostname or ""
    if not parts.username or not parts.password:
        raise WrongReply("needs the name and the password of the mailbox")
    user, password = unquote(parts.username), unquote(parts.password)
    if not f"{user}{password}".isascii() or not f"{user}{password}".isprintable():
        raise WrongReply("the name or the password is not in plain letters")
    keeps = asked.pop("keep", "no")
    if keeps not in {"yes", "no"}:
        raise WrongReply("keep should be yes or no")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if not folder.isascii() or not folder.isprintable() or '"' in folder or "\\" in folder:
        raise WrongReply("the folder is not a name in plain letters")
    is_wrapped = parts.scheme == "imaps"
    return Mailbox(
        place,
        host,
        parts.port or (993 if is_wrapped else 143),
        user,
        password,
        folder,
        is_wrapped=is_wrapped,
        is_upgraded=not is_wrapped and not is_here(host),
        keeps=keeps == "yes",
        authority=asked.pop("authority", ""),
    )


def _webhook(parts: SplitResult, asked: dict[str, str], place: Place) -> Webhook:
    provider = parts.hostname or ""
    if provider not in PROVIDERS or parts.path.strip("/") or parts.username or parts.port:
        raise WrongReply(f"the provider should be one of {', '.join(PROVIDERS)}")
    secret, key = asked.pop("secret", ""), asked.pop("key", "")
    if len(secret) < SHORTEST_SECRET or not secret.isalnum() or not secret.isascii():
        raise WrongReply(f"secret should be {SHORTEST_SECRET} letters and digits or more")
    if PROVIDERS[provider] and not (key and key.isascii()):
        raise WrongReply(f"{provider} signs what it posts: key is missing")
    return Webhook(place, provider, secret, key, asked.pop("authority", ""))
