"""Message 8 goes out at once, unless very much is being stored: then it waits for company."""

import asyncio

import pytest

from romanesco.live import frames, receipts
from romanesco.live.close_codes import CloseCode
from romanesco.live.receipts import Receipts
from tests.live.rooms import Author, HeldWriter, a_room, code, enter, sent


def test_a_receipt_is_given_at_once() -> None:
    async def story() -> None:
        room = a_room(writer := HeldWriter())
        room.give_receipt = Receipts(asyncio.get_running_loop()).give
        rosa = enter(room)
        room.receive(rosa, frames.update(Author().type("hello")), 0.0)
        writer.settle()
        assert sent(rosa) == [frames.durable(2)]

    asyncio.run(story())


def test_where_much_is_stored_it_goes_with_the_next_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "LONGEST_WAIT", 60.0)

    async def story() -> None:
        room = a_room(writer := HeldWriter())
        given = Receipts(asyncio.get_running_loop())
        given.is_busy, room.give_receipt = True, given.give
        rosa, theo = enter(room), enter(room)
        room.receive(rosa, frames.update(Author().type("hello")), 0.0)
        writer.settle()
        assert sent(rosa) == []
        update = Author().type("well")
        room.receive(theo, frames.update(update), 0.0)
        writer.settle()
        assert sent(rosa) == [frames.durable(2), frames.update(update)]

    asyncio.run(story())


def test_nobody_waits_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "LONGEST_WAIT", 0.0)

    async def story() -> None:
        room = a_room(writer := HeldWriter())
        given = Receipts(asyncio.get_running_loop())
        given.is_busy, room.give_receipt = True, given.give
        rosa = enter(room)
        room.receive(rosa, frames.update(Author().type("hello")), 0.0)
        writer.settle()
        assert sent(rosa) == []
        await asyncio.sleep(0.02)
        assert sent(rosa) == [frames.durable(2)]

    asyncio.run(story())


def test_who_is_closed_is_told_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "LONGEST_WAIT", 60.0)

    async def story() -> None:
        room = a_room(writer := HeldWriter())
        given = Receipts(asyncio.get_running_loop())
        given.is_busy, room.give_receipt = True, given.give
        rosa = enter(room)
        room.receive(rosa, frames.update(Author().type("hello")), 0.0)
        writer.settle()
        rosa.close(CloseCode.RESTART)
        assert sent(rosa) == [frames.durable(2)]
        assert code(rosa) is CloseCode.RESTART

    asyncio.run(story())
