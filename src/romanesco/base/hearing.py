"""A serving process among others: it hears them, is heard, and knows who lives.

It listens on a connection of its own, which the event loop reads, and tells on another, from a
thread (`telling.py`). Each beat goes out on the one and has to come back on the other: a node that
does not hear itself is deaf, whatever its sockets say.
"""

import asyncio
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import Any, Protocol

import psycopg

from romanesco.base import nodes, notices
from romanesco.base.beats import BEAT_EVERY, Beats
from romanesco.base.notices import Beat, Farewell, Here, Notice, Opened
from romanesco.base.telling import Telling

logger = logging.getLogger(__name__)

# After so long without anything of our own the listening begins anew; after so long we are deaf.
LISTEN_AGAIN_AFTER = 5.0
DEAF_AFTER = 8.0
PAUSES = (0.0, 0.2, 0.5, 1.0)


class Hearer(Protocol):
    """Whoever wants to know what the other nodes say; called on the event loop."""

    def hear(self, node: str, notice: Notice) -> None: ...

    def found(self, node: str) -> None:
        """Another node lives, since now."""

    def lost(self, node: str) -> None:
        """It ended, or has been silent for too long."""

    def missed(self) -> None:
        """We listen again, and may have missed something."""


class Hearing:
    """Belongs to the event loop of a serving process."""

    def __init__(self, loop: asyncio.AbstractEventLoop, hearer: Hearer) -> None:
        self._loop = loop
        self._hearer = hearer
        self._beats = Beats()
        self._heard_at = loop.time()
        self._is_listening = asyncio.Event()
        self._telling = Telling(BEAT_EVERY)
        self._connecting = ThreadPoolExecutor(1, "nodes-listening")
        self._task = loop.create_task(self._listen())
        nodes.ears.add(self.is_deaf)

    @property
    def is_alone(self) -> bool:
        return not self._beats.others

    def is_deaf(self) -> bool:
        """Whether nothing can be heard, so that nobody should be served here."""
        return self._loop.time() - self._heard_at > DEAF_AFTER

    def tell(self, notice: Notice, key: object = None) -> None:
        """Say something soon, outside any transaction; it takes the place of what waits under the
        same key. What cannot be told for long may be dropped."""
        self._telling.tell(notice, key)

    async def until_listening(self) -> None:
        """From then on nothing that is said can be missed. Raises `TimeoutError`."""
        async with asyncio.timeout(DEAF_AFTER):
            await self._is_listening.wait()

    async def close(self) -> None:
        """Say farewell, and end."""
        nodes.ears.discard(self.is_deaf)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._connecting.shutdown(wait=False)
        self._telling.tell(Farewell())
        await self._loop.run_in_executor(None, self._telling.stop)

    async def _listen(self) -> None:
        failed = 0
        while True:
            await asyncio.sleep(PAUSES[min(failed, len(PAUSES) - 1)])
            try:
                connection = await self._loop.run_in_executor(self._connecting, _listening)
            except Exception as error:  # noqa: BLE001 (who does not listen serves nobody: go on)
                failed += 1
                logger.warning("Cannot listen to the other nodes: %s", type(error).__name__)
                continue
            try:
                await self._attend(connection)
            finally:
                connection.close()
            failed = 1
            logger.warning("The connection that listens to the other nodes was lost")

    async def _attend(self, connection: psycopg.Connection[Any]) -> None:
        """Hear what comes, until the connection ends or nothing of our own comes back."""
        # Of our own: libpq closes its one when the connection breaks, and then its number may be
        # somebody's socket before we have let go of it.
        descriptor = os.dup(connection.fileno())
        is_over = asyncio.Event()
        self._loop.add_reader(descriptor, self._read, connection, is_over)
        began_at = self._loop.time()
        try:
            self._begin()
            while not is_over.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(is_over.wait(), BEAT_EVERY / 2)
                if self._loop.time() - max(began_at, self._heard_at) > LISTEN_AGAIN_AFTER:
                    return
        finally:
            self._loop.remove_reader(descriptor)
            os.close(descriptor)

    def _begin(self) -> None:
        if self._is_listening.is_set():
            self._hearer.missed()
        self._is_listening.set()
        self._telling.tell(Beat(), "beat")

    def _read(self, connection: psycopg.Connection[Any], is_over: asyncio.Event) -> None:
        if is_over.is_set():
            return
        try:
            connection.pgconn.consume_input()
        except psycopg.Error:
            is_over.set()
        while (heard := connection.pgconn.notifies()) is not None:
            self._hear(heard.extra)

    def _hear(self, payload: bytes) -> None:
        if notices.is_by(nodes.NODE, payload):
            # Whatever it says we know; that it came back says that we hear.
            self._heard_at = self._loop.time()
            for node in self._beats.hear_oneself(self._heard_at):
                self._hearer.lost(node)
            return
        try:
            node, told = notices.unpack(payload, nodes.key())
        except notices.NotOurs as error:
            _warn_of_strangers(str(error))
            return
        for notice in told:
            self._act_on(node, notice)

    def _act_on(self, node: str, notice: Notice) -> None:
        if isinstance(notice, Farewell):
            if self._beats.forget(node):
                self._hearer.lost(node)
            return
        # Who serves says these; who only works announces, and is nobody to wait for.
        if isinstance(notice, Beat | Opened | Here) and self._beats.hear(node, self._loop.time()):
            self._telling.tell(Beat(), "beat")  # so that it knows of us at once
            self._hearer.found(node)
        if not isinstance(notice, Beat):
            self._tell_hearer(node, notice)

    def _tell_hearer(self, node: str, notice: Notice) -> None:
        try:
            self._hearer.hear(node, notice)
        except Exception:
            logger.exception("Could not act on what another node said: %s", type(notice).__name__)


def _listening() -> psycopg.Connection[Any]:
    connection = nodes.connect()
    connection.execute("LISTEN romanesco")
    return connection


@cache  # each kind is told once
def _warn_of_strangers(why: str) -> None:
    logger.warning(
        "Somebody else speaks on the channel “%s”, or a node with another SECRET_KEY (%s)",
        nodes.CHANNEL,
        why,
    )
