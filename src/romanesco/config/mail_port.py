"""The port that answers come in by, where REPLY_URL says so. It lives as long as the server."""

import errno
import os
import ssl
from typing import Protocol

from django.conf import settings

from romanesco.mail.way_in import Port


class NotOpened(Exception):
    """The port cannot be listened on; the text says why, in one line."""


class OpenPort(Protocol):
    async def close(self) -> None: ...


async def opened() -> OpenPort | None:
    """Listen for answers; None where they do not come in this way. Raises NotOpened."""
    way = settings.WAY_IN
    if not isinstance(way, Port):
        return None
    from romanesco.replies.smtp import Door  # nobody else has to load aiosmtpd

    try:
        door = Door(way)
    except OSError as error:
        raise NotOpened(f"REPLY_URL: its certificate cannot be used: {_why(error)}") from None
    try:
        await door.open()
    except OSError as error:
        why = f"cannot listen on {way.host}:{way.port}: {_why(error)}"
        raise NotOpened(f"REPLY_URL: {why}") from None
    return door


def _why(error: OSError) -> str:
    """The system's own words; asyncio's and OpenSSL's are long."""
    if isinstance(error, ssl.SSLError):
        return "not a certificate and its key"
    is_known = error.errno is not None and error.errno in errno.errorcode
    return os.strerror(error.errno or 0) if is_known else type(error).__name__
