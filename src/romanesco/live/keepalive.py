"""Who has gone without a word: a laptop that was shut, a network that was left. And who was told
nothing for long, and would take the server for gone: y-websocket hangs up after 30 seconds.

Nothing is measured for each socket. Every second one of `TURNS` groups is looked at, so each socket
once in `TURNS` seconds: it counts the looks since it last heard something, and since it was told.
"""

import asyncio
from itertools import count
from typing import Protocol

TURNS = 5
LOOKS_BEFORE_PING, LOOKS_BEFORE_END = 6, 12  # after 25 to 30 seconds, and 55 to 60
LOOKS_BEFORE_WORD = 4  # after 15 to 20 seconds


class Listener(Protocol):
    """A socket, as far as it matters here: `silence` becomes 0 whenever something comes, and
    `untold` whenever something goes out that the page at the other end can hear."""

    silence: int
    untold: int

    def ping(self) -> None: ...

    def tell_again(self) -> None:
        """Say something that the page hears, though nothing is new."""

    def give_up(self) -> None:
        """Nobody is there: end without a word."""


class Keepalive:
    """Looks after the open sockets of one event loop; without any it does nothing."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._groups: list[set[Listener]] = [set() for _ in range(TURNS)]
        self._numbers = count()
        self._turn = 0
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, listener: Listener) -> None:
        self._groups[next(self._numbers) % TURNS].add(listener)
        if self._timer is None:
            self._timer = self._loop.call_later(1.0, self._tick)

    def forget(self, listener: Listener) -> None:
        for group in self._groups:
            group.discard(listener)

    def look(self) -> None:
        """Look after the group whose turn it is."""
        self._turn = (self._turn + 1) % TURNS
        for listener in list(self._groups[self._turn]):
            listener.silence += 1
            listener.untold += 1
            if listener.untold == LOOKS_BEFORE_WORD:
                listener.tell_again()
            if listener.silence >= LOOKS_BEFORE_END:
                listener.give_up()
            elif listener.silence == LOOKS_BEFORE_PING:
                listener.ping()

    def _tick(self) -> None:
        self._timer = self._loop.call_later(1.0, self._tick) if any(self._groups) else None
        self.look()
