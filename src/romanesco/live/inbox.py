"""What comes into one room: each frame in its turn, at once or when the room can judge it.

While something long is being reckoned (`piecework.py`), whatever else has to be judged waits for
it, and so does all that its sender says after; other rooms, and who only reads, do not.
"""

import logging
from typing import Protocol

from romanesco.live import frames
from romanesco.live.close_codes import CloseCode
from romanesco.live.company import Company
from romanesco.live.connection import Connection
from romanesco.live.frames import Frame, SyncUpdate
from romanesco.live.mistakes import MISTAKES, code_of, require_pace
from romanesco.live.piecework import AtOnce, Piecework
from romanesco.ydocs.steps import Steps
from romanesco.ydocs.store import NO_CHANGE

logger = logging.getLogger(__name__)


class Judge(Protocol):
    """The room behind an inbox."""

    company: Company
    is_open: bool

    def act(self, connection: Connection, message: Frame) -> None:
        """Take one message. Raises one of the `MISTAKES`."""

    def go_on(self) -> None:
        """What was long is done; next come those who waited."""

    def rest(self) -> None:
        """And now they have come."""

    def break_off(self, code: CloseCode) -> None: ...


class Inbox:
    """Belongs to a room."""

    def __init__(self, room: Judge) -> None:
        self.piecework: Piecework | AtOnce = AtOnce()
        self._room = room
        self._work: Steps[None] | None = None
        self._waiting: dict[Connection, None] = {}
        self.is_awaited = False  # somebody wants to know what comes of it

    @property
    def is_at_work(self) -> bool:
        return self._work is not None

    def receive(self, connection: Connection, frame: bytes, at: float) -> None:
        """One frame of a client, at `at` seconds. Whatever is wrong with it closes the socket."""
        if connection.outbox.code is not None or not self._room.is_open:
            return
        try:
            require_pace(connection.pace, len(frame), at)
            if connection.questions or connection.held or connection in self._waiting:
                connection.held.append(frame)
            else:
                self._take(connection, frame)
        except MISTAKES as mistake:
            connection.close(code_of(mistake))

    def release(self, connection: Connection) -> None:
        """Take what a connection said meanwhile, unless it still has to wait."""
        held = connection.held
        if not connection.questions and connection not in self._waiting:
            connection.outbox.listen(is_on=True)
        while held and not connection.questions and connection not in self._waiting:
            if connection.outbox.code is not None or not self._room.is_open:
                held.clear()
                return
            try:
                self._take(connection, held.popleft())
            except MISTAKES as mistake:
                connection.close(code_of(mistake))
            except Exception:
                logger.exception("A frame that had waited could not be handled")
                connection.close(CloseCode.FAILED)

    def work_on(self, steps: Steps[None], sender: Connection | None = None) -> None:
        """Take these steps by and by; soon, where somebody has sent what they are about."""
        self._work = self._working(steps, sender)
        self.is_awaited = sender is not None
        if sender is not None:
            self._keep_waiting(sender)
        self.piecework.add(self._work, is_urgent=sender is not None)

    def _take(self, connection: Connection, frame: bytes) -> None:
        message = frames.decode(frame, self._room.company.presence.said)
        if self._work is None or not _is_to_be_judged(message):
            self._room.act(connection, message)
            return
        connection.held.appendleft(frame)
        self._keep_waiting(connection)
        self.is_awaited = True
        self.piecework.hurry(self._work)

    def _keep_waiting(self, connection: Connection) -> None:
        """Whatever else it says comes after; what is not read yet can wait in the network."""
        self._waiting[connection] = None
        connection.outbox.listen(is_on=False)

    def _working(self, steps: Steps[None], sender: Connection | None) -> Steps[None]:
        try:
            while self._room.is_open:
                next(steps)
                yield
        except StopIteration:
            pass
        except MISTAKES as mistake:
            if sender is not None:
                sender.close(code_of(mistake))
        except Exception:
            logger.exception("An update could not be judged")
            self._room.break_off(CloseCode.FAILED)
        self._work, self.is_awaited = None, False
        self._room.go_on()
        waiting, self._waiting = self._waiting, {}
        for connection in waiting:
            self.release(connection)
        self._room.rest()


def _is_to_be_judged(message: Frame) -> bool:
    return isinstance(message, SyncUpdate) and message.update != NO_CHANGE
