"""The door for sockets: `/live/plans/{plan}?schema=1&document=…`, an ASGI application.

A socket is accepted before it is refused, because only an accepted one can be told why.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings

from romanesco.live.admission import Page, Question, credential_of
from romanesco.live.close_codes import REASONS, CloseCode, Closing
from romanesco.live.connection import Connection
from romanesco.live.hub import Hub, Visit
from romanesco.live.outbox import Outbox
from romanesco.plans.document_schema import VERSION

logger = logging.getLogger(__name__)

PATH = re.compile(r"/live/plans/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
# For whoever does not read, so that it can still learn why it was closed (seconds).
FAREWELL = 10.0

type Scope = MutableMapping[str, Any]
type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]

_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one socket from its upgrade to its end."""
    await receive()
    await send({"type": "websocket.accept"})
    try:
        visit = await _join(scope)
    except Closing as closing:
        await _close(send, closing.code)
        return
    except Exception:
        logger.exception("A socket could not be opened")
        await _close(send, CloseCode.FAILED)
        return
    await _attend(visit, receive, send)


async def shutdown() -> None:
    """Store what waits, and let go of this loop's rooms."""
    hub = _hubs.pop(asyncio.get_running_loop(), None)
    if hub is not None:
        await hub.close()


def _hub() -> Hub:
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


async def _join(scope: Scope) -> Visit:
    """Ask everything that has to be known, in the order in which it may be told."""
    credential = credential_of(scope["headers"], settings.PUBLIC_URL)
    path = PATH.fullmatch(scope["path"])
    query = parse_qs(scope["query_string"].decode("latin-1"))
    # No such plan is told before an old schema is, and only after who asks is known.
    plan_id = UUID(path[1]) if path else UUID(int=0)
    page = Page(
        document_id=_document(query.get("document", [""])[-1]),
        is_current=query.get("schema") == [str(VERSION)],
    )
    return await _hub().join(Question(credential, plan_id), page)


def _document(text: str) -> UUID | None:
    """The document that a page was made for; whatever is no id is none that there is."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


async def _attend(visit: Visit, receive: Receive, send: Send) -> None:
    """Read and send until either side has had enough."""
    outbox = visit.connection.outbox
    reading = asyncio.create_task(_read(visit, receive))
    sending = asyncio.create_task(_send(outbox, send))
    closing = asyncio.create_task(outbox.closed.wait())
    try:
        await asyncio.wait({reading, sending, closing}, return_when=asyncio.FIRST_COMPLETED)
        is_gone = reading.done() and outbox.code is None
    finally:
        _hub().leave(visit)
        reading.cancel()
        closing.cancel()
    if is_gone:
        sending.cancel()
    with contextlib.suppress(asyncio.CancelledError, TimeoutError, OSError):
        await asyncio.wait_for(sending, FAREWELL)


async def _read(visit: Visit, receive: Receive) -> None:
    loop = asyncio.get_running_loop()
    connection = visit.connection
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        frame = message.get("bytes")
        if frame is None:
            connection.close(CloseCode.MALFORMED)
            return
        _receive(visit, connection, frame, loop.time())


def _receive(visit: Visit, connection: Connection, frame: bytes, at: float) -> None:
    try:
        visit.room.receive(connection, frame, at)
    except Exception:
        logger.exception("A frame could not be handled")
        connection.close(CloseCode.FAILED)


async def _send(outbox: Outbox, send: Send) -> None:
    while frames := await outbox.take():
        for frame in frames:
            await send({"type": "websocket.send", "bytes": frame})
    if outbox.code is not None:
        await _close(send, outbox.code)


async def _close(send: Send, code: CloseCode) -> None:
    with contextlib.suppress(OSError):  # it is gone already
        await send({"type": "websocket.close", "code": int(code), "reason": REASONS[code]})
