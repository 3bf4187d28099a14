"""A WebSocket client that may do everything wrong: bytes out, frames in."""

import socket
import struct
from typing import Any

from websockets.utils import apply_mask

from romanesco.live import frames

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
CHANGED = frames.changed("plan")
PATIENCE = 30.0
MASK = b"mask"


def frame(kind: int, payload: bytes = b"", *, final: bool = True, size: int | None = None) -> bytes:
    """A masked frame; its header may lie about the size."""
    size = len(payload) if size is None else size
    first = kind | (0x80 if final else 0)
    if size < 126:
        header = struct.pack("!BB", first, 0x80 | size)
    elif size < 1 << 16:
        header = struct.pack("!BBH", first, 0xFE, size)
    else:
        header = struct.pack("!BBQ", first, 0xFF, size)
    return header + MASK + apply_mask(payload, MASK)


def request(target: str, *headers: str, key: str = "AAAAAAAAAAAAAAAAAAAAAA==") -> bytes:
    """A request for a socket; a header given twice counts as said last."""
    said = {
        "Host": "127.0.0.1",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key,
        **dict(header.split(": ", 1) for header in headers),
    }
    lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
    return "\r\n".join((*lines, "", "")).encode("latin-1")


class RawSocket:
    """One TCP connection to a server."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reading = self.socket.makefile("rb")

    @classmethod
    def opened(cls, port: int, scene: dict[str, Any], person: str) -> "RawSocket":
        """Upgraded already, and greeted by the room."""
        raw = cls(port)
        raw.say(cls.to_plan(scene, person))
        assert raw.head().startswith("HTTP/1.1 101 ")
        kind, greeting = raw.hear()
        assert (kind, greeting[:2]) == (BINARY, b"\x00\x00")
        return raw

    @staticmethod
    def to_plan(scene: dict[str, Any], person: str, target: str = "") -> bytes:
        """The request for a scene's plan, with a token."""
        bearer = f"Authorization: Bearer {scene['people'][person]['token']}"
        return request(target or f"/live/plans/{scene['plan']}?schema=1", bearer)

    def say(self, *data: bytes) -> None:
        self.socket.sendall(b"".join(data))

    def head(self) -> str:
        """The head of an answer in HTTP."""
        lines = []
        while (line := self.reading.readline()).strip():
            lines.append(line.decode("latin-1"))
        return "".join(lines)

    def hear(self) -> tuple[int, bytes]:
        """The next frame, its kind and payload; that the plan changed is passed over."""
        kind, payload = self._next()
        while payload == CHANGED:
            kind, payload = self._next()
        return kind, payload

    def _next(self) -> tuple[int, bytes]:
        first, size = self.reading.read(2)
        assert first & 0x80
        if size == 126:
            (size,) = struct.unpack("!H", self.reading.read(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self.reading.read(8))
        return first & 0x0F, self.reading.read(size)

    def heard(self, wanted: int) -> bytes:
        """The payload of the next frame of a kind, passing over others."""
        kind, payload = self.hear()
        while kind != wanted:
            kind, payload = self.hear()
        return payload

    def code(self) -> int:
        """The code that it is closed with."""
        return int(struct.unpack("!H", self.heard(CLOSE)[:2])[0])

    def is_over(self) -> bool:
        """Whether the other side goes, after whatever it still says."""
        try:
            self.reading.read()
        except ConnectionResetError:
            pass
        except TimeoutError:
            return False
        return True

    def end(self) -> None:
        self.reading.close()
        self.socket.close()
