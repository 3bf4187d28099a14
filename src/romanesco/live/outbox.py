"""What waits to be sent to one connection, and no more than a slow one may keep waiting."""

import asyncio
from collections import deque

from romanesco.live.close_codes import CloseCode

MAX_FRAMES = 2_000
MAX_BYTES = 4_000_000


class Outbox:
    """A bounded queue of frames that ends with a close code. Belongs to the event loop."""

    def __init__(self) -> None:
        self.frames: deque[bytes] = deque()
        self.size = 0
        self.code: CloseCode | None = None
        self.is_held = False
        self.closed = asyncio.Event()
        self._has_news = asyncio.Event()

    def put(self, frame: bytes) -> None:
        """Queue a frame; a reader who is too far behind is closed, and catches up anew."""
        if self.code is not None:
            return
        self.frames.append(frame)
        self.size += len(frame)
        self._has_news.set()
        if len(self.frames) > MAX_FRAMES or self.size > MAX_BYTES:
            self.drop()
            self.close(CloseCode.TOO_SLOW)

    def close(self, code: CloseCode) -> None:
        """End with this code, after what is queued; the first code stands."""
        if self.code is None:
            self.code = code
            self.closed.set()
            self._has_news.set()

    def hold(self) -> None:
        """Send nothing for now."""
        self.is_held = True

    def release(self) -> None:
        self.is_held = False
        self._has_news.set()

    def drop(self) -> None:
        """Forget what is queued: it was not for these eyes after all."""
        self.frames.clear()
        self.size = 0

    async def take(self) -> list[bytes]:
        """Everything that is queued, once there is something; nothing means it is closed."""
        while (self.is_held or not self.frames) and self.code is None:
            self._has_news.clear()
            await self._has_news.wait()
        frames = list(self.frames)
        self.frames.clear()
        self.size = 0
        return frames
