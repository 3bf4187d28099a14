"""The wire: y-protocols (sync and awareness) and the two messages that are ours.

| first number | message | who sends it |
|---|---|---|
| 0 | sync: 0 step 1, 1 step 2, 2 update | both |
| 1 | awareness | both |
| 3 | query awareness | client |
| 8 | `varUint n`: the first n sync updates of this connection are durable | server |
| 9 | `varString what`: fetch this again | server |
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from romanesco.live.states import StateTooLarge, read_state
from romanesco.ydocs.lib0 import (
    A_CLIENT,
    A_CLOCK,
    Malformed,
    Reader,
    read_client,
    read_clock,
    var_bytes,
    var_string,
    var_uint,
)

SYNC, AWARENESS, QUERY_AWARENESS, DURABLE, CHANGED = 0, 1, 3, 8, 9
STEP_1, STEP_2, UPDATE = 0, 1, 2
_TYPED = bytes((SYNC, UPDATE))

MAX_STATE_VECTOR = 64_000
MAX_AWARENESS_ENTRIES = 64

# An awareness of one client: the length of what follows, 1, client, clock, and a state's length.
_ONE_STATE = re.compile(
    rb"\x01" + A_CLOCK + rb"\x01" + A_CLIENT + A_CLOCK + A_CLOCK + rb"(.*)", re.DOTALL
).fullmatch
# The same clients, clocks and lengths come again and again.
_number = lru_cache(maxsize=16_384)(var_uint)
_NOTHING_SAID: dict[int, bytes] = {}


@dataclass(frozen=True)
class SyncStep1:
    """What the client has: a state vector."""

    state_vector: bytes


class SyncUpdate(NamedTuple):
    """What the client wrote, as an answer to our step 1 (`is_step_2`) or as it types."""

    update: bytes
    is_step_2: bool


class Entry(NamedTuple):
    """One client's awareness: its state as JSON, or None where it left."""

    client: int
    clock: int
    state: bytes | None


class Awareness(NamedTuple):
    entries: list[Entry]


@dataclass(frozen=True)
class QueryAwareness:
    pass


type Frame = SyncStep1 | SyncUpdate | Awareness | QueryAwareness


def decode(frame: bytes, said: Mapping[int, bytes] = _NOTHING_SAID) -> Frame:
    """Read one message of a client. Raises `Malformed`, or `StateTooLarge`.

    `said` are the states that clients have last been heard with: they are not read again.
    """
    size = len(frame) - 3
    if 0 <= size < 0x80 and frame[2] == size and frame.startswith(_TYPED):
        return SyncUpdate(frame[3:], is_step_2=False)
    found = _ONE_STATE(frame)
    if found is not None:
        length, client, clock, size_of_state, state = found.groups()
        inside = 1 + len(client) + len(clock) + len(size_of_state) + len(state)
        if read_clock(length) == inside and read_clock(size_of_state) == len(state):
            who = read_client(client)
            return Awareness([Entry(who, read_clock(clock), read_state(state, said.get(who)))])
    return decode_slowly(frame, said)


def decode_slowly(frame: bytes, said: Mapping[int, bytes]) -> Frame:
    """`decode`, for whatever is not of the two commonest shapes."""
    reader = Reader(frame)
    kind = reader.var_uint()
    if kind == SYNC:
        message: Frame = _read_sync(reader)
    elif kind == AWARENESS:
        message = Awareness(_read_awareness(reader.var_bytes(), said))
    elif kind == QUERY_AWARENESS:
        message = QueryAwareness()
    else:
        raise Malformed("there is no such message")
    if not reader.is_done:
        raise Malformed("something follows the message")
    return message


def is_update(frame: bytes) -> bool:
    """Whether a message of a client is a `SyncUpdate`."""
    return frame[:1] == bytes((SYNC,)) and frame[1:2] in (bytes((STEP_2,)), bytes((UPDATE,)))


def step_1(state_vector: bytes) -> bytes:
    return bytes((SYNC, STEP_1)) + var_bytes(state_vector)


def step_2(update: bytes) -> bytes:
    return bytes((SYNC, STEP_2)) + var_bytes(update)


def update(update: bytes) -> bytes:
    return _TYPED + _number(len(update)) + update


def durable(count: int) -> bytes:
    return b"\x08" + _number(count)


def changed(what: str) -> bytes:
    return bytes((CHANGED,)) + var_string(what)


def awareness(entries: Sequence[Entry]) -> bytes:
    if len(entries) == 1:  # as nearly always
        ((client, clock, state),) = entries
        said = b"null" if state is None else state
        body = b"\x01" + _number(client) + _number(clock) + _number(len(said)) + said
        return b"\x01" + _number(len(body)) + body
    parts = [b""]
    for client, clock, state in entries:
        said = b"null" if state is None else state
        parts += (_number(client), _number(clock), _number(len(said)), said)
    parts[0] = _number(len(parts) // 4)
    body = b"".join(parts)
    return b"\x01" + _number(len(body)) + body


def _read_sync(reader: Reader) -> SyncStep1 | SyncUpdate:
    step = reader.var_uint()
    if step > UPDATE:
        raise Malformed("there is no such sync message")
    payload = reader.var_bytes()
    if step == STEP_1:
        _require_state_vector(payload)
        return SyncStep1(payload)
    return SyncUpdate(payload, is_step_2=step == STEP_2)


def _require_state_vector(payload: bytes) -> None:
    """Yrs reads it next: client and clock in pairs, as many as it says."""
    if len(payload) > MAX_STATE_VECTOR:
        raise Malformed("a state vector is too long")
    reader = Reader(payload)
    for _ in range(reader.var_uint()):
        reader.var_uint()
        if reader.var_uint() >= 2**31:
            raise Malformed("a clock is out of bounds")
    if not reader.is_done:
        raise Malformed("something follows the state vector")


def _read_awareness(payload: bytes, said: Mapping[int, bytes]) -> list[Entry]:
    reader = Reader(payload)
    count = reader.var_uint()
    if count > MAX_AWARENESS_ENTRIES:
        raise StateTooLarge
    entries = []
    for _ in range(count):
        client, clock = reader.var_uint(), reader.var_uint()
        entries.append(Entry(client, clock, read_state(reader.var_bytes(), said.get(client))))
    if not reader.is_done:
        raise Malformed("something follows the awareness")
    return entries
