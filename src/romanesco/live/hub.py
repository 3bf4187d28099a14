"""All open rooms of this process, and what the rest of it tells them."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from romanesco.base import bus, clock
from romanesco.live import admission
from romanesco.live.admission import Admitted, Answer, Asked, Credential, Page, Question
from romanesco.live.asking import MOST_AT_ONCE, Desk
from romanesco.live.close_codes import CloseCode, Closing
from romanesco.live.connection import Connection
from romanesco.live.others import Others
from romanesco.live.pace import Pace
from romanesco.live.piecework import Piecework
from romanesco.live.renewals import Renewals
from romanesco.live.room import Room
from romanesco.live.visits import MOST_EACH, Arrivals, Rounds, Visit, Visits
from romanesco.live.writer import Writer
from romanesco.ydocs.store import Stored

logger = logging.getLogger(__name__)

# How often it is looked whose login has ended by its date alone; nobody says so (seconds).
LOOK_EVERY = 1.0
# How often those whose turn it is are asked again (seconds): many together cost a third each.
TURN_EVERY = 20.0
# Far more than a thousand who come back at once; whoever comes then is asked to come back later.
MOST_JOINING = 5_000


@dataclass(eq=False)
class _Opening:
    """A room that is being read from the disk, and those who wait for it."""

    room: Room
    is_read: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Hub:
    """Belongs to the event loop that makes it; only `_hear` is called from other threads."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.writer = Writer(self._loop)
        self.visits = Visits()
        self._openings: dict[UUID, _Opening] = {}
        self._asking: Desk[Asked, Answer] = Desk("live-asking", admission.answers)
        # Beside it, so that a long document keeps nobody waiting at the door.
        self._reading: Desk[UUID, Stored | CloseCode] = Desk(
            "live-reading", admission.read_documents
        )
        self._joining: Counter[Credential] = Counter()
        self._rounds = Rounds()
        self._renewals = Renewals(self._loop)
        self._piecework = Piecework(self._loop)
        self._unasked: dict[Visit, None] = {}
        self._arrivals = Arrivals()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsubscribe = bus.listen(self._hear)
        self._others = Others(self._loop, self)
        self._start(self._ask_now_and_then())

    async def join(self, question: Question, page: Page) -> Visit:
        """Let somebody into the room of a plan. Raises `Closing`."""
        await self._others.until_heard()
        with self._arrivals.one() as news:
            visit = await self._let_in(question, page)
        if any(each is None or visit in self.visits.concerned(each) for each in news):
            # It changed while we asked: this one was not there to be asked again.
            visit.connection.hold()
            self._start(self._ask_the_held([visit]))
        return visit

    async def _let_in(self, question: Question, page: Page) -> Visit:
        with self._at_the_door(question.credential):
            admitted = await self._asking.ask(Asked(question, enters=True))
            if not isinstance(admitted, Admitted):
                raise Closing(admitted)
            if not page.fits(admitted.document_id):
                raise Closing(CloseCode.RELOAD)
            self.visits.make_room(admitted.person_id)
            room = await self._open(question.plan_id, admitted.document_id)
        connection = Connection(admitted.person_id, admitted.may_write, Pace(self._loop.time()))
        visit = Visit(question, admitted.pair_id, room, connection, admitted.ends_at)
        self.visits.add(visit)
        self._rounds.add(visit)
        room.join(connection)
        return visit

    def rooms(self) -> list[Room]:
        """The open ones, and those that are being opened."""
        return [opening.room for opening in self._openings.values()]

    def room(self, document_id: UUID) -> Room | None:
        opening = self._openings.get(document_id)
        return None if opening is None else opening.room

    async def read(self, document_id: UUID) -> Stored | CloseCode:
        return await self._reading.ask(document_id)

    def leave(self, visit: Visit) -> None:
        self.visits.discard(visit)
        self._rounds.discard(visit)
        self._unasked.pop(visit, None)
        visit.room.leave(visit.connection)

    def ask_everybody(self) -> None:
        """News may have passed us by: ask for all who are here, until all are answered."""
        self._arrivals.hear(None)
        is_under_way = bool(self._unasked)
        self._unasked.update(dict.fromkeys(self.visits))
        if self._unasked and not is_under_way:
            self._start(self._ask_the_unasked())

    async def close(self) -> None:
        """Let go of everything, once what waits is stored."""
        self._unsubscribe()
        await self._others.close()
        for task in self._tasks:
            task.cancel()
        await self._loop.run_in_executor(None, self.writer.stop)
        self._asking.stop()
        self._reading.stop()

    @contextmanager
    def _at_the_door(self, credential: Credential) -> Iterator[None]:
        """Of one credential no more than may stay are let wait. Raises `Closing`."""
        if self._joining[credential] >= MOST_EACH:
            raise Closing(CloseCode.TOO_FAST)
        if self._joining.total() >= MOST_JOINING:
            raise Closing(CloseCode.RESTART)
        self._joining[credential] += 1
        try:
            yield
        finally:
            self._joining[credential] -= 1
            if not self._joining[credential]:
                del self._joining[credential]

    async def _open(self, plan_id: UUID, document_id: UUID) -> Room:
        """The open room of a document; whoever comes first has it read."""
        while True:
            opening = self._openings.get(document_id)
            if opening is None:
                opening = _Opening(self._made(plan_id, document_id))
                self._openings[document_id] = opening
                await self._read(opening)
            else:
                await asyncio.shield(opening.is_read)
            if opening.room.is_open:
                return opening.room

    async def _read(self, opening: _Opening) -> None:
        room = opening.room
        try:
            stored = await self.read(room.document_id)
            if not isinstance(stored, Stored):
                raise Closing(stored)  # noqa: TRY301
            room.open(stored.state, stored.barred)
            self._others.opened(room)
        except BaseException as error:
            self._openings.pop(room.document_id, None)
            self._others.closed(room)
            closing = error if isinstance(error, Closing) else Closing(CloseCode.FAILED)
            opening.is_read.set_exception(closing)
            opening.is_read.exception()  # looked at, should nobody wait
            raise
        opening.is_read.set_result(None)

    def _made(self, plan_id: UUID, document_id: UUID) -> Room:
        room = Room(plan_id, document_id, self.writer, self._end)
        room.give_receipt = self.writer.receipts.give
        room.company.renewed = self._renewals.note
        room.inbox.piecework = self._piecework
        return room

    def _end(self, room: Room) -> None:
        """A room that is empty, or broken, is dropped; the next one begins from the disk."""
        opening = self._openings.get(room.document_id)
        if opening is not None and opening.room is room:
            del self._openings[room.document_id]
            self._others.closed(room)
        room.finish()

    def _hear(self, announcement: bus.Announcement) -> None:
        try:
            self._loop.call_soon_threadsafe(self.act_on, announcement)
        except RuntimeError:
            logger.info("The event loop has ended; there are no rooms to tell")

    def act_on(self, announcement: bus.Announcement) -> None:
        """Something was announced, by this process or by another."""
        if isinstance(announcement, bus.DocumentUpdated):
            self._others.stored(announcement)
            return
        self._arrivals.hear(announcement)
        concerned = self.visits.concerned(announcement)
        if isinstance(announcement, bus.LoginEnded) and announcement.session_key:
            for visit in concerned:
                visit.connection.close(CloseCode.SIGNED_OUT)
        elif concerned:
            for visit in concerned:
                visit.connection.hold()
            self._start(self._ask_the_held(concerned))

    async def _ask_the_held(self, visits: list[Visit]) -> None:
        """Nothing of these is read or sent until it is clear that they may still be here."""
        try:
            await self._ask_again(visits)
        finally:
            for visit in visits:
                visit.room.release(visit.connection)

    async def _ask_again(self, visits: Iterable[Visit]) -> None:
        """Ask for each whether it may still be here; those who may are told to look again."""
        visits = list(visits)
        try:
            await self._ask(visits, is_news=True)
        except Exception:
            # Who cannot be asked about cannot stay; whoever may will be back in a moment.
            logger.exception("Could not ask again who may be here")
            for visit in visits:
                visit.connection.close(CloseCode.FAILED)

    async def _ask(self, visits: Sequence[Visit], *, is_news: bool = False) -> None:
        questions = list(dict.fromkeys(visit.question for visit in visits))
        answers = await self._asking.ask_all([Asked(question) for question in questions])
        answer_of = dict(zip(questions, answers, strict=True))
        for visit in visits:
            answer = answer_of[visit.question]
            if _stays(visit, answer) and isinstance(answer, Admitted):
                self._rounds.note(visit, answer.ends_at)
                if is_news:
                    visit.room.tell_changed([visit.connection])

    async def _ask_the_unasked(self) -> None:
        """Few at a time: what they do on hearing of it should not come all at once either."""
        while self._unasked:
            visits = list(islice(self._unasked, MOST_AT_ONCE))
            try:
                await self._ask(visits, is_news=True)
            except Exception:
                logger.exception("Could not ask who may be here; it is tried again")
                await asyncio.sleep(1.0)
                continue
            for visit in visits:
                self._unasked.pop(visit, None)

    async def _ask_now_and_then(self) -> None:
        turned_at = self._loop.time()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if ended := self._rounds.ended(clock.now()):
                self._start(self._ask_again(ended))
            elapsed = self._loop.time() - turned_at
            if elapsed >= TURN_EVERY:
                turned_at += elapsed
                if due := self._rounds.turn(elapsed):
                    self._start(self._ask_in_turn(due))

    async def _ask_in_turn(self, visits: list[Visit]) -> None:
        try:
            await self._ask(visits)
        except Exception:
            # Nothing says that they may not be here; the next round asks again.
            logger.exception("Could not ask who may be here")

    def _start(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _stays(visit: Visit, answer: Answer) -> bool:
    """Act on an answer: close, or take away the right to write. False if it is closed."""
    connection = visit.connection
    if not isinstance(answer, Admitted):
        connection.close(answer)
    elif answer.document_id != visit.room.document_id:
        connection.close(CloseCode.RELOAD)
    else:
        connection.may_write = answer.may_write
    return connection.outbox.code is None
