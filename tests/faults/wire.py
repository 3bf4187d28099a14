"""The frames of a client, as bytes: written once more, so that no fault leans on the server."""

import json
from typing import Any

from romanesco.ydocs.lib0 import var_bytes, var_string, var_uint

SYNC, AWARENESS = 0, 1
QUERY = b"\x03"


def step_1(state_vector: bytes) -> bytes:
    return b"\x00\x00" + var_bytes(state_vector)


def step_2(update: bytes) -> bytes:
    return b"\x00\x01" + var_bytes(update)


def update(update: bytes) -> bytes:
    return b"\x00\x02" + var_bytes(update)


def awareness(*states: tuple[int, int, Any]) -> bytes:
    """Client, clock and state of each; None says that it left."""
    parts = [
        var_uint(client) + var_uint(clock) + var_string(json.dumps(state))
        for client, clock, state in states
    ]
    return bytes((AWARENESS,)) + var_bytes(var_uint(len(parts)) + b"".join(parts))
