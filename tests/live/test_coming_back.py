"""What somebody brings who comes back to a plan that nobody has open: nothing new, or something."""

import pytest

from romanesco.live import frames
from romanesco.live.close_codes import CloseCode
from romanesco.live.room import Room
from romanesco.plans import document
from tests.live.rooms import STATE, Author, HeldWriter, a_room, code, enter, sent


@pytest.fixture
def rosa() -> Author:
    """She has typed and erased, and all of it is stored."""
    rosa = Author()
    rosa.type("hello you 🌱")
    rosa.erase(0, 2)
    rosa.erase(4, 1)
    return rosa


@pytest.fixture
def writer() -> HeldWriter:
    return HeldWriter()


@pytest.fixture
def room(rosa: Author, writer: HeldWriter) -> Room:
    return a_room(writer, state=rosa.doc.get_update())


@pytest.mark.parametrize("may_write", [True, False])
def test_all_that_is_stored_is_nothing_new(
    room: Room, writer: HeldWriter, rosa: Author, may_write: bool
) -> None:
    back = enter(room, may_write=may_write, answers=False)
    sent(back)
    for known in (document.NO_CHANGE, rosa.doc.get_update(rosa.doc.get_state()), *rosa.updates):
        room.receive(back, frames.step_2(known), 0.0)
    room.receive(back, frames.step_2(rosa.doc.get_update()), 0.0)
    assert sent(back) == [frames.durable(count) for count in range(1, 7)]
    assert writer.waiting == []


def test_a_word_that_was_not_saved_is_stored(room: Room, writer: HeldWriter, rosa: Author) -> None:
    back = enter(room, answers=False)
    rosa.type("unsaved ")
    room.receive(back, frames.step_2(rosa.doc.get_update()), 0.0)
    writer.settle()
    assert writer.stored == [rosa.doc.get_update()]


def test_a_letter_that_was_erased_offline_is_stored(
    room: Room, writer: HeldWriter, rosa: Author
) -> None:
    back = enter(room, answers=False)
    present = rosa.doc.get_state()
    rosa.erase(1, 1)
    room.receive(back, frames.step_2(rosa.doc.get_update(present)), 0.0)
    writer.settle()
    assert writer.stored == [rosa.doc.get_update(present)]


def test_what_is_no_plan_is_our_mistake() -> None:
    room = a_room(
        HeldWriter(), state=Author(b"\x01\x01\x05\x00\x04\x01\x05other\x01x\x00").doc.get_update()
    )
    back = enter(room)
    room.receive(back, frames.update(Author(STATE).type("hello")), 0.0)
    assert code(back) is CloseCode.FAILED
