"""What other nodes store reaches a room as it was said, and is read where it was not."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from romanesco.base.announcements import Announcement, DocumentUpdated, PlanChanged
from romanesco.base.notices import DocumentGrew, Here, Left, Notice, Opened
from romanesco.live import frames
from romanesco.live.close_codes import CloseCode
from romanesco.live.others import Others
from romanesco.live.room import Room
from romanesco.ydocs.store import Stored
from tests.live.rooms import STATE, Author, HeldWriter, a_room, code, enter, sent

FIRST, SECOND = "aa", "bb"


@dataclass
class House:
    """One room, and a disk that may fail."""

    held: Room
    stored: list[Stored | CloseCode | Exception] = field(default_factory=list)
    heard: list[Announcement] = field(default_factory=list)
    asked: int = 0

    def rooms(self) -> list[Room]:
        return [self.held]

    def room(self, document_id: UUID) -> Room | None:
        return self.held if document_id == self.held.document_id else None

    def act_on(self, announcement: Announcement) -> None:
        self.heard.append(announcement)

    def ask_everybody(self) -> None:
        self.asked += 1

    async def read(self, document_id: UUID) -> Stored | CloseCode:
        found = self.stored.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


class Told:
    """In place of `Hearing`: what would be told to the other nodes."""

    is_alone = False

    def __init__(self) -> None:
        self.notices: dict[object, Notice] = {}

    def tell(self, notice: Notice, key: object = None) -> None:
        self.notices.pop(key, None)
        self.notices[key] = notice

    def take(self) -> list[Notice]:
        taken, self.notices = list(self.notices.values()), {}
        return taken


async def others_of(house: House) -> tuple[Others, Told]:
    told = Told()
    others = Others(asyncio.get_running_loop(), house)
    others._hearing = told  # type: ignore[assignment]
    others.opened(house.held)
    return others, told


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def updates(told: Iterable[bytes]) -> list[bytes]:
    return [frame for frame in told if frame[:2] == b"\x00\x02"]


def test_an_update_of_another_node_is_told_to_everybody_here() -> None:
    async def story() -> None:
        house = House(a_room(HeldWriter()))
        others, _ = await others_of(house)
        theo = enter(house.held)
        words = Author().type("from the other node")
        others.hear(FIRST, DocumentUpdated(house.held.document_id, words))
        others.hear(FIRST, DocumentUpdated(house.held.document_id, words))
        others.hear(FIRST, DocumentUpdated(uuid4(), words))
        assert updates(sent(theo)) == [frames.update(words)]

    asyncio.run(story())


@pytest.mark.parametrize("is_grown", [True, False])
def test_what_was_not_heard_is_read(is_grown: bool) -> None:
    async def story() -> None:
        house = House(a_room(HeldWriter()))
        others, _ = await others_of(house)
        theo = enter(house.held)
        rosa = Author()
        rosa.type("first, unheard")
        second = rosa.type("then, ")
        house.stored = [ConnectionError("for a moment"), Stored(rosa.doc.get_update(), frozenset())]
        document_id = house.held.document_id
        others.hear(
            FIRST, DocumentGrew(document_id) if is_grown else DocumentUpdated(document_id, second)
        )
        await asyncio.sleep(0.7)
        seen = Author(client_id=7)
        for frame in updates(sent(theo)):
            update = frames.decode(frame)
            assert isinstance(update, frames.SyncUpdate)
            seen.doc.apply_update(update.update)
        assert seen.doc.get_state() == rosa.doc.get_state()
        assert code(theo) is None

    asyncio.run(story())


@pytest.mark.parametrize("stored", [CloseCode.RELOAD, Stored(b"\x01\x01\x07\x05", frozenset())])
def test_a_room_that_cannot_catch_up_ends(stored: CloseCode | Stored) -> None:
    async def story() -> None:
        house = House(a_room(HeldWriter()), [stored])
        others, _ = await others_of(house)
        theo = enter(house.held)
        others.hear(FIRST, DocumentGrew(house.held.document_id))
        await settle()
        assert code(theo) in (CloseCode.RELOAD, CloseCode.FAILED)
        assert not house.held.is_open

    asyncio.run(story())


def test_after_a_gap_everything_is_read_and_everybody_asked() -> None:
    async def story() -> None:
        house = House(a_room(HeldWriter()), [Stored(STATE, frozenset())])
        others, told = await others_of(house)
        others.hear(FIRST, Opened(house.held.document_id, is_question=False))
        told.take()
        others.missed()
        await settle()
        assert house.asked == 1
        assert house.stored == []
        assert told.take() == [Opened(house.held.document_id, is_question=True)]

    asyncio.run(story())


def test_announcements_are_for_the_hub() -> None:
    async def story() -> None:
        house = House(a_room(HeldWriter()))
        others, _ = await others_of(house)
        changed = PlanChanged(house.held.plan_id)
        others.hear(FIRST, changed)
        assert house.heard == [changed]

    asyncio.run(story())


def test_who_is_here_goes_to_those_alone_who_have_the_document_open() -> None:
    async def story() -> None:
        house = House(a_room(HeldWriter()))
        others, told = await others_of(house)
        document_id = house.held.document_id
        assert told.take() == [Opened(document_id, is_question=True)]
        rosa = enter(house.held)

        def move(clock: int) -> None:
            caret = frames.awareness([frames.Entry(5, clock, b'{"item":"a"}')])
            house.held.receive(rosa, caret, 0.0)

        move(1)
        assert told.take() == []
        others.hear(FIRST, Opened(document_id, is_question=True))
        answer, here = told.take()
        assert answer == Opened(document_id, is_question=False)
        assert isinstance(here, Here)
        assert here.person_id == rosa.person_id
        move(2)
        move(3)
        assert len(told.take()) == 1  # the newest
        others.hear(FIRST, Left(document_id))
        move(4)
        assert told.take() == []
        others.closed(house.held)
        assert told.take() == [Left(document_id)]

    asyncio.run(story())


def test_the_carets_of_a_node_go_with_it() -> None:
    async def story() -> None:
        here, there = House(a_room(HeldWriter())), House(a_room(HeldWriter()))
        there.held.document_id = here.held.document_id
        others, told = await others_of(here)
        elsewhere, _ = await others_of(there)
        others.hear(SECOND, Opened(here.held.document_id, is_question=True))
        elsewhere.hear(FIRST, Opened(here.held.document_id, is_question=False))
        rosa, theo = enter(here.held), enter(there.held)
        told.take()
        caret = frames.Entry(5, 1, b'{"item":"a"}')
        here.held.receive(rosa, frames.awareness([caret]), 0.0)
        for notice in told.take():
            elsewhere.hear(FIRST, notice)
        (shown,) = there.held.company.presence.everyone()
        assert shown.client == 5
        assert str(rosa.person_id).encode() in (shown.state or b"")
        sent(theo)
        elsewhere.lost(FIRST)
        assert sent(theo) == [frames.awareness([shown._replace(state=None)])]
        assert there.held.company.presence.everyone() == []

    asyncio.run(story())
