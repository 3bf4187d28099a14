"""Addresses of calendar servers: as typed, as named by a server, and who may know the password.

Pure. The password goes to the host that was typed and to its nearest kin: hosts below the same
name, over TLS. iCloud needs that (caldav.icloud.com sends on to p42-caldav.icloud.com), and so
does a house with its calendars at dav.example.org.
"""

from urllib.parse import urlsplit

import httpx

from romanesco.base.errors import Refused

LONGEST = 1000


class NotAnAddress(Refused):
    code = "not_an_address"
    message = "This is not an address. One looks like https://cloud.example.org."
    field = "address"


class NameInAddress(Refused):
    code = "name_in_address"
    message = (
        "Only the server's address goes here. The name and the password have their own fields."
    )
    field = "address"


class SentElsewhere(Refused):
    """The password stays where it is: another house asks for it."""

    code = "elsewhere"
    field = "address"

    def __init__(self, host: str = "another server") -> None:
        super().__init__(
            f"This server sends on to {host[:100]}. If your calendar is there, enter that address."
        )


def address_of(typed: str) -> httpx.URL:
    """The address of a server, https where nothing is said. Raises NotAnAddress, NameInAddress."""
    words = typed.strip()
    if not words or len(words) > LONGEST or not words.isprintable() or " " in words:
        raise NotAnAddress
    found = parsed(words if "://" in words else f"https://{words}")
    if found is None or found.scheme not in {"http", "https"} or not found.host:
        raise NotAnAddress
    if found.userinfo:
        raise NameInAddress
    return found.copy_with(query=None, fragment=None)


def hop(here: httpx.URL, location: str) -> httpx.URL:
    """Where a server sends one on to. Raises NotAnAddress."""
    told = parsed(location)
    if told is None or len(location) > LONGEST:
        raise NotAnAddress
    try:
        found = here.join(told)
        _ = found.host
    except (httpx.InvalidURL, ValueError):
        raise NotAnAddress from None
    if found.userinfo or found.scheme not in {"http", "https"} or not found.host:
        raise NotAnAddress
    return found.copy_with(fragment=None)


def parsed(words: str) -> httpx.URL | None:
    """An address, or nothing where it is none."""
    try:
        _ = urlsplit(words).port  # httpx lets half a bracket and any number pass
        found = httpx.URL(words)
        _ = found.host  # decodes an international name, which may be none
    except (httpx.InvalidURL, ValueError):
        return None
    return found


def may_know(typed: httpx.URL, other: httpx.URL) -> bool:
    """Whether the password for the one may be told to the other.

    Without TLS, which only allowed networks have, to the same host alone.
    """
    if other.scheme != "https":
        return typed.scheme == "http" and typed.host == other.host
    home = _house(typed.host)
    return other.host == typed.host or other.host == home or other.host.endswith(f".{home}")


def _house(host: str) -> str:
    """What kin have in common: the name without its first part, and never a whole top level."""
    labels = host.rstrip(".").split(".")
    is_number = ":" in host or all(label.isdigit() for label in labels)
    return host if is_number or len(labels) <= 2 else ".".join(labels[1:])
