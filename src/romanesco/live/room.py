"""One open document and the connections in it.

A room knows no transport: frames come in by its inbox, and go out through each connection's
outbox. Everything here runs on one event loop, which alone touches the Doc.

The way of an update: judged (`Intake`), stored (`Writer`), sent to the others as the bytes that
came and given to the `Replica`, and then its sender is told that it is durable. So nobody ever sees
what a cut of the power could take back.
"""

import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from itertools import count
from uuid import UUID

from romanesco.live import frames
from romanesco.live.close_codes import CloseCode, Closing
from romanesco.live.company import Company
from romanesco.live.connection import Connection
from romanesco.live.frames import Awareness, Frame, SyncStep1, SyncUpdate
from romanesco.live.inbox import Inbox
from romanesco.live.intake import Intake
from romanesco.live.mistakes import MOST_STRUCTS
from romanesco.live.replica import Replica, Unreadable
from romanesco.live.underway import Pending, Underway
from romanesco.live.writer import Outcome, Writer
from romanesco.ydocs.lib0 import Malformed
from romanesco.ydocs.rules import Missing
from romanesco.ydocs.steps import Steps, finish
from romanesco.ydocs.update import Update, decode_in_steps

logger = logging.getLogger(__name__)

COMPACT_EVERY = 1_000
# What is longer (bytes) is reckoned with in steps: some milliseconds at once are the most.
LONG = 4_096

_numbers = count(1)


