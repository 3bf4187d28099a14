"""The wire: y-protocols (sync and awareness) and the two messages that are ours.

| first number | message | who sends it |
|---|---|---|
| 0 | sync: 0 step 1, 1 step 2, 2 update | both |
| 1 | awareness | both |
| 3 | query awareness | client |
| 8 | `varUint n`: the first n sync updates of this connection are durable | server |
| 9 | `varString what`: fetch this again | server |
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from romanesco.ydocs.lib0 import (
    Malformed,
    Reader,
    var_bytes,
    var_string,
    var_uint,
)

SYNC, AWARENESS, QUERY_AWARENESS, DURABLE, CHANGED = 0, 1, 3, 8, 9
STEP_1, STEP_2, UPDATE = 0, 1, 2

MAX_STATE_VECTOR = 64_000
MAX_AWARENESS_STATE = 4_096
MAX_AWARENESS_ENTRIES = 64


class StateTooLarge(Exception):
    """An awareness state is larger than a caret and a name need."""


@dataclass(frozen=True)
class SyncStep1:
    """What the client has: a state vector."""

    state_vector: bytes


@dataclass(frozen=True)
class SyncUpdate:
    """What the client wrote, as an answer to our step 1 (`is_step_2`) or as it types."""

    update: bytes
    is_step_2: bool


class Entry(NamedTuple):
    """One client's awareness: None where it left."""

    client: int
    clock: int
    state: dict[str, Any] | None


@dataclass(frozen=True)
class Awareness:
    entries: list[Entry]


@dataclass(frozen=True)
class QueryAwareness:
    pass


type Frame = SyncStep1 | SyncUpdate | Awareness | QueryAwareness


def decode(frame: bytes) -> Frame:
    """Read one message of a client. Raises `Malformed`, or `StateTooLarge`."""
    reader = Reader(frame)
    kind = reader.var_uint()
    if kind == SYNC:
        message: Frame = _read_sync(reader)
    elif kind == AWARENESS:
        message = Awareness(_read_awareness(reader.var_bytes()))
    elif kind == QUERY_AWARENESS:
        message = QueryAwareness()
    else:
        raise Malformed("there is no such message")
    if not reader.is_done:
        raise Malformed("something follows the message")
    return message


def step_1(state_vector: bytes) -> bytes:
    return bytes((SYNC, STEP_1)) + var_bytes(state_vector)


def step_2(update: bytes) -> bytes:
    return bytes((SYNC, STEP_2)) + var_bytes(update)


def update(update: bytes) -> bytes:
    return bytes((SYNC, UPDATE)) + var_bytes(update)


def durable(count: int) -> bytes:
    return bytes((DURABLE,)) + var_uint(count)


def changed(what: str) -> bytes:
    return bytes((CHANGED,)) + var_string(what)


def awareness(entries: Iterable[Entry]) -> bytes:
    entries = list(entries)
    parts = [var_uint(len(entries))]
    for client, clock, state in entries:
        parts += [var_uint(client), var_uint(clock), var_string(json.dumps(state))]
    return bytes((AWARENESS,)) + var_bytes(b"".join(parts))


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


def _read_awareness(payload: bytes) -> list[Entry]:
    reader = Reader(payload)
    count = reader.var_uint()
    if count > MAX_AWARENESS_ENTRIES:
        raise StateTooLarge
    entries = [
        Entry(reader.var_uint(), reader.var_uint(), _state(reader.var_string()))
        for _ in range(count)
    ]
    if not reader.is_done:
        raise Malformed("something follows the awareness")
    return entries


def _state(text: str) -> dict[str, Any] | None:
    if len(text) > MAX_AWARENESS_STATE:
        raise StateTooLarge
    try:
        state = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("an awareness state is no JSON") from error
    if state is not None and not isinstance(state, dict):
        raise Malformed("an awareness state is no object")
    return state
