"""A key goes the short way through a room, by the same rules as every other update."""

from uuid import uuid4

import pytest

from romanesco.live import frames
from romanesco.live.close_codes import CloseCode
from romanesco.live.pace import Pace
from romanesco.live.room import Room
from tests.live.rooms import Author, HeldWriter, a_room, code, enter, sent


@pytest.fixture
def writer() -> HeldWriter:
    return HeldWriter()


@pytest.fixture
def author() -> Author:
    return Author(client_id=5)


@pytest.fixture
def room(writer: HeldWriter, author: Author) -> Room:
    """Rosa's room, in which something is written already."""
    room = a_room(writer)
    room.receive(enter(room, author.person_id), frames.update(author.type("hello")), 0.0)
    writer.settle()
    return room


def test_a_key_is_stored_then_shown_then_acknowledged(
    room: Room, writer: HeldWriter, author: Author
) -> None:
    rosa, theo = enter(room, author.person_id), enter(room)
    key = author.type("!", at=5)
    room.receive(rosa, frames.update(key), 0.0)
    assert sent(theo) == sent(rosa) == []
    writer.settle()
    assert sent(theo) == [frames.update(key)]
    assert sent(rosa) == [frames.durable(2)]
    room.receive(theo, frames.update(key), 0.0)
    assert sent(theo) == [frames.durable(2)]
    assert len(writer.stored) == 2


def test_nobody_types_as_somebody_who_is_here(room: Room, author: Author) -> None:
    rosa, theo = enter(room, author.person_id), enter(room)
    room.receive(rosa, b"\x01\x06\x01\x05\x01\x02{}", 0.0)
    room.receive(theo, frames.update(author.type("!", at=5)), 0.0)
    assert code(theo) is CloseCode.RELOAD
    assert code(rosa) is None


def test_who_may_only_read_types_nothing(room: Room, writer: HeldWriter, author: Author) -> None:
    reader = enter(room, uuid4(), may_write=False)
    room.receive(reader, frames.update(author.type("!", at=5)), 0.0)
    assert code(reader) is CloseCode.RELOAD
    assert writer.waiting == []


def test_what_was_pasted_and_erased_on_its_way_to_the_disk_takes_no_room(
    room: Room, writer: HeldWriter, author: Author
) -> None:
    rosa, theo = enter(room, author.person_id), enter(room)
    for _ in range(30):
        room.receive(rosa, frames.update(author.type("x" * 49_000, at=5)), 0.0)
        room.receive(rosa, frames.update(author.erase(5, 49_000)), 0.0)
        rosa.pace = Pace(0.0)
    assert code(rosa) is None
    writer.settle()
    assert code(rosa) is code(theo) is None
    assert sent(rosa)[-1] == frames.durable(61)
