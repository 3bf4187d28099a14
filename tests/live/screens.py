"""Screens of a room without a transport, that judge whatever they are told; and a store whose
writer succeeds or fails when the test says so."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pycrdt import Doc, XmlFragment

from romanesco.live import frames
from romanesco.live.close_codes import CloseCode
from romanesco.live.connection import Connection
from romanesco.live.room import Room
from romanesco.live.writer import FAILED, STORED, Done, Outcome
from romanesco.ydocs.lib0 import Reader
from tests.live.rooms import ITEM, STATE, Author

DURABLE = 8


def clocks(doc: Doc[Any]) -> dict[int, int]:
    """How far a document has come: its state vector."""
    reader = Reader(doc.get_state())
    return {reader.var_uint(): reader.var_uint() for _ in range(reader.var_uint())}


def words(doc: Doc[Any]) -> str:
    return str(doc.get(f"item:{ITEM}", type=XmlFragment))


@dataclass
class Waiting:
    group: int
    update: bytes
    done: Done


class Store:
    """What the disk has, and what waits for it. It stands where a room expects its `Writer`."""

    def __init__(self) -> None:
        self.doc: Doc[Any] = Doc()
        self.doc.apply_update(STATE)
        self.updates = {STATE}
        self.waiting: deque[Waiting] = deque()
        self.failed: set[int] = set()

    @property
    def state(self) -> bytes:
        return self.doc.get_update()

    def submit(self, group: int, document_id: UUID, update: bytes, done: Done) -> None:
        self.waiting.append(Waiting(group, update, done))

    def compact(self, document_id: UUID) -> None:
        pass

    def settle(self, outcome: Outcome = STORED) -> None:
        """The first that waits comes back from the disk; after a failure its room's others fail."""
        first = self.waiting.popleft()
        if first.group in self.failed:
            outcome = FAILED
        elif outcome is FAILED:
            self.failed.add(first.group)
        if outcome is STORED:
            self.append(first.update)
        first.done(outcome)

    def append(self, update: bytes) -> None:
        self.updates.add(update)
        self.doc.apply_update(update)

    def has(self, update: bytes) -> bool:
        """Whether applying it changes nothing."""
        changes: list[bytes] = []
        subscription = self.doc.observe(lambda event: changes.append(event.update))
        self.doc.apply_update(update)
        self.doc.unobserve(subscription)
        return not changes


@dataclass
class Sent:
    """A sync update as it was sent, and how far its writer had come by then."""

    update: bytes
    clock: int


@dataclass(eq=False)
class Screen:
    """One page of somebody: its document, and its connection, whose wire it is."""

    store: Store
    author: Author
    connection: Connection
    room: Room
    inbox: deque[bytes] = field(default_factory=deque)
    sent: list[Sent] = field(default_factory=list)
    durable: int = 0
    is_held: bool = False
    is_out: bool = False
    code: CloseCode | None = None
    # What it sent while it was asked whether it may be here, or without the right to write.
    unheard: list[bytes] = field(default_factory=list)

    @property
    def doc(self) -> Doc[Any]:
        return self.author.doc

    @property
    def own_clock(self) -> int:
        return clocks(self.doc).get(self.doc.client_id, 0)

    @property
    def stored_clock(self) -> int:
        return clocks(self.store.doc).get(self.doc.client_id, 0)

    # What the room's side calls

    def flush_soon(self) -> None:
        """Whoever turns the loop calls `Outbox.flush`."""

    def write(self, frames: Sequence[bytes]) -> None:
        assert not self.is_held, "something was sent to who is being asked about"
        assert not self.is_out, "something was sent to who may not be here"
        for frame in frames:
            self.judge(frame)
            self.inbox.append(frame)

    def judge(self, frame: bytes) -> None:
        if frame[:2] == b"\x00\x02":
            update = _payload(frame)
            is_stored = update in self.store.updates or self.store.has(update)
            assert is_stored, "shown before it was stored"
        elif frame[0] == DURABLE:
            self.acknowledge(Reader(frame[1:]).var_uint())

    def hold(self) -> None:
        self.is_held = True

    def release(self) -> None:
        self.is_held = False

    def close(self, code: CloseCode) -> None:
        self.code = code

    def acknowledge(self, count: int) -> None:
        assert self.durable < count <= len(self.sent)
        for each in self.sent[self.durable : count]:
            assert each.clock <= self.stored_clock, "acknowledged before it was stored"
            assert self.store.has(each.update), "acknowledged before it was stored"
        self.durable = count

    # What the page does

    def type(self, letters: str, at: int) -> None:
        self.author.type(letters, at)
        self.tell(frames.update, self.author.updates[-1])

    def tell(self, kind: Callable[[bytes], bytes], update: bytes) -> None:
        if self.code is None:
            is_asked_about = not self.connection.may_write or self.connection.questions
            if is_asked_about and self.own_clock > self.stored_clock:
                self.unheard.append(update)
            self.sent.append(Sent(update, self.own_clock))
            self.room.receive(self.connection, kind(update), 0.0)

    def listen(self) -> None:
        """Read everything that has come, and answer as y-websocket does."""
        self.connection.outbox.flush()
        while self.inbox:
            frame = self.inbox.popleft()
            if frame[:2] == b"\x00\x00":
                self.tell(frames.step_2, self.doc.get_update(_payload(frame)))
            elif frame[0] == 0:
                self.doc.apply_update(_payload(frame))
                self.knows_nothing_too_early()

    def knows_nothing_too_early(self) -> None:
        stored = clocks(self.store.doc)
        for client, clock in clocks(self.doc).items():
            assert client == self.doc.client_id or clock <= stored.get(client, 0)


def _payload(frame: bytes) -> bytes:
    return bytes(Reader(frame[2:]).var_bytes())
