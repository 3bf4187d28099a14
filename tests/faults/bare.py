"""A WebSocket without a library (RFC 6455), for what no honest client does."""

import os
import socket
import struct
from base64 import b64encode
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tests.faults.house import House

BINARY, TEXT, CLOSE = 2, 1, 8
PATIENCE = 30.0


@dataclass(frozen=True)
class Closed(Exception):
    """The server ended it, with a code and a reason; without one, the line was cut."""

    code: int | None
    reason: str = ""


class BareSocket:
    """Blocking, and reads only when it is told to."""

    def __init__(self, house: House, person: str, query: str = "schema=1", room: int = 0) -> None:
        self._socket = socket.socket()
        if room:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(("127.0.0.1", house.server.port))
        self._socket.sendall(_upgrade(house, person, query))
        self._read = self._socket.makefile("rb")
        status = self._read.readline()
        assert b" 101 " in status, status
        while self._read.readline().strip():
            pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._read.close()
        self._socket.close()

    def send(self, payload: bytes, kind: int = BINARY) -> None:
        """Send one frame. Raises `Closed` where the line was cut."""
        try:
            self._socket.sendall(_framed(payload, kind))
        except OSError as error:
            raise Closed(None) from error

    def receive(self) -> bytes:
        """The next message. Raises `Closed`."""
        try:
            first, second = self._exactly(2)
            size = second & 127
            if size > 125:
                wide = {126: ">H", 127: ">Q"}[size]
                (size,) = struct.unpack(wide, self._exactly(struct.calcsize(wide)))
            payload = self._exactly(size)
        except OSError as error:
            raise Closed(None) from error
        if first & 15 == CLOSE:
            raise Closed(int.from_bytes(payload[:2], "big"), payload[2:].decode())
        return payload

    def until_closed(self) -> Closed:
        """Read whatever comes until the server has had enough."""
        try:
            while True:
                self.receive()
        except Closed as closed:
            return closed

    def _exactly(self, size: int) -> bytes:
        found = self._read.read(size)
        if len(found) < size:
            raise Closed(None)
        return found


def _upgrade(house: House, person: str, query: str) -> bytes:
    lines = [
        f"GET /live/plans/{house.scene['plan']}?{query} HTTP/1.1",
        f"Host: 127.0.0.1:{house.server.port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}",
        f"Authorization: Bearer {house.tokens[person]}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _framed(payload: bytes, kind: int) -> bytes:
    """Masked with zeros, which leaves the payload as it is."""
    size = len(payload)
    if size < 126:
        head = bytes((0x80 | kind, 0x80 | size))
    elif size < 65_536:
        head = bytes((0x80 | kind, 0xFE)) + struct.pack(">H", size)
    else:
        head = bytes((0x80 | kind, 0xFF)) + struct.pack(">Q", size)
    return head + bytes(4) + payload
