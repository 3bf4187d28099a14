"""Awareness states: JSON that a client says of itself. Read strictly, kept as it came. Pure.

What passes here goes to the partner's `JSON.parse`, which throws at NaN and the like. It is not
written anew, because every key is followed by a caret.
"""

import json
from typing import Any, NoReturn

from romanesco.ydocs.lib0 import Malformed

MAX_CHARACTERS = 4_096
NOBODY = b"{}"
PERSON = "person"
_DIGITS_AS_NINES = bytes.maketrans(b"12345678", b"99999999")


class StateTooLarge(Exception):
    """An awareness state is larger than a caret and a name need."""


def read_state(state: bytes, said: bytes | None = None) -> bytes | None:
    """A client's state, without whom it says to be; None where it leaves.

    What it has `said` last is read already. Raises `Malformed` or `StateTooLarge`.
    """
    if state == said:
        return said
    if said is not None and _is_like(state, said):
        return state
    try:
        text = state.decode()
    except UnicodeDecodeError as error:
        raise Malformed("a string is not UTF-8") from error
    if len(text) > MAX_CHARACTERS:
        raise StateTooLarge
    read = _read(text)
    if read is None:
        return None
    if not isinstance(read, dict):
        raise Malformed("an awareness state is no object")
    if PERSON not in read and read and text[0] == "{" and text[-1] == "}":
        return state
    read.pop(PERSON, None)
    return _written(read)


def _is_like(state: bytes, said: bytes) -> bool:
    """Whether they differ at most in digits, as carets do while somebody types.

    One that is not zero stands for one that is not zero, and none is part of an escape: so what
    was JSON is JSON still, with the same keys.
    """
    return (
        len(state) == len(said)
        and state.translate(_DIGITS_AS_NINES) == said.translate(_DIGITS_AS_NINES)
        and b"\\" not in state
    )


def stamp(person: str) -> bytes:
    """What says whose a state is: see `stamped`."""
    return f'"{PERSON}":"{person}"}}'.encode()


def stamped(state: bytes, stamp: bytes) -> bytes:
    """A state that `read_state` gave, with who it is of."""
    return b"{" + stamp if state == NOBODY else state[:-1] + b"," + stamp


def _read(text: str) -> Any:
    try:
        if text.startswith("{"):  # else there may be blanks before it
            read, end = _JSON.raw_decode(text)
            if end == len(text):
                return read
        return _JSON.decode(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("an awareness state is no JSON") from error


def _written(read: dict[str, Any]) -> bytes:
    """In ASCII, so that half a surrogate pair stays the escape that it was."""
    try:
        written = json.dumps(read, allow_nan=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError) as error:
        raise Malformed("an awareness state cannot be written anew") from error
    if len(written) > MAX_CHARACTERS:
        raise StateTooLarge
    return written


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


_JSON = json.JSONDecoder(parse_constant=_refuse)
