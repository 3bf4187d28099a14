"""Says to the other nodes what no transaction carries: who is here, and that we live."""

import logging
import threading
import time
from itertools import count
from typing import Any

import psycopg

from romanesco.base import nodes
from romanesco.base.notices import Beat, Notice

logger = logging.getLogger(__name__)

MOST_WAITING = 10_000
REST_AFTER_FAILURE = 0.5


class Telling:
    """A thread takes whatever waits, says it in one statement, and begins again.

    What waits is kept under a key, and news takes its place. So a connection that is slow costs
    no memory, and what is told at last is what holds now.
    """

    def __init__(self, beat_every: float) -> None:
        self._beat_every = beat_every
        self._waiting: dict[object, Notice] = {}
        self._numbers = count()
        self._changed = threading.Condition()
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="nodes-telling", daemon=True)
        self._thread.start()

    def tell(self, notice: Notice, key: object = None) -> None:
        key = next(self._numbers) if key is None else key
        with self._changed:
            self._waiting.pop(key, None)
            self._waiting[key] = notice
            while len(self._waiting) > MOST_WAITING:
                del self._waiting[next(iter(self._waiting))]
            self._changed.notify()

    def stop(self) -> None:
        """Say what waits, if the database answers, and end the thread."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify()
        self._thread.join(timeout=2.0)

    def _run(self) -> None:
        connection: psycopg.Connection[Any] | None = None
        beat_at = time.monotonic()
        while not self._is_stopped or self._waiting:
            told = self._take(until=beat_at)
            if time.monotonic() >= beat_at and not self._is_stopped:
                beat_at = time.monotonic() + self._beat_every
                told["beat"] = Beat()
            try:
                connection = connection or _connected()
                connection.execute(nodes.NOTIFY, [nodes.packed(told.values())])
            except psycopg.Error as error:
                logger.warning("Cannot tell the other nodes: %s", type(error).__name__)
                _close(connection)
                connection = None
                if self._is_stopped:
                    return
                self._put_back(told)
                time.sleep(REST_AFTER_FAILURE)
        _close(connection)

    def _take(self, until: float) -> dict[object, Notice]:
        with self._changed:
            if not self._waiting and not self._is_stopped:
                self._changed.wait(max(0.0, until - time.monotonic()))
            told, self._waiting = self._waiting, {}
            return told

    def _put_back(self, told: dict[object, Notice]) -> None:
        with self._changed:
            self._waiting = {**told, **self._waiting}


def _connected() -> psycopg.Connection[Any]:
    """What is told by it is of this moment alone, and need not wait for the disk."""
    connection = nodes.connect()
    connection.execute("SET synchronous_commit = off")
    return connection


def _close(connection: psycopg.Connection[Any] | None) -> None:
    if connection is not None:
        connection.close()
