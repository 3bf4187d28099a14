"""The door for sockets: `/live/plans/{plan}?schema=1&document=…`.

A socket is accepted before it is refused, because only an accepted one can be told why.
"""

import asyncio
import re
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings

from romanesco.live.admission import Page, Question, credential_of
from romanesco.live.handshake import Upgrade
from romanesco.live.hub import Hub
from romanesco.live.keepalive import Keepalive
from romanesco.live.outbox import Outbox
from romanesco.live.visits import Visit
from romanesco.plans.document_schema import VERSION

PATH = re.compile(r"/live/plans/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


class Door:
    """Where the sockets of one event loop come in."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._loop = asyncio.get_running_loop()
        self.keepalive = Keepalive(self._loop)
        self._unsent: list[Outbox] = []

    async def join(self, upgrade: Upgrade) -> Visit:
        """Ask everything that has to be known, in the order in which it may be told. Raises
        `Closing`."""
        credential = credential_of(upgrade.headers, settings.PUBLIC_URL)
        path = PATH.fullmatch(upgrade.path)
        query = parse_qs(upgrade.query)
        # No such plan is told before an old schema is, and only after who asks is known.
        plan_id = UUID(path[1]) if path else UUID(int=0)
        page = Page(
            document_id=_document(query.get("document", [""])[-1]),
            is_current=query.get("schema") == [str(VERSION)],
        )
        return await self.hub.join(Question(credential, plan_id), page)

    def leave(self, visit: Visit) -> None:
        self.hub.leave(visit)

    def flush_soon(self, outbox: Outbox) -> None:
        """Flush an outbox when this turn of the loop is over, whoever else has something to say."""
        if not self._unsent:
            self._loop.call_soon(self._flush)
        self._unsent.append(outbox)

    def _flush(self) -> None:
        unsent, self._unsent = self._unsent, []
        for outbox in unsent:
            outbox.flush()


_doors: dict[asyncio.AbstractEventLoop, Door] = {}


def door() -> Door:
    """The door of this event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _doors:
        _doors[loop] = Door()
    return _doors[loop]


async def shutdown() -> None:
    """Store what waits, and let go of this loop's rooms."""
    closed = _doors.pop(asyncio.get_running_loop(), None)
    if closed is not None:
        await closed.hub.close()


def _document(text: str) -> UUID | None:
    """The document that a page was made for; whatever is no id is none that there is."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
