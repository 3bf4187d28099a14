"""Message 8 goes out at once, unless very much is being stored: then it waits for company."""

import asyncio

import pytest

from romanesco.live import frames, receipts
from romanesco.live.close_codes import CloseCode
from romanesco.live.connection import Connection
from romanesco.live.receipts import Receipts
from romanesco.live.room import Room
from tests.live.rooms import Author, HeldWriter, a_room, code, enter, sent


class Scene:
    """Rosa and Theo in a room; Rosa's first word is stored, and what she was told is asked."""

    def __init__(self, *, is_busy: bool) -> None:
        self.writer = HeldWriter()
        self.room: Room = a_room(self.writer)
        given = Receipts(asyncio.get_running_loop())
        given.is_busy, self.room.give_receipt = is_busy, given.give
        self.rosa, self.theo = enter(self.room), enter(self.room)
        self.type(self.rosa, "hello")

    def type(self, connection: Connection, words: str) -> bytes:
        update = Author().type(words)
        self.room.receive(connection, frames.update(update), 0.0)
        self.writer.settle()
        return update


def test_a_receipt_is_given_at_once() -> None:
    async def story() -> None:
        assert sent(Scene(is_busy=False).rosa) == [frames.durable(2)]

    asyncio.run(story())


def test_where_much_is_stored_it_goes_with_the_next_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "LONGEST_WAIT", 60.0)

    async def story() -> None:
        scene = Scene(is_busy=True)
        assert sent(scene.rosa) == []
        update = scene.type(scene.theo, "well")
        assert sent(scene.rosa) == [frames.durable(2), frames.update(update)]

    asyncio.run(story())


def test_nobody_waits_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "LONGEST_WAIT", 0.0)

    async def story() -> None:
        scene = Scene(is_busy=True)
        assert sent(scene.rosa) == []
        await asyncio.sleep(0.02)
        assert sent(scene.rosa) == [frames.durable(2)]

    asyncio.run(story())


def test_who_is_closed_is_told_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "LONGEST_WAIT", 60.0)

    async def story() -> None:
        scene = Scene(is_busy=True)
        scene.rosa.close(CloseCode.RESTART)
        assert sent(scene.rosa) == [frames.durable(2)]
        assert code(scene.rosa) is CloseCode.RESTART

    asyncio.run(story())
