"""What a WebSocket's bytes mean (RFC 6455), as a server reads and writes them: bytes in, messages
out. No socket, no loop, no extension.
"""

import struct
from contextlib import suppress

from romanesco.live.close_codes import REASONS, CloseCode, Closing

try:
    from websockets.speedups import apply_mask
except ImportError:  # where it could not be compiled
    from websockets.utils import apply_mask

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
LARGEST_CONTROL = 125

_FINAL, _RESERVED, _MASKED = 0x80, 0x70, 0x80
_WHOLE = _FINAL | BINARY
_LENGTH_16, _LENGTH_64 = 126, 127
# The least that a header of this size may say: what is shorter has a shorter header.
_LEAST = {8: _LENGTH_16, 14: 1 << 16}
_SHORT = [bytes((_WHOLE, size)) for size in range(_LENGTH_16)]
# What a close frame may carry; the other numbers are reserved, or nobody's (RFC 6455, 7.4).
_CLOSE_CODES = frozenset({*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)})


def message(payload: bytes) -> bytes:
    """A binary message, in one frame."""
    size = len(payload)
    if size < _LENGTH_16:
        return _SHORT[size] + payload
    if size < 1 << 16:
        return struct.pack("!BBH", _WHOLE, _LENGTH_16, size) + payload
    return struct.pack("!BBQ", _WHOLE, _LENGTH_64, size) + payload


def control(kind: int, payload: bytes = b"") -> bytes:
    return bytes((_FINAL | kind, len(payload))) + payload


def closing(code: CloseCode) -> bytes:
    """The frame that ends a connection and says why."""
    return control(CLOSE, struct.pack("!H", code) + REASONS[code].encode())


def answer_to_close(payload: bytes) -> bytes:
    """The close frame that answers a client's: with its own code, where that is one."""
    if not payload:
        return control(CLOSE)
    if len(payload) > 1 and struct.unpack_from("!H", payload)[0] in _CLOSE_CODES:
        with suppress(UnicodeDecodeError):
            payload[2:].decode()
            return control(CLOSE, payload[:2])
    return closing(CloseCode.BROKEN)


class Reader:
    """Takes a client's bytes in any pieces, and gives its messages one by one.

    A message has at most `limit` bytes: a larger one is refused by its header, before it is read.
    """

    __slots__ = ("_at", "_data", "_limit", "_message", "_needed", "_to_skip", "_waiting")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._data = b""  # read up to `_at`
        self._at = 0
        self._waiting: bytearray | None = None  # no whole frame yet: that takes `_needed` bytes
        self._needed = 0
        self._message: bytearray | None = None  # the parts of a message that have come
        self._to_skip = 0

    def feed(self, data: bytes) -> None:
        """Take more bytes, once all that was whole is taken out."""
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        if self._waiting is not None:
            self._waiting += data
            if len(self._waiting) < self._needed:
                return
            data, self._waiting = bytes(self._waiting), None
        self._data, self._at = data, 0

    def take(self) -> tuple[int, bytes] | None:
        """The next message or control frame that is whole: its kind and its payload.

        A part of a message that goes on comes out as an empty `CONTINUATION`. Raises `Closing`.
        """
        data, at = self._data, self._at
        if at == len(data):
            self._data, self._at = b"", 0
            return None
        start, end = _extent(data, at)
        if data[at] == _WHOLE and end <= len(data) and self._is_plain(data[at + 1], end - start):
            self._at = end  # as nearly always
            return BINARY, apply_mask(data[start:end], data[start - 4 : start])
        if len(data) > at + 1:
            self._require_sense(data[at], data[at + 1], start - at, end - start)
        if end > len(data):
            self._keep(end - at)
            return None
        self._at = end
        payload = apply_mask(data[start:end], data[start - 4 : start])
        if data[at] == _WHOLE:
            return BINARY, payload
        return self._joined(data[at], payload)

    def reaches_close(self) -> bool:
        """Pass over what comes without looking at it: whether the client's close frame is there."""
        while self._at < len(self._data):
            data, at = self._data, self._at
            start, end = _extent(data, at)
            if start > len(data):
                self._keep(start - at)
                return False
            if data[at] & 0x0F == CLOSE:
                return True
            self._at = min(end, len(data))
            self._to_skip = end - self._at
        self._data, self._at = b"", 0
        return False

    def _is_plain(self, second: int, size: int) -> bool:
        """Whether the beginning of a message is all of it, below 64 kB, and makes sense."""
        if self._message is not None or size > self._limit:
            return False
        least = 0 if second < _MASKED | _LENGTH_16 else _LENGTH_16
        return _MASKED <= second < _MASKED | _LENGTH_64 and size >= least

    def _require_sense(self, first: int, second: int, header: int, size: int) -> None:
        kind = first & 0x0F
        if first & _RESERVED or not second & _MASKED:
            raise Closing(CloseCode.BROKEN)
        if size < _LEAST.get(header, 0) or size >> 63:
            raise Closing(CloseCode.BROKEN)
        if kind in (CLOSE, PING, PONG):
            if not first & _FINAL or second & 0x7F > LARGEST_CONTROL:
                raise Closing(CloseCode.BROKEN)
        elif kind == TEXT:
            raise Closing(CloseCode.MALFORMED)
        elif kind != (BINARY if self._message is None else CONTINUATION):
            raise Closing(CloseCode.BROKEN)
        elif size + len(self._message or b"") > self._limit:
            raise Closing(CloseCode.TOO_LARGE)

    def _joined(self, first: int, payload: bytes) -> tuple[int, bytes]:
        if first & 0x08:
            return first & 0x0F, payload
        self._message = bytearray() if self._message is None else self._message
        self._message += payload
        if not first & _FINAL:
            return CONTINUATION, b""
        payload, self._message = bytes(self._message), None
        return BINARY, payload

    def _keep(self, needed: int) -> None:
        self._waiting, self._needed = bytearray(self._data[self._at :]), needed
        self._data, self._at = b"", 0


def _extent(data: bytes, at: int) -> tuple[int, int]:
    """Where the payload of the frame at `at` starts and ends.

    Of a header that is not there yet, both are where the bytes end that it takes to know more.
    """
    if len(data) < at + 2:
        return at + 2, at + 2
    size = data[at + 1] & 0x7F
    if size < _LENGTH_16:
        return at + 6, at + 6 + size
    if size == _LENGTH_16:
        if len(data) < at + 4:
            return at + 4, at + 4
        return at + 8, at + 8 + struct.unpack_from("!H", data, at + 2)[0]
    if len(data) < at + 10:
        return at + 10, at + 10
    return at + 14, at + 14 + struct.unpack_from("!Q", data, at + 2)[0]
