"""The port that answers come in by, where REPLY_URL says so. It lives as long as the server."""

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
        await door.open()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise NotOpened(f"REPLY_URL: cannot listen on {way.host}:{way.port}: {why}") from None
    return door
