"""The other nodes, for the rooms of this one: what they typed, who is there, what changed.

Text and announcements come as they were committed; what was missed, or was too large to be told,
is read from the database. Who is here goes to those nodes alone that have the same document open.
"""

import asyncio
import json
import logging
from collections.abc import Iterable
from functools import partial
from itertools import islice
from typing import Protocol
from uuid import UUID

from django.db import connection

from romanesco.base.announcements import Announcement, DocumentUpdated
from romanesco.base.notices import DocumentGrew, Here, Left, Notice, Opened
from romanesco.live.close_codes import CloseCode, Closing
from romanesco.live.frames import Entry
from romanesco.live.room import Room
from romanesco.ydocs.store import Stored

logger = logging.getLogger(__name__)

READ_AT_ONCE = 32
READ_AGAIN_AFTER = 0.5
MOST_READS = 8
LOOK_EVERY = 1.0


class House(Protocol):
    """What is asked of the hub."""

    def rooms(self) -> list[Room]:
        """The open ones, and those that are being opened."""

    def room(self, document_id: UUID) -> Room | None: ...

    def act_on(self, announcement: Announcement) -> None: ...

    def ask_everybody(self) -> None: ...

    async def read(self, document_id: UUID) -> Stored | CloseCode: ...


class Others:
    """Belongs to the event loop of its hub. With SQLite there are none."""

    def __init__(self, loop: asyncio.AbstractEventLoop, house: House) -> None:
        self._house = house
        self._where: dict[UUID, set[str]] = {}  # which of them have a document open as well
        self._behind: dict[Room, int] = {}  # and how often reading it failed
        self._is_catching_up = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = loop
        self._hearing = None
        if connection.vendor == "postgresql":
            from romanesco.base.hearing import Hearing

            self._hearing = Hearing(loop, self)
            self._start(self._watch())

    async def until_heard(self) -> None:
        """Nobody is let in who could miss something. Raises `Closing` (1012)."""
        if self._hearing is None:
            return
        try:
            await self._hearing.until_listening()
        except TimeoutError as error:
            raise Closing(CloseCode.RESTART) from error
        if self._hearing.is_deaf():
            raise Closing(CloseCode.RESTART)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._hearing is not None:
            await self._hearing.close()

    def opened(self, room: Room) -> None:
        """A room has been read: ask who else is in that document."""
        room.fell_behind = self._catch_up
        if room.is_behind:
            self._catch_up(room)
        room.company.tell_elsewhere = partial(self._tell_who_is_here, room.document_id)
        if self._hearing is not None and not self._hearing.is_alone:
            self._ask_who_has(room.document_id)

    def closed(self, room: Room) -> None:
        self._where.pop(room.document_id, None)
        self._behind.pop(room, None)
        if self._hearing is not None and not self._hearing.is_alone:
            self._tell(Left(room.document_id), ("open", room.document_id))

    def hear(self, node: str, notice: Notice) -> None:
        match notice:
            case DocumentUpdated():
                self.stored(notice)
            case DocumentGrew(document_id):
                if (room := self._house.room(document_id)) is not None:
                    self._catch_up(room)
            case Here() | Opened() | Left():
                self._hear_of_people(node, notice)
            case _:
                self._house.act_on(notice)  # type: ignore[arg-type]

    def stored(self, told: DocumentUpdated) -> None:
        """An update was stored, by this process or another: an open room takes it."""
        room = self._house.room(told.document_id)
        if room is not None and not room.server_wrote(told.update):
            self._catch_up(room)

    def found(self, node: str) -> None:
        for room in self._house.rooms():
            self._ask_who_has(room.document_id)

    def lost(self, node: str) -> None:
        for room in self._house.rooms():
            self._forget(node, room)

    def missed(self) -> None:
        for room in self._house.rooms():
            # They are all asked; who is not there any longer fades in the browsers by itself.
            room.company.presence.forget_nodes()
            self._ask_who_has(room.document_id)
            self._catch_up(room)
        self._where.clear()
        self._house.ask_everybody()

    def _hear_of_people(self, node: str, notice: Here | Opened | Left) -> None:
        room = self._house.room(notice.document_id)
        if room is None:
            return
        match notice:
            case Here(_, person_id, said):
                entries = _read_entries(said)
                room.company.tell_here(
                    room.company.presence.hear_elsewhere(node, person_id, entries)
                )
            case Opened(document_id, is_question):
                is_new = node not in self._where.setdefault(document_id, set())
                self._where[document_id].add(node)
                if is_question:
                    self._tell(Opened(document_id, is_question=False), ("answer", document_id))
                if is_question or is_new:
                    for speaker in room.company.presence.here():
                        self._tell_who_is_here(document_id, speaker.person_id, [speaker.entry])
            case Left():
                self._forget(node, room)

    def _forget(self, node: str, room: Room) -> None:
        self._where.get(room.document_id, set()).discard(node)
        room.company.tell_here(room.company.presence.forget_node(node))

    def _ask_who_has(self, document_id: UUID) -> None:
        self._tell(Opened(document_id, is_question=True), ("open", document_id))

    def _tell_who_is_here(
        self, document_id: UUID, person_id: UUID, entries: Iterable[Entry]
    ) -> None:
        if self._where.get(document_id):
            for entry in entries:
                notice = Here(document_id, person_id, _written(entry))
                self._tell(notice, (document_id, entry.client))

    def _tell(self, notice: Notice, key: object) -> None:
        if self._hearing is not None:
            self._hearing.tell(notice, key)

    def _catch_up(self, room: Room) -> None:
        """Have a room read what is stored, and take what it did not have."""
        if not room.is_open:
            room.is_behind = True  # `opened` comes back to it
            return
        self._behind[room] = 0
        if not self._is_catching_up:
            self._is_catching_up = True
            self._start(self._catch_all_up())

    async def _catch_all_up(self) -> None:
        while self._behind:
            # Whatever is heard from here on has to be read again.
            some = dict(islice(self._behind.items(), READ_AT_ONCE))
            for room in some:
                del self._behind[room]
            results = await asyncio.gather(
                *(self._house.read(room.document_id) for room in some), return_exceptions=True
            )
            for (room, tries), result in zip(some.items(), results, strict=True):
                self._take(room, result, tries)
            if any(isinstance(result, Exception) for result in results):
                await asyncio.sleep(READ_AGAIN_AFTER)
        self._is_catching_up = False

    def _take(self, room: Room, result: Stored | CloseCode | BaseException, tries: int) -> None:
        """What was read for a room that was behind. It gives up after some tries."""
        if isinstance(result, Stored):
            _read_again(room, result.state)
        elif isinstance(result, CloseCode):
            room.break_off(result)
        elif tries >= MOST_READS:
            logger.error("A room could not be brought up to date: %s", type(result).__name__)
            room.break_off(CloseCode.FAILED)
        elif room.is_open:
            self._behind.setdefault(room, tries + 1)

    async def _watch(self) -> None:
        """Whoever is here while nothing can be heard goes to another node, or comes back."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self._hearing is not None and self._hearing.is_deaf():
                for room in self._house.rooms():
                    room.close_all(CloseCode.RESTART)

    def _start(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _read_again(room: Room, state: bytes) -> None:
    try:
        room.read_again(state)
    except Exception:
        # Whatever is wrong with this one, the next ones are read.
        logger.exception("A room could not be brought up to date")
        room.break_off(CloseCode.FAILED)


def _written(entry: Entry) -> bytes:
    state = None if entry.state is None else entry.state.decode()
    return json.dumps([entry.client, entry.clock, state], ensure_ascii=False).encode()


def _read_entries(said: bytes) -> list[Entry]:
    """What `_written` of another node made of an entry."""
    client, clock, state = json.loads(said)
    return [Entry(client, clock, None if state is None else state.encode())]
