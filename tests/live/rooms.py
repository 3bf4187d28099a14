"""A room without a transport, and a writer that stores when the test says so."""

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID, uuid4

from pycrdt import Doc, XmlFragment, XmlText

from romanesco.live import frames
from romanesco.live.close_codes import CloseCode
from romanesco.live.connection import Connection
from romanesco.live.pace import Pace
from romanesco.live.room import Room
from romanesco.live.writer import STORED, Done, Outcome
from romanesco.plans import document

ITEM = str(uuid4())
STATE = document.fresh({ITEM: []})


class HeldWriter:
    """Keeps what is submitted until it is told what becomes of it."""

    def __init__(self) -> None:
        self.waiting: list[tuple[bytes, Done]] = []
        self.stored: list[bytes] = []
        self.compacted: list[UUID] = []

    def submit(self, group: int, document_id: UUID, update: bytes, done: Done) -> None:
        self.waiting.append((update, done))

    def compact(self, document_id: UUID) -> None:
        self.compacted.append(document_id)

    def settle(self, outcome: Outcome = STORED) -> None:
        waiting, self.waiting = self.waiting, []
        for update, done in waiting:
            if outcome is STORED:
                self.stored.append(update)
            done(outcome)


class Wire:
    """A socket that remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.code: CloseCode | None = None
        self.reads = True

    def flush_soon(self) -> None: ...

    def write(self, frames: Sequence[bytes]) -> None:
        self.sent += frames

    def hold(self) -> None:
        self.reads = False

    def release(self) -> None:
        self.reads = True

    def close(self, code: CloseCode) -> None:
        self.code = code


class Author:
    """A Y document of one client, and the updates that it would send."""

    def __init__(self, state: bytes = STATE, client_id: int | None = None) -> None:
        self.person_id = uuid4()
        self.doc: Doc[Any] = Doc(client_id=client_id)
        self.doc.apply_update(state)
        self.updates: list[bytes] = []
        self.doc.observe(lambda event: self.updates.append(event.update))

    def type(self, words: str, at: int = 0) -> bytes:
        """Type into the first paragraph; the update of just that."""
        fragment = self.doc.get(f"item:{ITEM}", type=XmlFragment)
        with self.doc.transaction():
            paragraph = fragment.children[0]
            if not len(paragraph.children):
                paragraph.children.append(XmlText())
            paragraph.children[0].insert(at, words)
        return self.updates[-1]

    def erase(self, at: int, length: int) -> bytes:
        """Erase from what was typed; the update of just that."""
        fragment = self.doc.get(f"item:{ITEM}", type=XmlFragment)
        with self.doc.transaction():
            del fragment.children[0].children[0][at : at + length]
        return self.updates[-1]


def a_room(
    writer: HeldWriter,
    on_end: Callable[[Room], None] = lambda _: None,
    barred: Collection[int] = (),
    state: bytes = STATE,
    document_id: UUID | None = None,
) -> Room:
    room = Room(uuid4(), document_id or uuid4(), writer, on_end)  # type: ignore[arg-type]
    room.open(state, barred)
    return room


def enter(
    room: Room, person_id: UUID | None = None, *, may_write: bool = True, answers: bool = True
) -> Connection:
    """Join, and answer the room's step 1 as y-websocket does."""
    connection = Connection(person_id or uuid4(), may_write, Pace(0.0))
    room.join(connection)
    if answers:
        room.receive(connection, frames.step_2(document.NO_CHANGE), 0.0)
        sent(connection)
    return connection


def sent(connection: Connection) -> list[bytes]:
    """What would have been sent since the last time."""
    frames_sent = list(connection.outbox.frames)
    connection.outbox.drop()
    return frames_sent


def code(connection: Connection) -> CloseCode | None:
    return connection.outbox.code
