"""Writes Yjs updates byte by byte, the honest and the other ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from romanesco.ydocs.lib0 import var_string, var_uint

ITEM = "item:3f2b8a52-6d0e-4c1b-9a44-7d1f0a7c9e01"

type Id = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """Where a struct goes: beside others, or first in a parent."""

    parent: str | Id | None = None
    origin: Id | None = None
    right: Id | None = None
    key: str | None = None


def struct(content: int, payload: bytes, place: Place) -> bytes:
    info = content
    ids = b""
    if place.origin is not None:
        info |= 0x80
        ids += identity(place.origin)
    if place.right is not None:
        info |= 0x40
        ids += identity(place.right)
    if place.origin is None and place.right is None:
        if isinstance(place.parent, str):
            ids += b"\x01" + var_string(place.parent)
        else:
            assert place.parent is not None
            ids += b"\x00" + identity(place.parent)
        if place.key is not None:
            info |= 0x20
            ids += var_string(place.key)
    return bytes((info,)) + ids + payload


def identity(each: Id) -> bytes:
    return var_uint(each[0]) + var_uint(each[1])


def element(name: str, place: Place) -> bytes:
    return struct(7, b"\x03" + var_string(name), place)


def text_type(place: Place) -> bytes:
    return struct(7, b"\x06", place)


def string(text: str, place: Place) -> bytes:
    return struct(4, var_string(text), place)


def form(name: str, json: str, place: Place) -> bytes:
    return struct(6, var_string(name) + var_string(json), place)


def value(payload: bytes, place: Place) -> bytes:
    return struct(8, b"\x01" + payload, place)


def update(
    *structs: bytes, client: int = 1, clock: int = 0, deletions: Sequence[tuple[int, int, int]] = ()
) -> bytes:
    """One client's structs, and deletions as (client, clock, length)."""
    head = var_uint(1) + var_uint(len(structs)) + var_uint(client) + var_uint(clock)
    body = head + b"".join(structs) if structs else b"\x00"
    clients = sorted({each for each, _, _ in deletions})
    tail = var_uint(len(clients))
    for each in clients:
        ranges = [(clock, length) for owner, clock, length in deletions if owner == each]
        tail += var_uint(each) + var_uint(len(ranges))
        tail += b"".join(var_uint(start) + var_uint(length) for start, length in ranges)
    return body + tail
