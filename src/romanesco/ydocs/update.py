"""A Yjs update (version 1) taken apart into its structs, before any other code reads it.

The format is Yjs' `src/utils/encoding.js`: structs by client, then the delete set. Only what a
text editor writes is read on; embedded documents, binaries, JSON arrays and nested `any` values
raise `Malformed`, as do lengths and counts that the bytes do not bear out. Nothing here recurses.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from romanesco.ydocs.lib0 import Malformed, Reader, Scalar, utf16_length

# Yrs keeps clocks in 32 bits.
MAX_CLOCK = 2**31
HAS_ORIGIN, HAS_RIGHT_ORIGIN, HAS_KEY = 0x80, 0x40, 0x20
XML_ELEMENT, XML_TEXT = 3, 6

type Id = tuple[int, int]
# What one struct holds: its kind, text, name and value.
type Content = tuple[int, str, str, Scalar]


# The kinds of struct: plain numbers, because each typed key asks for them.
GC, SKIP, DELETED, STRING, FORMAT, ELEMENT, TEXT, VALUE = range(8)


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
    """Structs by client in the order of their clocks, and the delete set."""

    structs: dict[int, list[Struct]] = field(default_factory=dict)
    deletions: list[Deletion] = field(default_factory=list)


def decode(update: bytes) -> Update:
    """Read a whole update. Raises `Malformed`."""
    reader = Reader(update)
    decoded = Update()
    for _ in range(reader.var_uint()):
        count, client, clock = reader.var_uint(), reader.var_uint(), reader.var_uint()
        if client in decoded.structs or count == 0:
            raise Malformed("a client is listed twice or for nothing")
        decoded.structs[client] = _read_structs(reader, count, client, clock)
    decoded.deletions = _read_deletions(reader)
    if not reader.is_done:
        raise Malformed("something follows the update")
    return decoded


def clients(update: bytes) -> set[int]:
    """The clients whose structs an update holds. Raises `Malformed`."""
    return set(decode(update).structs)


def _read_structs(reader: Reader, count: int, client: int, clock: int) -> list[Struct]:
    structs = []
    for _ in range(count):
        struct = _read_struct(reader, client, clock)
        clock += struct.length
        if struct.length == 0 or clock > MAX_CLOCK:
            raise Malformed("a struct is empty or out of bounds")
        structs.append(struct)
    return structs


def _read_deletions(reader: Reader) -> list[Deletion]:
    deletions = []
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
    return deletions


def _read_struct(reader: Reader, client: int, clock: int) -> Struct:
    info = reader.uint8()
    if info == 0:
        return Struct(client, clock, reader.var_uint(), GC)
    if info == 10:
        return Struct(client, clock, reader.var_uint(), SKIP)
    origin = (reader.var_uint(), reader.var_uint()) if info & HAS_ORIGIN else None
    right_origin = (reader.var_uint(), reader.var_uint()) if info & HAS_RIGHT_ORIGIN else None
    parent: str | Id | None = None
    key = None
    if origin is None and right_origin is None:
        parent = _read_parent(reader)
        key = reader.var_string() if info & HAS_KEY else None
    content = info & 0x1F
    if content == 4:
        text = reader.var_string()
        length = utf16_length(text)
        return Struct(client, clock, length, STRING, origin, right_origin, parent, key, text)
    if content == 1:
        length = reader.var_uint()
        return Struct(client, clock, length, DELETED, origin, right_origin, parent, key)
    if content not in _CONTENTS:
        raise Malformed(f"content of kind {content} does not belong in a plan")
    kind, text, name, value = _CONTENTS[content](reader)
    return Struct(client, clock, 1, kind, origin, right_origin, parent, key, text, name, value)


def _read_parent(reader: Reader) -> str | Id:
    is_root = reader.var_uint()
    if is_root > 1:
        raise Malformed("a parent is neither a root nor a type")
    return reader.var_string() if is_root else (reader.var_uint(), reader.var_uint())


def _format(reader: Reader) -> Content:
    name = reader.var_string()
    return FORMAT, reader.var_string(), name, None


def _type(reader: Reader) -> Content:
    reference = reader.var_uint()
    if reference == XML_ELEMENT:
        return ELEMENT, reader.var_string(), "", None
    if reference == XML_TEXT:
        return TEXT, "", "", None
    raise Malformed(f"a shared type of kind {reference} does not belong in a plan")


def _value(reader: Reader) -> Content:
    if reader.var_uint() != 1:
        raise Malformed("an attribute has not one value")
    return VALUE, "", "", reader.scalar()


_CONTENTS: dict[int, Callable[[Reader], Content]] = {6: _format, 7: _type, 8: _value}
