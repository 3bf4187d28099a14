"""Many updates in one value, each of them framed: a checksum, a length, its document, its bytes.

The checksum is over the document and the bytes. Where something does not fit it, reading goes on
at the next place where one does: so damage takes nothing along but what it hit.
"""

import zlib
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

_HEAD = Struct(">II")
_ID = 16
_BEGIN = _HEAD.size + _ID


class Entry(NamedTuple):
    """One update as it stands among others; or, if it is not sound, bytes that nobody can read."""

    raw: bytes
    is_sound: bool = True

    @property
    def document(self) -> bytes:
        return self.raw[_HEAD.size : _BEGIN]

    @property
    def update(self) -> bytes:
        return self.raw[_BEGIN:]


def framed(document: bytes, update: bytes) -> bytes:
    content = document + update
    return _HEAD.pack(zlib.crc32(content), len(content)) + content


def entries(body: bytes) -> Iterator[Entry]:
    """What was framed, in its order, and in between what is damaged."""
    at = sound_until = 0
    while at < len(body):
        end = _end(body, at)
        if end is None:
            at += 1
            continue
        if sound_until < at:
            yield Entry(body[sound_until:at], is_sound=False)
        yield Entry(body[at:end])
        at = sound_until = end
    if sound_until < at:
        yield Entry(body[sound_until:], is_sound=False)


def _end(body: bytes, at: int) -> int | None:
    """Where the entry ends that begins here, if one does."""
    begin = at + _HEAD.size
    if begin + _ID > len(body):
        return None
    checksum, length = _HEAD.unpack_from(body, at)
    end: int = begin + length
    if length < _ID or end > len(body) or zlib.crc32(body[begin:end]) != checksum:
        return None
    return end
