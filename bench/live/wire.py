"""The bytes around a message: WebSocket frames (RFC 6455), and what a server puts before them.

Frames are made in advance. The mask is 0, which the protocol allows and which costs a server the
same as any other.
"""

import base64
import os
from dataclasses import dataclass

from romanesco.ydocs.lib0 import var_string, var_uint

BINARY, CLOSE, PING, PONG = 2, 8, 9, 10
FIN = 0x80
UPGRADED = b" 101 "


@dataclass(frozen=True)
class Door:
    """Where one person gets into one document, and what has to be said there.

    `name` stands before each message where the server wants it so (Hocuspocus), and `auth` is
    what is said before anything else there.
    """

    path: str
    token: str = ""
    name: str = ""
    auth: bytes = b""
    has_sync: bool = True

    @property
    def prefix(self) -> bytes:
        return var_string(self.name) if self.name else b""

    def request(self, port: int) -> bytes:
        """The HTTP request that asks for a socket."""
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            *([f"Authorization: Bearer {self.token}"] if self.token else []),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def masked(payload: bytes, opcode: int = BINARY) -> bytes:
    """One client frame around a payload, ready to be sent."""
    length = len(payload)
    if length < 126:
        head = bytes((FIN | opcode, 0x80 | length))
    elif length < 65_536:
        head = bytes((FIN | opcode, 0x80 | 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((FIN | opcode, 0x80 | 127)) + length.to_bytes(8, "big")
    return head + bytes(4) + payload


def bounds(chunk: bytes, at: int) -> tuple[int, int]:
    """From where to where the payload of the server's frame at `at` goes; (0, 0) if it is not
    there as a whole."""
    have = len(chunk) - at
    if have < 2:
        return 0, 0
    length, start = chunk[at + 1], at + 2
    if length >= 126:
        start += 2 if length == 126 else 8
        if len(chunk) < start:
            return 0, 0
        length = int.from_bytes(chunk[at + 2 : start], "big")
    return (start, start + length) if start + length <= len(chunk) else (0, 0)


def hocuspocus_auth(token: str, version: str) -> bytes:
    """What Hocuspocus's provider says first, after the document's name."""
    return b"\x02" + var_uint(0) + var_string(token) + var_string(version)
