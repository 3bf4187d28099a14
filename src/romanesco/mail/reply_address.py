"""The addresses that letters are answered to: signed, for one person and one thing.

An address is `<prefix><handle>.<signature>@<domain>`, handle and signature 80 bits each in base32
(RFC 4648, in lower case, since a local part may lose its case on the way). The handle is random, so
it tells nothing and cannot be counted; the signature lets a wrong one be refused before the
database is asked. Whose it is, for what, and until when stands in the row of the handle.
"""

import base64
import re
import secrets
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from romanesco.base import clock
from romanesco.mail.models import ReplyAddress
from romanesco.mail.way_in import Place

SALT = "romanesco.mail.reply_address"
OCTETS = 10
# Somebody who answers years later gets no word of it; up to then it is said that it was too late.
FORGOTTEN = timedelta(days=400)
# The dot is for the eye: some mail programs and providers lose it.
FORM = r"([a-z2-7]{16})\.?([a-z2-7]{16})"


def reply_address(person_id: UUID, purpose: str, about: UUID, *, until: datetime) -> str:
    """The address, the same each time; it is good until `until` at least.

    "" where no mail comes in.
    """
    place = _place()
    if place is None:
        return ""
    row, is_new = ReplyAddress.objects.get_or_create(
        person_id=person_id,
        purpose=purpose,
        about=about,
        defaults={"handle": _new_handle(), "made_at": clock.now(), "expires_at": until},
    )
    if not is_new and row.expires_at < until:
        ReplyAddress.objects.filter(pk=row.pk, expires_at__lt=until).update(expires_at=until)
    return f"{place.prefix}{row.handle}.{_signature(row.handle)}@{place.domain}"


def is_signed(recipient: str) -> bool:
    """Whether this is an address of ours: the form, the domain, the signature."""
    return _handle(recipient) is not None


def found(recipient: str, at: datetime) -> ReplyAddress | None:
    """The address, an expired one too, for a while; None for what we never wrote."""
    handle = _handle(recipient)
    if handle is None:
        return None
    return ReplyAddress.objects.filter(pk=handle, expires_at__gt=at - FORGOTTEN).first()


def named_in(words: str) -> list[str]:
    """The addresses of ours in the headers of a letter, each once."""
    place = _place()
    if place is None:
        return []
    ours = re.compile(
        rf"{re.escape(place.prefix)}{FORM}@{re.escape(place.domain)}(?![a-z0-9.-]*[a-z0-9-])",
        re.IGNORECASE,
    )
    named = {match.group().lower() for match in ours.finditer(words)}
    return sorted(address for address in named if is_signed(address))


def house_address() -> str:
    """The address that letters come from, where mail to it comes in here: bounces are sent there
    (RFC 5321, 6.1). "" where it does not."""
    place = _place()
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    return address if place and address.rpartition("@")[2] == place.domain else ""


def _handle(recipient: str) -> str | None:
    place = _place()
    local, _, domain = recipient.strip().lower().rpartition("@")
    if place is None or domain != place.domain or not local.startswith(place.prefix):
        return None
    token = re.fullmatch(FORM, local.removeprefix(place.prefix))
    if token is None or not constant_time_compare(_signature(token[1]), token[2]):
        return None
    return token[1]


def _place() -> Place | None:
    return settings.WAY_IN.place if settings.WAY_IN else None


def _new_handle() -> str:
    return _base32(secrets.token_bytes(OCTETS))


def _signature(handle: str) -> str:
    return _base32(salted_hmac(SALT, handle, algorithm="sha256").digest()[:OCTETS])


def _base32(octets: bytes) -> str:
    return base64.b32encode(octets).decode("ascii").lower()
