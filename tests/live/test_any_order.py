"""Whatever happens in a room and in whatever order, nobody sees or is told what is not stored.

Hypothesis lets people come and go, type, stop reading, be asked about, lose the right to write;
the disk keeps up, falls behind, fails; the server and other nodes write in between.
"""

from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from romanesco.live import frames
from romanesco.live.close_codes import CloseCode
from romanesco.live.connection import Connection
from romanesco.live.pace import Pace
from romanesco.live.room import Room
from romanesco.live.writer import FAILED, GONE, STORED
from romanesco.plans import document
from romanesco.plans.markdown_reading import markdown_to_body
from tests.live.rooms import ITEM, Author
from tests.live.screens import Screen, Store, clocks, words

WHICH = st.integers(0, 9)
ANSWERS = st.sampled_from(["stays", "stays", "reads", "out"])
LETTERS = st.text("abc", min_size=1, max_size=3)
MOST_SCREENS = 4


class EndlessPace(Pace):
    def allows(self, size: int, at: float) -> bool:
        return True


class Evening(RuleBasedStateMachine):
    """One plan's room, and everybody who comes near it."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store()
        self.room: Room | None = None
        self.screens: list[Screen] = []
        self.gone: list[Screen] = []
        self.refused: list[Screen] = []
        self.elsewhere = Author()
        self.announced: list[bytes] = []

    # Who is here

    @precondition(lambda self: len(self.screens) < MOST_SCREENS)
    @rule(may_write=st.sampled_from([True, True, True, False]))
    def come(self, may_write: bool) -> None:
        self._enter(Author(self.store.state), may_write=may_write)

    @precondition(lambda self: self.gone)
    @rule(which=WHICH)
    def come_back(self, which: int) -> None:
        """With what the browser had kept."""
        old = self.gone.pop(which % len(self.gone))
        if old.unheard:
            self.refused.append(old)
        if not old.is_out:
            self._enter(old.author, may_write=old.connection.may_write)

    @rule(which=WHICH)
    def leave(self, which: int) -> None:
        if screen := self._screen(which):
            self._part(screen)

    def _enter(self, author: Author, *, may_write: bool) -> None:
        connection = Connection(author.person_id, may_write, EndlessPace(0.0))
        if self.room is None:
            self.room = Room(uuid4(), uuid4(), self.store, self._end)  # type: ignore[arg-type]
            self.room.open(self.store.state, [])
        screen = Screen(self.store, author, connection, self.room)
        self.screens.append(screen)
        connection.outbox.attach(screen)
        self.room.join(connection)
        self.room.receive(connection, frames.step_1(screen.doc.get_state()), 0.0)

    def _end(self, room: Room) -> None:
        if room is self.room:
            self.room = None
        room.finish()

    def _part(self, screen: Screen) -> None:
        self.screens.remove(screen)
        self.gone.append(screen)
        screen.connection.outbox.detach()
        screen.room.leave(screen.connection)
        screen.code = screen.code or CloseCode.RESTART

    # What they do

    @rule(which=WHICH, letters=LETTERS, at=st.integers(0, 3))
    def type(self, which: int, letters: str, at: int) -> None:
        if screen := self._screen(which):
            length = max(0, len(words(screen.doc)) - len("<paragraph></paragraph>"))
            screen.type(letters, 0 if at > length else at)

    @rule(which=WHICH)
    def listen(self, which: int) -> None:
        if screen := self._screen(which):
            screen.listen()

    @rule(which=WHICH, is_full=st.booleans())
    def stop_reading(self, which: int, is_full: bool) -> None:
        if screen := self._screen(which):
            outbox = screen.connection.outbox
            if is_full:
                outbox.pause()
            else:
                outbox.resume()

    # Whether they may be here

    @rule(which=WHICH)
    def ask_about(self, which: int) -> None:
        if screen := self._screen(which):
            screen.connection.hold()

    @rule(which=WHICH, answer=ANSWERS)
    def answer(self, which: int, answer: str) -> None:
        asked = [screen for screen in self.screens if screen.connection.questions]
        if asked:
            self._answer(asked[which % len(asked)], answer)

    @rule(which=WHICH, letters=LETTERS, answer=ANSWERS)
    def be_asked_about_while_all_type(self, which: int, letters: str, answer: str) -> None:
        if screen := self._screen(which):
            self.ask_about(which)
            for each in self.screens:
                each.type(letters, 0)
            self.disk_keeps_up(len(self.store.waiting))
            self.stop_reading(which, is_full=False)
            self._answer(screen, answer)
            self.who_was_closed_leaves()
            self.disk_keeps_up(len(self.store.waiting))

    @rule(letters=LETTERS)
    def a_reader_insists(self, letters: str) -> None:
        """Words that were kept on a device of somebody who may not write any more."""
        author = Author(self.store.state)
        author.type(letters)
        self._enter(author, may_write=False)
        self.screens[-1].listen()

    def _answer(self, screen: Screen, answer: str) -> None:
        if answer == "out":
            screen.is_out = True
            screen.connection.close(CloseCode.NOT_FOUND)
        elif answer == "reads":
            screen.connection.may_write = False
        elif screen.connection.may_write:
            screen.unheard.clear()
        screen.room.release(screen.connection)

    @rule(which=WHICH)
    def login_ends(self, which: int) -> None:
        if screen := self._screen(which):
            screen.connection.close(CloseCode.SIGNED_OUT)
            screen.is_out = True

    # What the disk does

    @rule(count=st.integers(1, 6))
    def disk_keeps_up(self, count: int) -> None:
        for _ in range(min(count, len(self.store.waiting))):
            self.store.settle(STORED)

    @precondition(lambda self: self.store.waiting)
    @rule(outcome=st.sampled_from([FAILED, GONE]))
    def disk_fails(self, outcome: Any) -> None:
        self.store.settle(outcome)

    # What others write

    @rule(letters=LETTERS)
    def server_writes(self, letters: str) -> None:
        update = document.replace_body(self.store.state, ITEM, markdown_to_body(letters))
        if update != document.NO_CHANGE:
            self.store.append(update)
            self.announced.append(update)

    @rule(letters=LETTERS, is_fresh=st.booleans())
    def another_node_writes(self, letters: str, is_fresh: bool) -> None:
        if is_fresh:
            self.elsewhere.doc.apply_update(self.store.state)
        update = self.elsewhere.type(letters)
        if not self.store.has(update):
            self.store.updates.add(update)
        self.announced.append(update)

    @precondition(lambda self: self.announced)
    @rule(which=WHICH)
    def hear(self, which: int) -> None:
        """Announcements come late, and not always in their order."""
        update = self.announced.pop(which % len(self.announced))
        if self.room is not None and not self.room.server_wrote(update):
            self.room.read_again(self.store.state)

    # What always holds

    @invariant()
    def the_loop_turns(self) -> None:
        for screen in self.screens:
            screen.connection.outbox.flush()

    @invariant()
    def who_was_closed_leaves(self) -> None:
        for screen in [each for each in self.screens if each.code is not None]:
            self._part(screen)

    @invariant()
    def who_may_not_write_has_written_nothing(self) -> None:
        for screen in self.screens + self.gone + self.refused:
            if screen.is_out or not screen.connection.may_write:
                for update in screen.unheard:
                    assert update not in self.store.updates

    def teardown(self) -> None:
        """In the end all have what is stored, and all that they typed is."""
        self._let_everybody_go_on()
        while self.announced:
            self.hear(-1)
        for _ in range(4):  # a question, its answer, what that brings
            for screen in list(self.screens):
                screen.listen()
            self.disk_keeps_up(len(self.store.waiting))
            self.who_was_closed_leaves()
        for screen in self.screens:
            screen.listen()
            if screen.connection.may_write:
                assert screen.durable == len(screen.sent)
                assert clocks(screen.doc) == clocks(self.store.doc)
                assert words(screen.doc) == words(self.store.doc)

    def _let_everybody_go_on(self) -> None:
        for screen in list(self.screens):
            screen.connection.outbox.resume()
            while screen.connection.questions:
                screen.room.release(screen.connection)

    def _screen(self, which: int) -> Screen | None:
        return self.screens[which % len(self.screens)] if self.screens else None


def test_whatever_happens_nobody_is_told_what_is_not_stored() -> None:
    run_state_machine_as_test(
        Evening,
        settings=settings(
            max_examples=100,
            stateful_step_count=50,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
