"""What takes long is reckoned in steps: others go on, and whoever has to wait loses nothing."""

import asyncio

import pytest

from romanesco.live import frames
from romanesco.live.close_codes import CloseCode
from romanesco.live.connection import Connection
from romanesco.live.piecework import Piecework
from romanesco.live.room import Room
from romanesco.plans import document
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.ydocs.steps import Steps
from tests.live.carets import entry
from tests.live.rooms import ITEM, Author, HeldWriter, Wire, a_room, code, enter, sent
from tests.ydocs import writing


class Bench:
    """Work that is done when the test says so."""

    def __init__(self) -> None:
        self.begun: list[Steps[None]] = []
        self.hurried: list[Steps[None]] = []

    def add(self, work: Steps[None], *, is_urgent: bool) -> None:
        self.begun.append(work)

    def hurry(self, work: Steps[None]) -> None:
        self.hurried.append(work)

    def steps(self) -> int:
        """Do all that was begun; how many steps that took."""
        count = 0
        while self.begun:
            count += sum(1 for _ in self.begun.pop(0))
        return count


@pytest.fixture
def writer() -> HeldWriter:
    return HeldWriter()


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def author() -> Author:
    """Has written here and there in a long plan."""
    author = Author(client_id=5)
    for word in range(400):
        author.type(f"word {word} ", at=0)
    return author


def a_long_room(writer: HeldWriter, bench: Bench, author: Author) -> Room:
    """It is open, and its outline is not made yet."""
    room = a_room(writer, state=document.fresh({}))
    opened = Room(room.plan_id, room.document_id, writer, lambda _: None)  # type: ignore[arg-type]
    opened.inbox.piecework = bench  # type: ignore[assignment]
    opened.open(author.doc.get_update(), ())
    return opened


def greeted(room: Room, author: Author) -> Connection:
    """Somebody came in with the page of this author, and has nothing to add."""
    return enter(room, author.person_id)


def test_who_comes_in_is_answered_before_the_outline_is_made(
    writer: HeldWriter, bench: Bench, author: Author
) -> None:
    room = a_long_room(writer, bench, author)
    rosa = greeted(room, author)
    room.receive(rosa, frames.step_1(b"\x00"), 0.0)
    (answer,) = sent(rosa)
    assert b"word 399" in answer
    assert bench.hurried == []
    assert bench.steps() > 5


def test_keys_wait_for_the_outline_in_their_order(
    writer: HeldWriter, bench: Bench, author: Author
) -> None:
    room = a_long_room(writer, bench, author)
    rosa, theo = greeted(room, author), enter(room)
    keys = [author.type(letter) for letter in "abc"]
    for clock, key in enumerate(keys, 1):
        room.receive(rosa, frames.update(key), 0.0)
        room.receive(rosa, frames.awareness([entry(5, clock, {"at": clock})]), 0.0)
    assert bench.hurried == bench.begun
    room.receive(theo, frames.awareness([entry(9, 1, {})]), 0.0)
    assert len(sent(rosa)) == 1  # Theo, who writes nothing, is heard meanwhile
    assert (writer.waiting, sent(theo)) == ([], [])
    bench.steps()
    writer.settle()
    assert writer.stored == keys
    shown = sent(theo)
    assert [frame for frame in shown if frames.is_update(frame)] == [*map(frames.update, keys)]
    assert len(shown) == 4  # and where the caret is now
    assert sent(rosa)[-1] == frames.durable(4)


def test_who_leaves_meanwhile_has_said_it_all_the_same(
    writer: HeldWriter, bench: Bench, author: Author
) -> None:
    ended = list[Room]()
    room = a_long_room(writer, bench, author)
    room._on_end = ended.append
    rosa = greeted(room, author)
    key = author.type("last words")
    room.receive(rosa, frames.update(key), 0.0)
    room.receive(rosa, frames.awareness([entry(5, 1, {})]), 0.0)
    room.leave(rosa)
    assert ended == []
    bench.steps()
    writer.settle()
    assert writer.stored == [key]
    assert room.company.presence.everyone() == []
    assert ended == [room]


def test_who_has_to_wait_is_not_read_meanwhile(
    writer: HeldWriter, bench: Bench, author: Author
) -> None:
    room = a_long_room(writer, bench, author)
    rosa = greeted(room, author)
    wire = Wire()
    rosa.outbox.attach(wire)
    room.receive(rosa, frames.update(author.type("x")), 0.0)
    is_read = [wire.reads]
    rosa.hold()
    bench.steps()
    is_read.append(wire.reads)
    room.release(rosa)
    is_read.append(wire.reads)
    assert is_read == [False, False, True]
    assert len(writer.waiting) == 1


