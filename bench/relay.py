"""The floor: a WebSocket relay on uvicorn that passes each message to the others, and does no more.

Nothing is read, checked, kept or answered, so whatever a live plan costs above this is ours.
"""

import argparse
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

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


def main() -> None:
    """Serve with the settings that Romanesco itself uses for its sockets."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--home", help="not used")
    port = parser.parse_args().port
    config = uvicorn.Config(
        "bench.relay:application",
        port=port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
    )

    class Ready(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            print(f"Romanesco is ready at http://127.0.0.1:{port} (not quite: a relay)", flush=True)

    Ready(config).run()


if __name__ == "__main__":
    main()
