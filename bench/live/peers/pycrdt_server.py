"""pycrdt-websocket under Hypercorn as its documentation does it, with pycrdt-store's SQLite store.

A room is ready once its document is read from the store, so that nobody is told of an empty one.
"""
# mypy: ignore-errors
# Its packages are among the peers, not ours.

import asyncio
import contextlib
import sys

from hypercorn import Config
from hypercorn.asyncio import serve
from pycrdt.store import SQLiteYStore, YDocNotFound
from pycrdt.websocket import ASGIServer, WebsocketServer, YRoom


class Rooms(WebsocketServer):
    async def get_room(self, name: str) -> YRoom:
        if name not in self.rooms:
            store = SQLiteYStore(name)
            self.rooms[name] = room = YRoom(ready=False, ystore=store)
            await self.start_room(room)
            await store.started.wait()
            with contextlib.suppress(YDocNotFound):  # nobody has written in it yet
                await store.apply_updates(room.ydoc)
            room.ready = True
        room = self.rooms[name]
        await room.ydoc_observed.wait()
        return room


async def main() -> None:
    config = Config()
    config.bind = [f"127.0.0.1:{sys.argv[1]}"]
    async with Rooms() as rooms:
        await serve(ASGIServer(rooms), config, mode="asgi")


asyncio.run(main())
