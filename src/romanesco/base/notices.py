"""What nodes tell each other, as the payloads of a NOTIFY.

Pure. A payload is base64 of: the node that speaks (6 bytes), a seal (9 bytes) made with a key that
only our nodes have, and any number of notices. Whatever else is said on the channel is `NotOurs`.
"""

import binascii
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from romanesco.base.announcements import (
    Announcement,
    DocumentUpdated,
    LoginEnded,
    PairChanged,
    PlanChanged,
)

NODE_BYTES = 6
SEAL_BYTES = 9
# PostgreSQL takes payloads of less than 8,000 bytes; base64 makes four of three.
MOST = 7_996 // 4 * 3 - NODE_BYTES - SEAL_BYTES


class NotOurs(ValueError):
    """Somebody else speaks on our channel, or one of us with another SECRET_KEY."""


@dataclass(frozen=True)
class DocumentGrew:
    """An update too large to be told was stored: it is to be read from the database."""

    document_id: UUID


@dataclass(frozen=True)
class Opened:
    """This node has a document open; where it asks, the others that have it say so too."""

    document_id: UUID
    is_question: bool


@dataclass(frozen=True)
class Left:
    """This node no longer has a document open."""

    document_id: UUID


@dataclass(frozen=True)
class Here:
    """What a client of this person says of itself (an awareness state, as `live` writes it)."""

    document_id: UUID
    person_id: UUID
    said: bytes


@dataclass(frozen=True)
class Beat:
    """This node lives."""


@dataclass(frozen=True)
class Farewell:
    """This node ends."""


type Notice = Announcement | DocumentGrew | Opened | Left | Here | Beat | Farewell


def pack(node: bytes, key: bytes, notices: Iterable[Notice]) -> list[str]:
    """As few payloads as hold these notices, in their order.

    An update that fits in none becomes `DocumentGrew`; who is here is then left out.
    """
    bodies: list[bytearray] = []
    for notice in notices:
        written = _fitting(notice)
        if not bodies or len(bodies[-1]) + len(written) > MOST:
            bodies.append(bytearray())
        bodies[-1] += written
    return [_sealed(node, key, bytes(body)) for body in bodies if body]


def is_by(node: bytes, payload: bytes) -> bool:
    """Whether this node says so itself; told without reading the rest."""
    return payload.startswith(b64encode(node))


def unpack(payload: bytes, key: bytes) -> tuple[str, list[Notice]]:
    """The node that speaks, and its notices. Raises `NotOurs`."""
    try:
        told = b64decode(payload, validate=True)
    except binascii.Error as error:
        raise NotOurs("this is no base64") from error
    node, seal = told[:NODE_BYTES], told[NODE_BYTES : NODE_BYTES + SEAL_BYTES]
    body = told[NODE_BYTES + SEAL_BYTES :]
    if not hmac.compare_digest(seal, _seal(node, key, body)):
        raise NotOurs("the seal is another")
    return node.hex(), list(_Reading(body))


def _fitting(notice: Notice) -> bytes:
    written = _write(notice)
    if len(written) <= MOST:
        return written
    return _write(DocumentGrew(notice.document_id)) if isinstance(notice, DocumentUpdated) else b""


def _sealed(node: bytes, key: bytes, body: bytes) -> str:
    return b64encode(node + _seal(node, key, body) + body).decode("ascii")


def _seal(node: bytes, key: bytes, body: bytes) -> bytes:
    return blake2b(node + body, key=key, digest_size=SEAL_BYTES).digest()


def _write(notice: Notice) -> bytes:
    letter, names = _LETTERS[type(notice)]
    return b"".join((letter, *(_written(getattr(notice, name)) for name in names)))


def _written(value: UUID | bytes | str | bool | None) -> bytes:
    if isinstance(value, UUID):
        return value.bytes
    if isinstance(value, bool):
        return bytes((value,))
    content = value if isinstance(value, bytes) else (value or "").encode()
    # What is longer than two bytes can say fits in no payload either.
    return min(len(content), 0xFFFF).to_bytes(2) + content


class _Reading:
    """The notices of a body, one after the other. Raises `NotOurs`."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.at = 0

    def __iter__(self) -> "_Reading":
        return self

    def __next__(self) -> Notice:
        if self.at == len(self.body):
            raise StopIteration
        kind = _KINDS.get(self._take(1))
        if kind is None:
            raise NotOurs("there is no such notice")
        make, fields = kind
        return make(**{name: read(self) for name, read in fields.items()})

    def uuid(self) -> UUID:
        return UUID(bytes=self._take(16))

    def content(self) -> bytes:
        return self._take(int.from_bytes(self._take(2)))

    def text(self) -> str | None:
        try:
            return self.content().decode() or None
        except UnicodeDecodeError as error:
            raise NotOurs("a text is none") from error

    def flag(self) -> bool:
        return self._take(1) != b"\0"

    def _take(self, size: int) -> bytes:
        taken = self.body[self.at : self.at + size]
        if len(taken) < size:
            raise NotOurs("it ends early")
        self.at += size
        return taken


type _Fields = dict[str, Callable[[_Reading], object]]

_DOCUMENT: _Fields = {"document_id": _Reading.uuid}
_KINDS: dict[bytes, tuple[Callable[..., Notice], _Fields]] = {
    b"U": (DocumentUpdated, {**_DOCUMENT, "update": _Reading.content}),
    b"G": (DocumentGrew, _DOCUMENT),
    b"P": (PlanChanged, {"plan_id": _Reading.uuid}),
    b"R": (PairChanged, {"pair_id": _Reading.uuid}),
    b"L": (LoginEnded, {"session_key": _Reading.text, "person_id": _Reading.uuid}),
    b"O": (Opened, {**_DOCUMENT, "is_question": _Reading.flag}),
    b"C": (Left, _DOCUMENT),
    b"H": (Here, {**_DOCUMENT, "person_id": _Reading.uuid, "said": _Reading.content}),
    b"B": (Beat, {}),
    b"F": (Farewell, {}),
}
_LETTERS = {kind: (letter, tuple(fields)) for letter, (kind, fields) in _KINDS.items()}
