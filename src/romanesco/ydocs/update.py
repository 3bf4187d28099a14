"""A Yjs update (version 1) taken apart into its structs, before any other code reads it.

The format is Yjs' `src/utils/encoding.js`: structs by client, then the delete set. Only what a
text editor writes is read on; embedded documents, binaries, JSON arrays and nested `any` values
raise `Malformed`, as do lengths and counts that the bytes do not bear out. Nothing here recurses.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from romanesco.ydocs.lib0 import (
    A_CLIENT,
    A_CLOCK,
    Malformed,
    Reader,
    Scalar,
    read_client,
    read_clock,
    utf16_length,
)
from romanesco.ydocs.steps import AT_ONCE, Steps, finish

# Yrs keeps clocks in 32 bits.
MAX_CLOCK = 2**31
HAS_ORIGIN, HAS_RIGHT_ORIGIN, HAS_KEY = 0x80, 0x40, 0x20
XML_ELEMENT, XML_TEXT = 3, 6

type Id = tuple[int, int]
# What one struct holds: its length, kind, text, name and value.
type Content = tuple[int, int, str, str, Scalar]

# The beginning of a struct with both neighbours, the left one or the right one, and their ids.
_ID = A_CLIENT + A_CLOCK
_BESIDE = re.compile(
    rb"(?:([\xc0-\xff])|([\x80-\xbf])|([\x40-\x7f]))" + _ID + rb"(?(1)" + _ID + rb")"
).match


# The kinds of struct: plain numbers, because each typed key asks for them.
GC, SKIP, DELETED, STRING, FORMAT, ELEMENT, TEXT, VALUE = range(8)

# What has no content, by its first byte; and several of those whose length is one byte.
_HOLLOW = {0: GC, 10: SKIP}
_SHORT_ONES = {
    info: re.compile(b"(?:%b[\x01-\x7f])+" % re.escape(bytes((info,)))).match for info in _HOLLOW
}


class TooMany(Malformed):
    """These are more structs or deletions than anybody writes at once."""


class Struct(NamedTuple):
    """One struct. `text` is a string's text, a format's JSON or an element's name; `name` is a
    format's key. A parent is a root's name or the id of a type, and only known without origins."""

    client: int
    clock: int
    length: int
    kind: int
    origin: Id | None = None
    right_origin: Id | None = None
    parent: str | Id | None = None
    key: str | None = None
    text: str = ""
    name: str = ""
    value: Scalar = None


class Deletion(NamedTuple):
    client: int
    clock: int
    length: int


@dataclass
class Update:
    """Structs by client in the order of their clocks, and the delete set.

    A gap (SKIP) stands between structs, as Yjs writes them; one after the last is left out here,
    and `ends_in_gap` says that there was one.
    """

    structs: dict[int, list[Struct]] = field(default_factory=dict)
    deletions: list[Deletion] = field(default_factory=list)
    ends_in_gap: bool = False


def decode(update: bytes, most: int = MAX_CLOCK) -> Update:
    """Read a whole update. Raises `Malformed`, or `TooMany` for more than `most` structs, or than
    `most` deletions."""
    return finish(decode_in_steps(update, most))


def decode_in_steps(update: bytes, most: int = MAX_CLOCK) -> Steps[Update]:
    reader = Reader(update)
    decoded = Update()
    seen = set()
    most_deletions = most
    for number in range(reader.var_uint()):
        if number % AT_ONCE == AT_ONCE - 1:
            yield
        count, client, clock = reader.var_uint(), reader.var_uint(), reader.var_uint()
        if client in seen or count == 0:
            raise Malformed("a client is listed twice or for nothing")
        seen.add(client)
        structs = yield from _read_structs(reader, count, client, clock, most)
        most -= len(structs)
        if structs[-1].kind == SKIP:
            decoded.ends_in_gap = True
            structs.pop()
        if structs:
            decoded.structs[client] = structs
    decoded.deletions = yield from _read_deletions(reader, most_deletions)
    if not reader.is_done:
        raise Malformed("something follows the update")
    return decoded


def clients(update: bytes) -> set[int]:
    """The clients whose structs an update holds. Raises `Malformed`."""
    return set(decode(update).structs)


def by_client(deletions: Iterable[Deletion]) -> dict[int, list[tuple[int, int]]]:
    """Deletions as spans, half-open."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for client, clock, length in deletions:
        spans.setdefault(client, []).append((clock, clock + length))
    return spans


def clocks(state_vector: bytes) -> dict[int, int]:
    """How far a document has heard of each client."""
    reader = Reader(state_vector)
    return {reader.var_uint(): reader.var_uint() for _ in range(reader.var_uint())}


def _read_structs(
    reader: Reader, count: int, client: int, clock: int, most: int
) -> Steps[list[Struct]]:
    structs: list[Struct] = []
    while count:
        kind = _HOLLOW.get(reader.bytes[reader.at]) if reader.at < reader.end else None
        if kind is None:
            struct, taken = _read_struct(reader, client, clock), 1
        else:
            length, taken = _read_hollow(reader, count)
            struct = Struct(client, clock, length, kind)
        count -= taken
        clock += struct.length
        if struct.length == 0 or clock > MAX_CLOCK:
            raise Malformed("a struct is empty or out of bounds")
        structs.append(struct)
        if len(structs) > most:
            raise TooMany("more structs than anybody writes at once")
        if len(structs) % AT_ONCE == 0:
            yield
    return structs


