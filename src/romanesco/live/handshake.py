"""How a socket begins: the request that asks for it, and the answer (RFC 6455, 4.2)."""

import binascii
from base64 import b64decode
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote

from websockets.utils import accept_key

VERSION = b"13"
END = b"\r\n\r\n"


class Refused(Exception):
    """This is no request for a WebSocket; `answer` says so in HTTP."""

    def __init__(self, status: HTTPStatus, *headers: bytes) -> None:
        self.answer = _answer(status, b"Connection: close", b"Content-Length: 0", *headers)
        super().__init__(status.phrase)


@dataclass(frozen=True)
class Upgrade:
    """What a request for a socket said; `path` is decoded, as it is for pages."""

    path: str
    query: str
    headers: list[tuple[bytes, bytes]]


def read(request: bytes) -> Upgrade:
    """Take a whole request apart: of a GET that asks for a WebSocket. Raises `Refused`."""
    line, *rest = request.partition(END)[0].split(b"\r\n")
    headers = [(name.strip().lower(), value.strip()) for name, _, value in map(_halves, rest)]
    line, _, version = line.rpartition(b" ")
    method, _, target = line.partition(b" ")
    if method != b"GET":
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, b"Allow: GET")
    if version != b"HTTP/1.1" or any(_is_of_a_body(*header) for header in headers):
        raise Refused(HTTPStatus.BAD_REQUEST)
    path, _, query = target.decode("latin-1").partition("?")
    return Upgrade(unquote(path), query, headers)


def accept(upgrade: Upgrade) -> bytes:
    """The answer that begins the socket. Raises `Refused`."""
    said = dict(upgrade.headers)
    if said.get(b"sec-websocket-version") != VERSION:
        raise Refused(HTTPStatus.UPGRADE_REQUIRED, b"Sec-WebSocket-Version: " + VERSION)
    key = said.get(b"sec-websocket-key", b"")
    if not _is_key(key):
        raise Refused(HTTPStatus.BAD_REQUEST)
    return _answer(
        HTTPStatus.SWITCHING_PROTOCOLS,
        b"Upgrade: websocket",
        b"Connection: Upgrade",
        b"Sec-WebSocket-Accept: " + accept_key(key.decode()).encode(),
    )


def _halves(header: bytes) -> tuple[bytes, bytes, bytes]:
    return header.partition(b":")


def _is_of_a_body(name: bytes, value: bytes) -> bool:
    return name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0") != b"")


def _is_key(key: bytes) -> bool:
    try:
        return len(b64decode(key, validate=True)) == 16
    except binascii.Error:
        return False


def _answer(status: HTTPStatus, *headers: bytes) -> bytes:
    line = f"HTTP/1.1 {status.value} {status.phrase}".encode()
    return b"\r\n".join((line, *headers, b"", b""))
