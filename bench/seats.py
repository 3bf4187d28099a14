"""The people at their keyboards: each seat is one typist on one socket, and what it hears."""

import asyncio
import heapq
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.sockets import Refused, Socket, connect, masked
from bench.typists import Typist
from romanesco.live import frames
from romanesco.ydocs.lib0 import Reader

EMPTY_UPDATE = b"\x00\x00"


@dataclass(eq=False)
class Seat:
    """One typist's socket. Times are in nanoseconds of one clock; keys are counted from 0."""

    typist: Typist
    is_relay: bool
    sent: dict[int, int] = field(default_factory=dict)
    lag: list[int] = field(default_factory=list)
    heard: dict[bytes, int] = field(default_factory=dict)
    durable: list[tuple[int, int]] = field(default_factory=list)  # (count, at)
    questions: int = 0
    answers: int = 0  # sync messages that are no key: the step 2 at the beginning
    is_synced: bool = False
    socket: Socket | None = None

    def __post_init__(self) -> None:
        self.frames = [masked(key.frame) for key in self.typist.keys]
        self.carets = [masked(self.typist.awareness(key.clock)) for key in self.typist.keys]

    async def sit_down(self, port: int) -> None:
        """Connect as the editor's provider does, and wait until both have what the other has."""
        token = "" if self.is_relay else self.typist.token
        self.socket = await connect(port, self.typist.path, self.hear, token)
        if self.is_relay:
            self.is_synced = True
            return
        self.socket.send(masked(frames.step_1(self.typist.state_vector)))
        self.socket.send(masked(self.typist.awareness(0)))
        self._answer()
        for _ in range(1000):
            if self.is_synced and self.answers:
                return
            self.require_open()
            await asyncio.sleep(0.01)
        raise Refused("no answer to the first sync")

    def require_open(self) -> None:
        assert self.socket is not None
        if self.socket.ended is not None:
            raise Refused(f"{self.typist.path}: {self.socket.ended}")

    def hear(self, message: bytes, at: int) -> None:
        kind = message[0]
        if kind == frames.SYNC:
            self._hear_sync(message, at)
        elif kind == frames.DURABLE:
            self.durable.append((Reader(message[1:]).var_uint(), at))

    def _hear_sync(self, message: bytes, at: int) -> None:
        step = message[1]
        if step == frames.UPDATE:
            self.heard.setdefault(message, at)
        elif step == frames.STEP_2:
            self.is_synced = True
        elif step == frames.STEP_1:
            self.questions += 1
            self._answer()

    def _answer(self) -> None:
        """The editor has nothing yet that the server does not have."""
        while self.socket is not None and self.answers < self.questions:
            self.answers += 1
            self.socket.send(masked(frames.step_2(EMPTY_UPDATE)))

    def press(self, key: int, due: int) -> None:
        """Send a key's update and then where the caret is, as an editor does."""
        assert self.socket is not None
        at = time.perf_counter_ns()
        self.sent[key] = at
        self.lag.append(at - due)
        self.socket.send(self.frames[key])
        self.socket.send(self.carets[key])


async def type_all(seats: Sequence[Seat], keys: range, *, keys_a_second: float, seed: int) -> None:
    """Everybody types these keys in a rhythm of their own, which does not wait for the server."""
    chance = random.Random(seed)
    gap = 1e9 / keys_a_second
    began = time.perf_counter_ns() + 50_000_000
    due = [
        (round(began + gap * (n + phase + chance.uniform(-0.3, 0.3))), number, key)
        for number, phase in enumerate(chance.random() for _ in seats)
        for n, key in enumerate(keys)
    ]
    heapq.heapify(due)
    while due:
        at, number, key = heapq.heappop(due)
        wait = (at - time.perf_counter_ns()) / 1e9
        if wait > 0:
            await asyncio.sleep(wait)
        seat = seats[number]
        if seat.socket is None or seat.socket.ended is not None:
            continue
        seat.press(key, at)
