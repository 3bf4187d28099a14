"""One WebSocket at the transport: the handshake, frames to the room, and the end.

The front door hands over the connection of each request that asks for an upgrade. There is no task
for a socket but the one that lets it in, and nothing reads from it until then, so that what a
client says early waits on its side of the network.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, cast

from romanesco.live import framing, handshake
from romanesco.live.close_codes import CloseCode, Closing
from romanesco.live.endpoint import Door, door
from romanesco.live.framing import Reader
from romanesco.live.handshake import Refused, Upgrade
from romanesco.live.mistakes import MAX_FRAME
from romanesco.live.outbox import Outbox
from romanesco.live.visits import Visit

logger = logging.getLogger(__name__)

# For whoever does not read, so that it can still learn why it was closed (seconds).
FAREWELL = 10.0
# The same when the whole server stops: below the time that it has for that.
SHORT_FAREWELL = 2.0


class LiveSocket(asyncio.Protocol):
    """What is made for an upgrade: `connection_made`, the request as data, then the rest."""

    __slots__ = (
        "_connections", "_door", "_farewell", "_is_ending", "_is_lost", "_is_paused", "_loop",
        "_outbox", "_reader", "_tasks", "_transport", "_visit", "silence", "untold",
    )  # fmt: skip

    def __init__(self, config: Any, server_state: Any, app_state: Any) -> None:
        self._loop = asyncio.get_running_loop()
        self._connections = server_state.connections
        self._tasks = server_state.tasks
        self._door: Door = door()
        self._reader: Reader | None = None
        self._visit: Visit | None = None
        self._outbox: Outbox | None = None
        self._farewell: asyncio.TimerHandle | None = None
        self._is_ending = False
        self._is_lost = False
        self._is_paused = False
        self.silence = 0
        self.untold = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class
        self._connections.add(self)
        self._transport.pause_reading()

    def data_received(self, data: bytes) -> None:
        self.silence = 0
        reader = self._reader
        if reader is None:
            self._begin(data)
            return
        reader.feed(data)
        self._read(reader)

    def eof_received(self) -> None:
        """The transport closes itself after this."""

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_lost = True
        self._connections.discard(self)
        if self._farewell is not None:
            self._farewell.cancel()
        self._leave()

    def pause_writing(self) -> None:
        self._is_paused = True
        if self._outbox is not None:
            self._outbox.pause()

    def resume_writing(self) -> None:
        self._is_paused = False
        if self._outbox is not None:
            self._outbox.resume()

    def shutdown(self) -> None:
        """The server stops (uvicorn): ask the client to come back."""
        self._end(CloseCode.RESTART)
        self._say_farewell(SHORT_FAREWELL)

    # The wire of an outbox

    def flush_soon(self) -> None:
        assert self._outbox is not None
        self._door.flush_soon(self._outbox)

    def write(self, frames: Sequence[bytes]) -> None:
        self.untold = 0
        if len(frames) == 1:
            self._transport.write(framing.message(frames[0]))
        else:
            self._transport.write(b"".join(map(framing.message, frames)))

    def hold(self) -> None:
        self._transport.pause_reading()

    def release(self) -> None:
        self._transport.resume_reading()

    def close(self, code: CloseCode) -> None:
        """Say why, and leave the room in a moment: it may be just about to tell everybody."""
        if not (self._is_ending or self._is_lost):
            self._last_word(framing.closing(code))
            self._say_farewell(FAREWELL)

    # What the keepalive asks for

    def ping(self) -> None:
        self._transport.write(framing.control(framing.PING))

    def tell_again(self) -> None:
        if self._visit is not None:
            self._visit.room.company.tell_again(self._visit.connection)

    def give_up(self) -> None:
        self._transport.abort()

    # From the request to the room

    def _begin(self, request: bytes) -> None:
        try:
            upgrade = handshake.read(request)
            self._transport.write(handshake.accept(upgrade))
        except Refused as refused:
            self._is_ending = True
            self._transport.write(refused.answer)
            self._transport.close()
            return
        reader = self._reader = Reader(MAX_FRAME)
        reader.feed(request.partition(handshake.END)[2])
        task = self._loop.create_task(self._join(upgrade, reader))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _join(self, upgrade: Upgrade, reader: Reader) -> None:
        try:
            visit = await self._door.join(upgrade)
        except Closing as closing:
            self.close(closing.code)
        except Exception:
            logger.exception("A socket could not be opened")
            self.close(CloseCode.FAILED)
        else:
            self._enter(visit)
        if not self._is_lost:
            self._read(reader)  # what came together with the request

    def _enter(self, visit: Visit) -> None:
        if self._is_lost or self._is_ending:
            self._door.leave(visit)
            return
        self._visit = visit
        self._outbox = visit.connection.outbox
        self._door.keepalive.watch(self)
        self._transport.resume_reading()
        if self._is_paused:
            self._outbox.pause()
        self._outbox.attach(self)

    # What comes, and the end

    def _read(self, reader: Reader) -> None:
        try:
            while not self._is_ending and (message := reader.take()) is not None:
                self._act(*message)
        except Closing as closing:
            self._end(closing.code)
        if self._is_ending and reader.reaches_close():
            self._transport.close()

    def _act(self, kind: int, payload: bytes) -> None:
        visit = self._visit
        assert visit is not None
        if kind == framing.BINARY:
            try:
                visit.room.receive(visit.connection, payload, self._loop.time())
            except Exception:
                logger.exception("A frame could not be handled")
                self._end(CloseCode.FAILED)
        elif kind == framing.CLOSE:
            self._last_word(framing.answer_to_close(payload))
            self._transport.close()
            self._say_farewell(SHORT_FAREWELL)
        elif not visit.connection.pace.allows(len(payload), self._loop.time()):
            self._end(CloseCode.TOO_FAST)
        elif kind == framing.PING and not self._is_paused:
            self._transport.write(framing.control(framing.PONG, payload))

    def _end(self, code: CloseCode) -> None:
        """Close by way of the outbox, where there is one: what it still has goes first."""
        if self._outbox is None:
            self.close(code)
        else:
            self._outbox.close(code)

    def _last_word(self, frame: bytes) -> None:
        self._is_ending = True
        if self._outbox is not None:
            self._outbox.detach()
        self._transport.write(frame)
        self._transport.resume_reading()
        self._loop.call_soon(self._leave)

    def _say_farewell(self, seconds: float) -> None:
        if self._farewell is not None:
            self._farewell.cancel()
        self._farewell = self._loop.call_later(seconds, self._transport.abort)

    def _leave(self) -> None:
        visit, self._visit = self._visit, None
        if visit is not None:
            self._door.keepalive.forget(self)
            visit.connection.outbox.detach()
            self._door.leave(visit)
