"""A WebSocket client (RFC 6455) that is cheap enough not to be what is measured.

It sends frames that were masked in advance, takes the time as soon as bytes arrive, and answers
pings. The mask is 0, which the protocol allows and which costs the server the same as any other.
"""

import asyncio
import base64
import os
import time
from collections.abc import Callable
from typing import cast

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Refused(Exception):
    """The server did not open the socket, or closed it."""


def masked(payload: bytes, opcode: int = BINARY) -> bytes:
    """One client frame around a payload, ready to be sent."""
    length = len(payload)
    if length < 126:
        head = bytes((0x80 | opcode, 0x80 | length))
    elif length < 65_536:
        head = bytes((0x80 | opcode, 0x80 | 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, 0x80 | 127)) + length.to_bytes(8, "big")
    return head + bytes(4) + payload


class Socket(asyncio.Protocol):
    """One open socket. `hear` is called with each message and the time at which it came (ns)."""

    def __init__(self, request: bytes, hear: Callable[[bytes, int], None]) -> None:
        self.hear = hear
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ended: str | None = None
        self._request = request
        self._left = b""
        self._transport: asyncio.Transport | None = None
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def connection_lost(self, error: Exception | None) -> None:
        self.ended = self.ended or f"connection lost: {error or 'hung up'}"
        if not self.opened.done():
            self.opened.set_exception(Refused(self.ended))

    def data_received(self, chunk: bytes) -> None:
        at = time.perf_counter_ns()
        self._left += chunk
        if not self._is_open:
            self._read_answer()
        while self._is_open and (found := _frame(self._left)) is not None:
            opcode, payload, self._left = found
            self._take(opcode, payload, at)

    def send(self, frame: bytes) -> None:
        """Send a frame that `masked` has made."""
        assert self._transport is not None
        self._transport.write(frame)

    def close(self) -> None:
        if self._transport is not None and self.ended is None:
            self.ended = "by us"
            self._transport.write(masked((1000).to_bytes(2, "big"), CLOSE))
            self._transport.close()

    def _read_answer(self) -> None:
        head, separator, rest = self._left.partition(b"\r\n\r\n")
        if not separator:
            return
        status = head.split(b"\r\n")[0].decode()
        if " 101 " not in f"{status} ":
            self.opened.set_exception(Refused(status))
            return
        self._left, self._is_open = rest, True
        self.opened.set_result(None)

    def _take(self, opcode: int, payload: bytes, at: int) -> None:
        if opcode in (BINARY, TEXT):
            self.hear(payload, at)
        elif opcode == PING:
            self.send(masked(payload, PONG))
        elif opcode == CLOSE:
            self.ended = f"closed with {int.from_bytes(payload[:2], 'big')} {payload[2:].decode()}"


def _frame(buffer: bytes) -> tuple[int, bytes, bytes] | None:
    """The first whole frame of a server: its opcode, its payload, and what follows."""
    if len(buffer) < 2:
        return None
    length, start = buffer[1] & 0x7F, 2
    if length >= 126:
        start = 4 if length == 126 else 10
        if len(buffer) < start:
            return None
        length = int.from_bytes(buffer[2:start], "big")
    if len(buffer) < start + length:
        return None
    return buffer[0] & 0x0F, buffer[start : start + length], buffer[start + length :]


async def connect(
    port: int, path: str, hear: Callable[[bytes, int], None], token: str = ""
) -> Socket:
    """Open a socket, signed in by a Bearer token where there is one. Raises Refused."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *([f"Authorization: Bearer {token}"] if token else []),
    ]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: Socket(request, hear), "127.0.0.1", port)
    async with asyncio.timeout(20):
        await socket.opened
    return socket
