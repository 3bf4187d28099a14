"""The SMTP port of `replies/smtp.py` in this process, on its own loop in a thread."""

import asyncio
import smtplib
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from typing import Any

import pytest
import uvloop
from pytest_django import Settings

from romanesco.mail.way_in import Place, Port
from romanesco.replies.smtp import Door
from tests.harness.serving import free_port

DOMAIN = "reply.example.org"


class OpenDoor:
    """A door that is open; `close` lets those finish who are handing a letter over."""

    def __init__(self, way: Port) -> None:
        self.way = way
        self._loop = uvloop.new_event_loop()  # the server's own
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.door = Door(way)
        self.run(self.door.open()).result(10)

    def run(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        if self._loop.is_closed():
            return
        self.run(self.door.close()).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def connect(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.way.port, timeout=20)


type OpenDoors = Callable[..., OpenDoor]


@pytest.fixture
def open_door(settings: Settings) -> Iterator[OpenDoors]:
    """Opens doors with the wishes of `Port`, and closes them after the test."""
    with ExitStack() as stack:

        def open_one(**wishes: Any) -> OpenDoor:
            way = Port(Place("", DOMAIN), "127.0.0.1", free_port(), **wishes)
            settings.WAY_IN = way
            door = OpenDoor(way)
            stack.callback(door.close)
            return door

        yield open_one


@pytest.fixture
def door(open_door: OpenDoors) -> OpenDoor:
    return open_door()
