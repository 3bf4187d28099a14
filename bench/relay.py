"""The floor: a WebSocket relay on uvicorn that passes each message to the others, and does no more.

Nothing is read, checked, kept or answered, so whatever a live plan costs above this is ours.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]

_rooms: dict[str, set[Send]] = defaultdict(set)


async def application(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] != "websocket":
        return
    room = _rooms[scope["path"]]
    await receive()
    await send({"type": "websocket.accept"})
    room.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            for other in room:
                if other is not send:
                    await other({"type": "websocket.send", "bytes": message["bytes"]})
    finally:
        room.discard(send)
