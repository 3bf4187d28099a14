"""The byte encoding beneath Yjs and the y-protocols (lib0/encoding.js): read and written strictly.

Reading raises `Malformed` and nothing else, whatever the bytes are.
"""

import struct
from functools import lru_cache

# JavaScript's safe integers: no honest client writes a larger one.
MAX_UINT = 2**53 - 1

# Regular expressions for one varUint that is not overlong: below 2^49, and below 2^35.
A_CLIENT = rb"([\x00-\x7f]|[\x80-\xff]{1,6}[\x01-\x7f])"
A_CLOCK = rb"([\x00-\x7f]|[\x80-\xff]{1,4}[\x01-\x7f])"

type Scalar = bool | int | float | str | None


class Malformed(ValueError):
    """These bytes are not what the protocol says."""


class Truncated(Malformed):
    """The bytes end in the middle of something."""


class Reader:
    """Reads lib0 values one after the other."""

    __slots__ = ("at", "bytes", "end")

    def __init__(self, message: bytes) -> None:
        self.bytes = message
        self.at = 0
        self.end = len(message)

    @property
    def is_done(self) -> bool:
        return self.at == self.end

    def uint8(self) -> int:
        if self.at >= self.end:
            raise Truncated("a byte is missing")
        self.at += 1
        return self.bytes[self.at - 1]

    def var_uint(self) -> int:
        """An unsigned integer, 7 bits a byte, lowest first; never longer than it has to be."""
        # Every typed key passes here some ten times, so nothing is called.
        piece, at = self.bytes, self.at
        try:
            byte = piece[at]
            if byte < 0x80:
                self.at = at + 1
                return byte
            number = byte & 0x7F
            shift = 0
            while byte > 0x7F:
                at += 1
                shift += 7
                byte = piece[at]
                number |= (byte & 0x7F) << shift
                if shift > 49:
                    raise Malformed("an integer is overlong")
        except IndexError:
            raise Truncated("a byte is missing") from None
        if byte == 0 or number > MAX_UINT:
            raise Malformed("an integer is overlong")
        self.at = at + 1
        return number

    def var_int(self) -> int:
        """A signed integer: its first byte holds a sign and 6 bits."""
        first = self.uint8()
        number = first & 0x3F
        sign = -1 if first & 0x40 else 1
        shift = 6
        more = first & 0x80
        while more:
            byte = self.uint8()
            number |= (byte & 0x7F) << shift
            shift += 7
            more = byte & 0x80
            if shift > 55:
                raise Malformed("an integer is overlong")
        return sign * number

    def take(self, length: int) -> bytes:
        stop = self.at + length
        if stop > self.end:
            raise Truncated("some bytes are missing")
        piece = self.bytes[self.at : stop]
        self.at = stop
        return piece

    def var_bytes(self) -> bytes:
        return self.take(self.var_uint())

    def var_string(self) -> str:
        """UTF-8 text. Half a surrogate pair is no UTF-8, and is refused with the rest."""
        length = self.var_uint()
        stop = self.at + length
        if stop > self.end:
            raise Truncated("some bytes are missing")
        try:
            text = self.bytes[self.at : stop].decode()
        except UnicodeDecodeError as error:
            raise Malformed("a string is not UTF-8") from error
        self.at = stop
        return text

    def scalar(self) -> Scalar:
        """One `any` value that holds no other: containers could nest without end."""
        kind = self.uint8()
        if kind in _CONSTANTS:
            return _CONSTANTS[kind]
        match kind:
            case 119:
                return self.var_string()
            case 125:
                return self.var_int()
            case 124:
                return float(struct.unpack(">f", self.take(4))[0])
            case 123:
                return float(struct.unpack(">d", self.take(8))[0])
        raise Malformed("a value is neither text, number nor yes or no")


_CONSTANTS: dict[int, bool | None] = {120: True, 121: False, 126: None, 127: None}


def _read_uint(piece: bytes) -> int:
    number = shift = 0
    for byte in piece:
        number |= (byte & 0x7F) << shift
        shift += 7
    return number


# What `A_CLIENT` and `A_CLOCK` have found, as a number. The same come again and again: who types,
# and clocks and lengths below some thousands.
read_client = lru_cache(maxsize=8_192)(_read_uint)
read_clock = lru_cache(maxsize=16_384)(_read_uint)


def var_uint(number: int) -> bytes:
    """`number` as `Reader.var_uint` reads it."""
    if number < 0x80:
        return bytes((number,))
    out = bytearray()
    while number >= 0x80:
        out.append(0x80 | (number & 0x7F))
        number >>= 7
    out.append(number)
    return bytes(out)


def var_bytes(piece: bytes) -> bytes:
    return var_uint(len(piece)) + piece


def var_string(text: str) -> bytes:
    return var_bytes(text.encode())


def utf16_length(text: str) -> int:
    """The length that JavaScript, and so Yjs, sees."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
