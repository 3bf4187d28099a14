"""All open rooms of this process, and what the rest of it tells them."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection as database

from romanesco.base import bus
from romanesco.live import admission
from romanesco.live.admission import Admitted, Answer, Page, Question
from romanesco.live.close_codes import CloseCode, Closing
from romanesco.live.connection import Connection
from romanesco.live.pace import Pace
from romanesco.live.room import Room
from romanesco.live.writer import Writer

logger = logging.getLogger(__name__)

# A login or a token can also end by its date alone, and then nobody says so (seconds).
ASK_AGAIN_EVERY = 30.0
JOINING_THREADS = 4


@dataclass(eq=False)
class Visit:
    """One connection in its room, and why it was let in."""

    question: Question
    pair_id: UUID
    room: Room
    connection: Connection


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
        self.visits: set[Visit] = set()
        self._openings: dict[UUID, _Opening] = {}
        self._joining = ThreadPoolExecutor(JOINING_THREADS, "live-joining")
        # One thread, so that of two answers to the same question the later one stands.
        self._asking = ThreadPoolExecutor(1, "live-asking")
        self._news = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsubscribe = bus.listen(self._hear)
        self._start(self._ask_now_and_then())

    async def join(self, question: Question, page: Page) -> Visit:
        """Let somebody into the room of a plan. Raises `Closing`."""
        news = self._news
        admitted = await self._in_thread(self._joining, admission.admit, question)
        if not page.fits(admitted.document_id):
            raise Closing(CloseCode.RELOAD)
        room = await self._open(question.plan_id, admitted.document_id)
        connection = Connection(admitted.person_id, admitted.may_write, Pace(self._loop.time()))
        visit = Visit(question, admitted.pair_id, room, connection)
        self.visits.add(visit)
        room.join(connection)
        if news != self._news:
            # Something changed while we asked: this one was not there to be asked again.
            self._start(self._ask_again([visit]))
        return visit

    def leave(self, visit: Visit) -> None:
        self.visits.discard(visit)
        visit.room.leave(visit.connection)

    async def close(self) -> None:
        """Let go of everything, once what waits is stored."""
        self._unsubscribe()
        for task in self._tasks:
            task.cancel()
        await self._loop.run_in_executor(None, self.writer.stop)
        self._joining.shutdown(wait=False, cancel_futures=True)
        self._asking.shutdown(wait=False, cancel_futures=True)

    async def _open(self, plan_id: UUID, document_id: UUID) -> Room:
        """The open room of a document; whoever comes first has it read."""
        while True:
            opening = self._openings.get(document_id)
            if opening is None:
                opening = _Opening(Room(plan_id, document_id, self.writer, self._end))
                self._openings[document_id] = opening
                await self._read(opening)
            else:
                await asyncio.shield(opening.is_read)
            if opening.room.is_open:
                return opening.room

    async def _read(self, opening: _Opening) -> None:
        room = opening.room
        try:
            state, barred = await self._in_thread(
                self._joining, admission.read_document, room.document_id
            )
            room.open(state, barred)
        except BaseException as error:
            self._openings.pop(room.document_id, None)
            closing = error if isinstance(error, Closing) else Closing(CloseCode.FAILED)
            opening.is_read.set_exception(closing)
            opening.is_read.exception()  # looked at, should nobody wait
            raise
        opening.is_read.set_result(None)

    def _end(self, room: Room) -> None:
        """A room that is empty, or broken, is dropped; the next one begins from the disk."""
        opening = self._openings.get(room.document_id)
        if opening is not None and opening.room is room:
            del self._openings[room.document_id]
        room.finish()

    def _hear(self, announcement: bus.Announcement) -> None:
        try:
            self._loop.call_soon_threadsafe(self._act_on, announcement)
        except RuntimeError:
            logger.info("The event loop has ended; there are no rooms to tell")

    def _act_on(self, announcement: bus.Announcement) -> None:
        if isinstance(announcement, bus.DocumentUpdated):
            opening = self._openings.get(announcement.document_id)
            if opening is not None:
                opening.room.server_wrote(announcement.update)
            return
        self._news += 1
        concerned = [visit for visit in self.visits if _concerns(announcement, visit)]
        if isinstance(announcement, bus.LoginEnded) and announcement.session_key:
            for visit in concerned:
                visit.connection.close(CloseCode.SIGNED_OUT)
        elif concerned:
            for visit in concerned:
                visit.room.hold(visit.connection)
            self._start(self._ask_the_held(concerned))

    async def _ask_the_held(self, visits: list[Visit]) -> None:
        """Nothing of these is read or sent until it is clear that they may still be here."""
        try:
            await self._ask_again(visits)
        finally:
            for visit in visits:
                visit.room.release(visit.connection)

    async def _ask_again(self, visits: Iterable[Visit], *, is_news: bool = True) -> None:
        """Ask for each whether it may still be here; those who may are told to look again."""
        by_question: dict[Question, list[Visit]] = {}
        for visit in visits:
            by_question.setdefault(visit.question, []).append(visit)
        questions = list(by_question)
        try:
            answers = await self._in_thread(self._asking, admission.answers, questions)
        except Exception:
            # Who cannot be asked about cannot stay; whoever may will be back in a moment.
            logger.exception("Could not ask again who may be here")
            answers = [CloseCode.FAILED for _ in questions]
        for question, answer in zip(questions, answers, strict=True):
            for visit in by_question[question]:
                if _stays(visit, answer) and is_news:
                    visit.room.tell_changed([visit.connection])

    async def _ask_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(ASK_AGAIN_EVERY)
            await self._ask_again(list(self.visits), is_news=False)

    def _start(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_thread[**P, T](
        self, pool: ThreadPoolExecutor, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._loop.run_in_executor(pool, lambda: _looked_after(work, *args, **kwargs))


def _looked_after[**P, T](work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """These threads serve no request, at whose end Django would see to the connection."""
    database.close_if_unusable_or_obsolete()
    return work(*args, **kwargs)


def _concerns(announcement: bus.Announcement, visit: Visit) -> bool:
    match announcement:
        case bus.PlanChanged(plan_id):
            return visit.question.plan_id == plan_id
        case bus.LoginEnded(session_key, person_id):
            if session_key:
                return visit.question.credential.session_key == session_key
            return visit.connection.person_id == person_id
        case bus.PairChanged(pair_id):
            return visit.pair_id == pair_id
        case _:
            return True


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