def _read_hollow(reader: Reader, count: int) -> tuple[int, int]:
    """Structs without content that follow each other are one: how long, and how many there were.

    Yjs merges them; who does not gets no more room in memory by it.
    """
    length = taken = 0
    piece, info = reader.bytes, reader.bytes[reader.at]
    while taken < count and reader.at < reader.end and piece[reader.at] == info:
        found = _SHORT_ONES[info](piece, reader.at, reader.at + 2 * (count - taken))
        if found is not None:
            length += sum(found[0][1::2])
            taken += len(found[0]) // 2
            reader.at = found.end()
            continue
        reader.at += 1
        each = reader.var_uint()
        if each == 0:
            raise Malformed("a struct is empty or out of bounds")
        length += each
        taken += 1
    return length, taken


def _read_deletions(reader: Reader, most: int) -> Steps[list[Deletion]]:
    deletions: list[Deletion] = []
    seen = set()
    for _ in range(reader.var_uint()):
        client = reader.var_uint()
        if client in seen:
            raise Malformed("a client is listed twice")
        seen.add(client)
        for _ in range(reader.var_uint()):
            deletion = Deletion(client, reader.var_uint(), reader.var_uint())
            if deletion.length == 0 or deletion.clock + deletion.length > MAX_CLOCK:
                raise Malformed("a deletion is empty or out of bounds")
            deletions.append(deletion)
            if len(deletions) > most:
                raise TooMany("more deletions than anybody makes at once")
            if len(deletions) % AT_ONCE == 0:
                yield
    return deletions


def _read_struct(reader: Reader, client: int, clock: int) -> Struct:
    found = _BESIDE(reader.bytes, reader.at)
    if found is None:
        return _read_struct_slowly(reader, client, clock)
    # Most structs stand beside others: their ids are found in one step.
    both, left, right, one, one_clock, other, other_clock = found.groups()
    reader.at = found.end()
    origin: Id | None = (read_client(one), read_clock(one_clock))
    right_origin: Id | None = None
    if both:
        right_origin = (read_client(other), read_clock(other_clock))
    elif right:
        origin, right_origin = None, origin
    content = (both or left or right)[0] & 0x1F
    if content == 4:
        text = reader.var_string()
        length = utf16_length(text)
        fields = (client, clock, length, STRING, origin, right_origin, None, None, text, "", None)
        return tuple.__new__(Struct, fields)  # a constructor written in Python takes twice as long
    return _with_content(reader, content, client, clock, origin, right_origin, None, None)


def _read_struct_slowly(reader: Reader, client: int, clock: int) -> Struct:
    info = reader.uint8()
    origin = (reader.var_uint(), reader.var_uint()) if info & HAS_ORIGIN else None
    right_origin = (reader.var_uint(), reader.var_uint()) if info & HAS_RIGHT_ORIGIN else None
    parent: str | Id | None = None
    key = None
    if origin is None and right_origin is None:
        parent = _read_parent(reader)
        key = reader.var_string() if info & HAS_KEY else None
    return _with_content(reader, info & 0x1F, client, clock, origin, right_origin, parent, key)


def _with_content(
    reader: Reader,
    content: int,
    client: int,
    clock: int,
    *place: *tuple[Id | None, Id | None, str | Id | None, str | None],
) -> Struct:
    if content == 1:
        return Struct(client, clock, reader.var_uint(), DELETED, *place)
    if content not in _CONTENTS:
        raise Malformed(f"content of kind {content} does not belong in a plan")
    length, kind, text, name, value = _CONTENTS[content](reader)
    return Struct(client, clock, length, kind, *place, text, name, value)


def _read_parent(reader: Reader) -> str | Id:
    is_root = reader.var_uint()
    if is_root > 1:
        raise Malformed("a parent is neither a root nor a type")
    return reader.var_string() if is_root else (reader.var_uint(), reader.var_uint())


def _string(reader: Reader) -> Content:
    text = reader.var_string()
    return utf16_length(text), STRING, text, "", None


def _format(reader: Reader) -> Content:
    name = reader.var_string()
    return 1, FORMAT, reader.var_string(), name, None


def _type(reader: Reader) -> Content:
    reference = reader.var_uint()
    if reference == XML_ELEMENT:
        return 1, ELEMENT, reader.var_string(), "", None
    if reference == XML_TEXT:
        return 1, TEXT, "", "", None
    raise Malformed(f"a shared type of kind {reference} does not belong in a plan")


def _value(reader: Reader) -> Content:
    if reader.var_uint() != 1:
        raise Malformed("an attribute has not one value")
    return 1, VALUE, "", "", reader.scalar()


_CONTENTS: dict[int, Callable[[Reader], Content]] = {
    4: _string,
    6: _format,
    7: _type,
    8: _value,
}
