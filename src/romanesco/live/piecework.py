"""Long reckoning on the event loop, a piece at a time between what the sockets bring.

In a thread it would take Python away from the loop, again and again and for longer.
"""

import asyncio
import logging
import time

from romanesco.ydocs.steps import Steps, finish

logger = logging.getLogger(__name__)

# So long (seconds) is a piece; what else is ready comes before the next.
PIECE = 0.001


class Piecework:
    """Belongs to an event loop. What is urgent comes first, then what came first."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._urgent: dict[Steps[None], None] = {}
        self._others: dict[Steps[None], None] = {}
        self._is_going_on = False

    def add(self, work: Steps[None], *, is_urgent: bool) -> None:
        """Take these steps by and by. They look after their own mistakes."""
        (self._urgent if is_urgent else self._others)[work] = None
        self._go_on()

    def hurry(self, work: Steps[None]) -> None:
        """Somebody waits for this now."""
        if work in self._others:
            del self._others[work]
            self._urgent[work] = None

    def _go_on(self) -> None:
        if not self._is_going_on and (self._urgent or self._others):
            self._is_going_on = True
            self._loop.call_soon(self._do_a_piece)

    def _do_a_piece(self) -> None:
        self._is_going_on = False
        until = time.perf_counter() + PIECE
        while (self._urgent or self._others) and time.perf_counter() < until:
            works = self._urgent or self._others
            self._take_a_step(next(iter(works)), works)
        self._go_on()

    def _take_a_step(self, work: Steps[None], works: dict[Steps[None], None]) -> None:
        try:
            next(work)
        except StopIteration:
            works.pop(work, None)
        except Exception:
            logger.exception("Work that was begun could not be ended")
            works.pop(work, None)


class AtOnce:
    """The same, where nobody else has to be looked after."""

    def add(self, work: Steps[None], *, is_urgent: bool) -> None:
        finish(work)

    def hurry(self, work: Steps[None]) -> None:
        """It is done already."""
