"""A desk that answers whatever waits, all of it at once, on one thread that lasts.

One question in a quiet moment is answered alone; of a thousand people who come back within
seconds, those who wait share their queries. Few at a time, because a thread that reckons keeps the
event loop waiting.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import SimpleQueue

from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 32
GONE = (OperationalError, InterfaceError)


@dataclass(eq=False)
class _Waiting[Q, A]:
    """One question, and where its answer goes."""

    question: Q
    answer: asyncio.Future[A]


class Desk[Q, A]:
    """Questions in, answers out, in the order in which they came: of two answers to the same
    question the later one stands. Belongs to an event loop; `answer` runs on the thread."""

    def __init__(self, name: str, answer: Callable[[Sequence[Q]], Sequence[A]]) -> None:
        self._loop = asyncio.get_running_loop()
        self._answer = answer
        self._queue: SimpleQueue[list[_Waiting[Q, A]] | None] = SimpleQueue()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    async def ask(self, question: Q) -> A:
        """Raises whatever kept the desk from answering."""
        (answer,) = await self.ask_all([question])
        return answer

    async def ask_all(self, questions: Sequence[Q]) -> list[A]:
        """The same for several, which are answered together where they are not too many."""
        waiting = [_Waiting(each, self._loop.create_future()) for each in questions]
        for first in range(0, len(waiting), MOST_AT_ONCE):
            self._queue.put(waiting[first : first + MOST_AT_ONCE])
        answers: list[A] = await asyncio.gather(*(each.answer for each in waiting))
        return answers

    def stop(self) -> None:
        """End the thread once it is done with what it does; nobody waits for the rest."""
        self._queue.put(None)

    def _run(self) -> None:
        is_stopped = False
        while not is_stopped:
            first = self._queue.get()
            batch = first or []
            is_stopped = first is None
            while batch and len(batch) < MOST_AT_ONCE and not self._queue.empty():
                more = self._queue.get()
                batch += more or []
                is_stopped = is_stopped or more is None
            if batch:
                self._tell(batch, self._answers([each.question for each in batch]))
        connection.close()

    def _answers(self, questions: Sequence[Q]) -> Sequence[A | Exception]:
        """All at once; if one of them spoils that, each alone."""
        try:
            return self._answered(questions)
        except Exception as error:  # noqa: BLE001 (it is raised again, where the answer is awaited)
            logger.warning("Could not answer %d: %s", len(questions), type(error).__name__)
            if len(questions) == 1 or isinstance(error, GONE):
                return [error] * len(questions)
        return [answer for question in questions for answer in self._answers([question])]

    def _answered(self, questions: Sequence[Q]) -> Sequence[A]:
        """Where the database has gone meanwhile, it is asked once more on a new connection: to ask
        each time whether it is there would cost as much as a question."""
        try:
            return self._answer(questions)
        except GONE:
            connection.close()
            return self._answer(questions)

    def _tell(self, batch: Sequence[_Waiting[Q, A]], answers: Sequence[A | Exception]) -> None:
        try:
            self._loop.call_soon_threadsafe(_hand_out, batch, answers)
        except RuntimeError:
            logger.info("The event loop has ended; nobody waits for an answer")


def _hand_out[Q, A](batch: Sequence[_Waiting[Q, A]], answers: Sequence[A | Exception]) -> None:
    for waiting, answer in zip(batch, answers, strict=True):
        if waiting.answer.done():
            continue  # whoever asked has gone
        if isinstance(answer, Exception):
            waiting.answer.set_exception(answer)
        else:
            waiting.answer.set_result(answer)
