"""Who answers what: files from disk, everything else Django. Sockets come in beside this
(`live/live_socket.py`)."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from wsgiref.headers import Headers

from servestatic import ServeStaticASGI

from romanesco.config import background, mail_port
from romanesco.config.settings import HERE
from romanesco.live import endpoint

type Scope = MutableMapping[str, Any]
type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# Vite names what it builds after its content, so a browser never has to ask for it again.
HASHED = re.compile(r"/built/[^/]+-[\w-]{8}\.\w+$")


def serve(pages: Application) -> Application:
    """The whole ASGI application around Django's `pages`."""
    files_and_pages = ServeStaticASGI(
        pages,
        root=str(HERE / "web" / "static"),
        prefix="static/",
        allow_all_origins=False,
        mimetypes={".webmanifest": "application/manifest+json"},
        immutable_file_test=lambda path, url: HASHED.search(url) is not None,
        add_headers_function=_headers,
    )

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await files_and_pages(scope, receive, send)  # type: ignore[arg-type]

    return application


def _headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


async def _live(receive: Receive, send: Send) -> None:
    """From start to shutdown the background work runs beside the requests (ASGI lifespan)."""
    await receive()
    try:
        port = await mail_port.opened()
    except mail_port.NotOpened as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    work = asyncio.create_task(background.run())
    endpoint.door()  # so that other nodes are heard before anybody comes in
    await send({"type": "lifespan.startup.complete"})
    await receive()
    if port is not None:
        await port.close()
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    await endpoint.shutdown()
    await send({"type": "lifespan.shutdown.complete"})