def test_who_may_not_stay_has_not(writer: HeldWriter, bench: Bench, author: Author) -> None:
    room = a_long_room(writer, bench, author)
    rosa = greeted(room, author)
    room.receive(rosa, frames.update(author.type("x")), 0.0)
    rosa.hold()
    bench.steps()
    assert writer.waiting == []
    rosa.close(CloseCode.NOT_FOUND)
    room.release(rosa)
    assert writer.waiting == []


def test_what_the_server_writes_waits_for_the_outline_too(
    writer: HeldWriter, bench: Bench, author: Author
) -> None:
    room = a_long_room(writer, bench, author)
    rosa = greeted(room, author)
    body = markdown_to_body("from the API")
    update = document.replace_body(author.doc.get_update(), ITEM, body)
    assert room.server_wrote(update)
    assert sent(rosa) == []
    bench.steps()
    assert sent(rosa) == [frames.update(update)]


def test_what_is_missing_of_what_the_server_wrote_is_read_then(
    writer: HeldWriter, bench: Bench, author: Author
) -> None:
    room = a_long_room(writer, bench, author)
    behind = list[Room]()
    room.fell_behind = behind.append
    author.type("never heard of here")
    assert room.server_wrote(author.type("x"))
    bench.steps()
    assert behind == [room]
    room.read_again(author.doc.get_update())
    assert not room.is_behind


def test_nobody_waits_for_a_room_that_everybody_has_left(
    writer: HeldWriter, bench: Bench, author: Author
) -> None:
    room = a_long_room(writer, bench, author)
    room._on_end = lambda room: room.finish()
    room.leave(greeted(room, author))
    assert not room.is_open
    assert bench.steps() == 0


def scattered(author: Author) -> bytes:
    """Every other letter is deleted, in thousands of ranges."""
    return writing.update(deletions=[(5, at, 1) for at in range(1, 3_000, 2)])


def test_a_mass_of_deletions_is_judged_in_steps_and_keys_come_after(
    writer: HeldWriter, bench: Bench, author: Author
) -> None:
    room = a_long_room(writer, bench, author)
    bench.steps()
    rosa, theo = greeted(room, author), enter(room)
    mass, key = scattered(author), author.type("x")
    room.receive(theo, frames.update(mass), 0.0)
    room.receive(rosa, frames.update(key), 0.0)
    assert writer.waiting == []
    assert bench.steps() > 50
    assert [update for update, _ in writer.waiting] == [mass, key]
    assert code(rosa) is code(theo) is None


def test_a_caret_follows_what_was_pasted(writer: HeldWriter, bench: Bench, author: Author) -> None:
    room = a_long_room(writer, bench, author)
    bench.steps()
    rosa, theo = greeted(room, author), enter(room)
    pasted = author.type("word " * 2_000)
    room.receive(rosa, frames.update(pasted), 0.0)
    room.receive(rosa, frames.awareness([entry(5, 1, {"at": 1})]), 0.0)
    bench.steps()
    assert sent(theo) == []
    writer.settle()
    shown, caret = sent(theo)
    assert shown == frames.update(pasted)
    assert caret[:1] == b"\x01"


def test_more_deletions_than_anybody_makes_are_too_large(
    writer: HeldWriter, bench: Bench, author: Author
) -> None:
    room = a_long_room(writer, bench, author)
    bench.steps()
    rosa, theo = greeted(room, author), enter(room)
    room.receive(theo, frames.update(writing.update(deletions=[(5, 1, 1)] * 100_001)), 0.0)
    room.receive(rosa, frames.update(author.type("x")), 0.0)
    bench.steps()
    assert code(theo) is CloseCode.TOO_LARGE
    assert (code(rosa), len(writer.waiting)) == (None, 1)


def test_the_loop_does_something_else_between_two_pieces() -> None:
    done = list[str]()

    def work(name: str) -> Steps[None]:
        for _ in range(300):
            yield
            for _ in range(2_000):
                pass
        done.append(name)

    async def story() -> None:
        piecework = Piecework(asyncio.get_running_loop())
        works = [work(name) for name in "abc"]
        for each in works:
            piecework.add(each, is_urgent=False)
        piecework.add(broken(), is_urgent=True)
        piecework.hurry(works[1])
        turns = 0
        while len(done) < 3:
            await asyncio.sleep(0)
            turns += 1
        assert turns > 3

    def broken() -> Steps[None]:
        yield
        raise ValueError

    asyncio.run(story())
    assert done == ["b", "a", "c"]