class Room:
    """The live side of one plan's document."""

    def __init__(
        self,
        plan_id: UUID,
        document_id: UUID,
        writer: Writer,
        on_end: Callable[["Room"], None] = lambda _: None,
    ) -> None:
        self.number = next(_numbers)
        self.plan_id = plan_id
        self.document_id = document_id
        self.company = Company(document_id)
        self.is_open = False
        self.is_behind = False  # something is stored that it does not have
        self.fell_behind: Callable[[Room], None] = lambda room: None
        self.give_receipt: Callable[[Connection], None] = Connection.tell_durable
        self.inbox = Inbox(self)
        self.receive = self.inbox.receive
        self._writer = writer
        self._on_end = on_end
        self._replica: Replica | None = None
        self._intake: Intake | None = None
        self._underway = Underway()
        self._early: list[bytes] = []
        self._uncompacted = 0

    def open(self, state: bytes, barred: Collection[int]) -> None:
        """Take the stored state, then what the server wrote while it was being read."""
        self._replica = replica = Replica(state)
        self._intake = Intake(self.company.presence, replica, barred)
        self.is_open = True
        if len(state) > LONG:
            self.inbox.work_on(self._intake.outline_in_steps())
        else:
            self.go_on()

    @property
    def is_idle(self) -> bool:
        """Nobody is here, and nothing is on its way to the disk."""
        return not (self.company.connections or self._underway or self.inbox.is_awaited)

    def join(self, connection: Connection) -> None:
        """Greet: ask what the client has, and say who is here. Raises `Closing`."""
        self._ask(connection)
        self.company.greet(connection)

    def leave(self, connection: Connection) -> None:
        """Somebody goes. Words that wait are taken yet, as they would have been at once."""
        connection.keep_words()
        self.company.leave(connection)
        self.rest()

    def finish(self) -> None:
        """The room is dropped: fold what was typed in it, and let go of the Doc, here."""
        self._let_go()
        if self._uncompacted:
            self._writer.compact(self.document_id)

    def close_all(self, code: CloseCode) -> None:
        for each in self.company.connections:
            each.close(code)

    def tell_changed(self, connections: Collection[Connection]) -> None:
        for connection in connections:
            connection.send(frames.changed("plan"))

    def release(self, connection: Connection) -> None:
        """A connection that was held may go on, unless it is held for something else too."""
        connection.release()
        self.inbox.release(connection)

    def act(self, connection: Connection, message: Frame) -> None:
        """Take one message. Raises one of the `MISTAKES`."""
        match message:
            case SyncUpdate(update, is_step_2):
                self._receive_update(connection, update, is_step_2=is_step_2)
            case Awareness(entries) if connection.writes:
                connection.hold_carets(entries)
            case Awareness(entries):
                self.company.hear(connection, entries)
            case SyncStep1(state_vector):
                connection.send(frames.step_2(self._reads().since(state_vector)))
            case _:
                self.company.tell_again(connection)

    def server_wrote(self, update: bytes) -> bool:
        """An update that is stored already, by the server itself or by another node: everybody
        gets it. False if something is missing here, which is to be `read_again`."""
        if not self.is_open or self.inbox.is_at_work:
            self._early.append(update)
            return True
        try:
            if self._open_intake.trust(update):
                self._uncompacted += 1
                self._show(update)
        except (Malformed, Missing, Closing):
            self.is_behind = True
        return not self.is_behind

    def read_again(self, state: bytes) -> None:
        """Take what is stored and has not been heard of."""
        if self.is_open:
            self.is_behind = False
            with suppress(Closing):
                if not self.server_wrote(self._reads().missing_of(state)):
                    logger.error("What is stored does not fit what is here")
                    self.break_off(CloseCode.FAILED)

    def break_off(self, code: CloseCode) -> None:
        """Nothing here can be relied on any longer: everybody begins anew."""
        if self.is_open:
            self._let_go()
            self.close_all(code)
            self._on_end(self)

    def go_on(self) -> None:
        """Take what the server wrote while it could not be judged."""
        early, self._early = self._early, []
        for update in early:
            if not self.server_wrote(update):
                self.fell_behind(self)

    def _receive_update(self, connection: Connection, update: bytes, *, is_step_2: bool) -> None:
        number = connection.count()
        may_be_key = connection.may_write and not is_step_2
        if may_be_key and self._open_intake.is_keystroke(connection.person_id, update):
            self._submit(connection, number, update)
            return
        judging = self._judge(connection, number, update, is_step_2=is_step_2)
        if len(update) > LONG:
            self.inbox.work_on(judging, connection)
        else:
            finish(judging)

    def _judge(
        self, connection: Connection, number: int, update: bytes, *, is_step_2: bool
    ) -> Steps[None]:
        decoded = yield from decode_in_steps(update, MOST_STRUCTS)
        if not connection.may_write and not (yield from self._open_intake.is_known(decoded)):
            if is_step_2:
                return  # kept from another time; it is never said to be durable
            raise Closing(CloseCode.RELOAD)
        try:
            yield from self._accept(connection, number, update, decoded)
        except Missing:
            if is_step_2:
                raise
            # It was typed before the client said what it has: that is asked for once.
            connection.park(number, update)
            if not connection.awaits_step_2:
                connection.awaits_step_2 = True
                self._ask(connection)
        if is_step_2:
            yield from self._accept_parked(connection)
        connection.tell_durable()

    def _ask(self, connection: Connection) -> None:
        connection.send(frames.step_1(self._reads().state_vector()))

    def _accept_parked(self, connection: Connection) -> Steps[None]:
        connection.awaits_step_2 = False
        parked, connection.parked = connection.parked, []
        for number, update in parked:
            decoded = yield from decode_in_steps(update, MOST_STRUCTS)
            yield from self._accept(connection, number, update, decoded)

    def _accept(
        self, connection: Connection, number: int, update: bytes, decoded: Update
    ) -> Steps[None]:
        """Judge an update and send it to be stored. Raises what is wrong with it."""
        judging = self._open_intake.accept(connection.person_id, update, decoded, self._measured)
        if (yield from judging):
            self._submit(connection, number, update)
        else:
            self._underway.repeat(connection, number)

    def _submit(self, connection: Connection, number: int, update: bytes) -> None:
        pending = self._underway.add(connection, number, update, self._open_intake.erased())
        self._writer.submit(
            self.number, self.document_id, update, lambda outcome: self._done(pending, outcome)
        )

    def _measured(self) -> int:
        return len(self._reads().since()) + self._underway.size

    def _done(self, pending: Pending, outcome: Outcome) -> None:
        """A write came back from the disk, in the order in which it was submitted."""
        self._underway.end(pending)
        if not outcome.is_stored:
            # The outline knows of structs now that nobody has.
            self.break_off(CloseCode.RELOAD if outcome.is_gone else CloseCode.FAILED)
        if not self.is_open:
            return
        self._show(pending.update, but=pending.sender)
        for connection, number in pending.waiting:
            connection.saved(number)
            self.give_receipt(connection)
        if carets := pending.sender.take_carets():
            self.company.hear(pending.sender, carets)  # a caret follows its text
        self._count_towards_compaction()
        self.rest()

    def rest(self) -> None:
        """The room ends where nobody is, and nothing is to come of what they said."""
        if self.is_open and self.is_idle:
            self._on_end(self)

    def _show(self, update: bytes, but: Connection | None = None) -> None:
        """What is stored now is everybody's."""
        self.company.broadcast(frames.update(update), but)
        with suppress(Closing):
            self._reads(update)

    def _reads(self, update: bytes | None = None) -> Replica:
        """The replica, with all that is stored and this. Raises `Closing` if that cannot be."""
        assert self._replica is not None
        try:
            if update is None:
                self._replica.catch_up()
            else:
                self._replica.take(update)
        except Unreadable:
            logger.error("What is stored cannot be applied")  # noqa: TRY400 (words may be in it)
            self.break_off(CloseCode.FAILED)
            raise Closing(CloseCode.FAILED) from None
        return self._replica

    def _let_go(self) -> None:
        self.is_open = False
        self._replica = self._intake = None

    def _count_towards_compaction(self) -> None:
        self._uncompacted += 1
        if self._uncompacted >= COMPACT_EVERY:
            self._uncompacted = 0
            self._writer.compact(self.document_id)

    @property
    def _open_intake(self) -> Intake:
        assert self._intake is not None
        return self._intake
