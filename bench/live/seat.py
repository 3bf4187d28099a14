"""One person at one document, on one raw socket: getting in, typing, and what is heard."""

import errno
import select
import socket
import time
from collections.abc import Callable
from enum import Enum, auto

from bench.live.keys import Stroke, Writer
from bench.live.wire import BINARY, CLOSE, FIN, PING, PONG, UPGRADED, Door, bounds, masked
from romanesco.live import frames
from romanesco.ydocs.lib0 import Reader, var_uint
from romanesco.ydocs.update import decode

READABLE = select.EPOLLIN | select.EPOLLRDHUP
MESSAGE = FIN | BINARY
SYNC_REPLY = 4  # Hocuspocus's: step 1 once more
HOCUSPOCUS_AUTH = 2
EMPTY_UPDATE = b"\x00\x00"
NOTHING = b"\x00"  # the state vector of a document with nothing in it
CHUNK = 262_144
now = time.perf_counter_ns


class Phase(Enum):
    UPGRADING = auto()
    SYNCING = auto()
    OPEN = auto()
    CLOSED = auto()


class Seat:
    """One typist's socket. Times are in nanoseconds of one clock; keys are counted from 0.

    `has` is what this person has of the document (a state vector), `whole` all of it, for a
    server that has nothing. A key is recognised by its bytes; where a server has written them
    anew, by the client and clock in them.
    """

    def __init__(self, door: Door, writer: Writer, has: bytes, whole: bytes) -> None:
        self.door, self.writer, self.has, self.whole = door, writer, has, whole
        self.partner = self
        self.phase = Phase.UPGRADING
        self.ended = ""
        self.prefix = door.prefix
        self.skip = len(self.prefix)
        self.own = var_uint(writer.client)
        self.pending: dict[bytes, int] = {}  # update message → number of the key
        self.sent: list[int] = []
        self.clocks: list[int] = []
        self.heard = -1  # the last key that the partner saw
        self.durable = 0  # keys that the server has said are safe
        self.answers = 0  # sync messages that are no key
        self.waits: list[tuple[int, int]] = []  # (sent, until the partner saw it)
        self.saved: list[tuple[int, int]] = []
        self.asked_at = self.opened_at = self.synced_at = 0
        self.messages: list[tuple[int, bytes]] | None = None  # kept where somebody wants them
        self.on_synced: Callable[[Seat], None] | None = None
        self._left = b""
        self._unsent = b""

    def sit_down(self, port: int, poll: select.epoll) -> None:
        """Ask for a socket; the rest happens as the answers come."""
        self.asked_at = now()
        self.poll = poll
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.number = self.socket.fileno()
        poll.register(self.number, READABLE)
        self.write(self.door.request(port))

    def stand_up(self) -> None:
        """Hang up as a page that is closed."""
        if self.phase is not Phase.CLOSED:
            self.write(masked((1000).to_bytes(2, "big"), CLOSE))
            self.end("by us")

    def end(self, why: str) -> None:
        if self.phase is not Phase.CLOSED:
            self.phase, self.ended = Phase.CLOSED, why
            self.poll.unregister(self.number)
            self.socket.close()

    def say(self, message: bytes) -> None:
        self.write(masked(self.prefix + message))

    def write(self, framed: bytes) -> None:
        if self._unsent:
            self._unsent += framed
            return
        try:
            count = self.socket.send(framed)
        except BlockingIOError:
            count = 0
        except OSError as error:
            self.end(f"connection lost: {errno.errorcode.get(error.errno or 0, error)}")
            return
        if count < len(framed):
            self._unsent = framed[count:]
            self.poll.modify(self.number, READABLE | select.EPOLLOUT)

    def flush(self) -> None:
        """There is room again for what could not be sent at once."""
        unsent, self._unsent = self._unsent, b""
        self.poll.modify(self.number, READABLE)
        if unsent:
            self.write(unsent)

    def framed(self, stroke: Stroke) -> bytes:
        """A key and the caret after it, ready to be sent in one go."""
        key = masked(self.prefix + stroke.update)
        return key + masked(self.prefix + stroke.caret) if stroke.caret else key

    def press(self, framed: bytes, stroke: Stroke, at: int) -> None:
        self.pending[stroke.update] = len(self.sent)
        self.sent.append(at)
        self.clocks.append(stroke.clock)
        self.write(framed)

    def read(self) -> None:
        """Something came; when the server has hung up, nothing does."""
        try:
            chunk = self.socket.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError as error:
            self.end(f"connection lost: {error}")
            return
        at = now()
        if not chunk:
            self.end("connection lost: hung up")
            return
        if self._left:
            chunk, self._left = self._left + chunk, b""
        if self.phase is Phase.UPGRADING:
            chunk = self._upgraded(chunk, at)
        self._take_all(chunk, at)

    def _take_all(self, chunk: bytes, at: int) -> None:
        place, end, skip, theirs = 0, len(chunk), self.skip, self.partner.pending
        while place < end:
            start, stop = bounds(chunk, place)
            if not stop:
                self._left = chunk[place:]
                return
            kind = chunk[place]
            place = stop
            if kind != MESSAGE:
                self._control(kind, chunk[start:stop])
            elif chunk[start + skip] != frames.AWARENESS:
                message = chunk[start + skip : stop]
                key = theirs.pop(message, None)
                if key is None:
                    self._hear(message, at)
                else:
                    self.partner.seen(key, at)

    def seen(self, key: int, at: int) -> None:
        """The partner sees this key."""
        self.heard = max(self.heard, key)
        sent = self.sent[key]
        self.waits.append((sent, at - sent))

    def _upgraded(self, chunk: bytes, at: int) -> bytes:
        head, separator, rest = chunk.partition(b"\r\n\r\n")
        if not separator:
            self._left = chunk
            return b""
        if UPGRADED not in head.split(b"\r\n")[0] + b" ":
            self.end(head.split(b"\r\n")[0].decode())
            return b""
        self.opened_at, self.phase = at, Phase.SYNCING
        if self.door.auth:
            self.say(self.door.auth)
        elif self.door.has_sync:
            self._greet()
        else:
            self._synced(at)
        return rest

    def _greet(self) -> None:
        """As the editor's provider does: what is here, and who."""
        self.say(frames.step_1(self.has))
        self.say(self.writer.caret())

    def _synced(self, at: int) -> None:
        if self.phase is Phase.SYNCING:
            self.phase, self.synced_at = Phase.OPEN, at
            if self.on_synced is not None:
                self.on_synced(self)

    def _control(self, kind: int, payload: bytes) -> None:
        if kind == FIN | PING:
            self.write(masked(payload, PONG))
        elif kind == FIN | CLOSE:
            self.end(f"closed with {int.from_bytes(payload[:2], 'big')} {payload[2:].decode()}")

    def _hear(self, message: bytes, at: int) -> None:
        """Whatever is no key in the bytes in which it was typed."""
        kind = message[0]
        if kind in (frames.SYNC, SYNC_REPLY):
            if self.messages is not None:
                self.messages.append((at, message))
            self._hear_sync(message, at)
        elif kind == frames.DURABLE and not self.prefix:
            self._hear_durable(Reader(message[1:]).var_uint() - self.answers, at)
        elif kind == HOCUSPOCUS_AUTH and self.prefix:
            if message[1] == HOCUSPOCUS_AUTH:
                self._greet()
            else:
                self.end("Hocuspocus: permission denied")

    def _hear_sync(self, message: bytes, at: int) -> None:
        step = message[1]
        if step == frames.STEP_1:
            self._answer(Reader(message[2:]).var_bytes())
        elif step == frames.STEP_2:
            self._synced(at)
        elif message[3] != 1 or self.own not in message[4:12]:  # else it is an echo
            self._hear_rewritten(Reader(message[2:]).var_bytes(), at)

    def _answer(self, state_vector: bytes) -> None:
        """What the server does not have: all, or nothing."""
        self.answers += 1
        self.say(frames.step_2(self.whole if state_vector == NOTHING else EMPTY_UPDATE))

    def _hear_rewritten(self, update: bytes, at: int) -> None:
        """Keys that the server put together, or wrote in its own way."""
        partner = self.partner
        structs = decode(update).structs.get(partner.writer.client)
        if not structs:
            return
        first, last = structs[0].clock, structs[-1].clock + structs[-1].length
        for message, key in list(partner.pending.items()):
            if first < partner.clocks[key] <= last:
                del partner.pending[message]
                partner.seen(key, at)

    def _hear_durable(self, count: int, at: int) -> None:
        for key in range(self.durable, min(count, len(self.sent))):
            self.saved.append((self.sent[key], at - self.sent[key]))
        self.durable = max(self.durable, count)
