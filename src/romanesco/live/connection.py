"""One open socket of one person, as its room sees it: no transport, only what is to be sent."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from romanesco.live import frames
from romanesco.live.close_codes import CloseCode, Closing
from romanesco.live.frames import Entry
from romanesco.live.outbox import Outbox
from romanesco.live.pace import Pace

MAX_PARKED, MAX_PARKED_BYTES = 500, 256_000


class Parked(NamedTuple):
    """An update that builds on something which has not come yet: its bytes, and not what is in
    them, which takes a hundred times the memory."""

    number: int
    update: bytes


@dataclass(eq=False, slots=True)
class Connection:
    """`received` counts the sync updates that came; those in `unsaved` are not durable yet."""

    person_id: UUID
    may_write: bool
    pace: Pace
    outbox: Outbox = field(default_factory=Outbox)
    received: int = 0
    told: int = 0
    unsaved: dict[int, None] = field(default_factory=dict)
    # Something is durable of which it was not told yet (`receipts.py`).
    owes_receipt: bool = False
    parked: list[Parked] = field(default_factory=list)
    awaits_step_2: bool = True
    # While something of it is on its way to the disk, its carets wait for the text they stand in.
    writes: int = 0
    carets: dict[int, Entry] = field(default_factory=dict)
    # While it is being asked again whether one may be here, nothing goes in or out. Its frames wait
    # for that, or until the room can judge the first of them.
    questions: int = 0
    held: deque[bytes] = field(default_factory=deque)

    def send(self, frame: bytes) -> None:
        if self.owes_receipt:
            self.tell_durable()
        self.outbox.put(frame)

    def close(self, code: CloseCode) -> None:
        if self.owes_receipt:
            self.tell_durable()
        self.outbox.close(code)

    def hold(self) -> None:
        """Let nothing in or out until it is `released` as often as it was held."""
        self.questions += 1
        self.outbox.hold()

    def release(self) -> None:
        """Go on, once all questions are answered."""
        self.questions -= 1
        if not self.questions:
            if self.outbox.code is not None:
                self.outbox.drop()
            self.outbox.release()

    def keep_words(self) -> None:
        """It is over. Of what waits only updates are left, and only if they may be."""
        self.carets.clear()
        words = [] if self.questions else [each for each in self.held if frames.is_update(each)]
        self.held = deque(words)

    def count(self) -> int:
        """Take note of one more sync update; its number."""
        self.received += 1
        self.unsaved[self.received] = None
        return self.received

    def park(self, number: int, update: bytes) -> None:
        """Keep an update until the client has said what it builds on. Raises `Closing`."""
        size = sum(len(each.update) for each in self.parked) + len(update)
        if len(self.parked) >= MAX_PARKED or size > MAX_PARKED_BYTES:
            raise Closing(CloseCode.TOO_LARGE)
        self.parked.append(Parked(number, update))

    def hold_carets(self, entries: Iterable[Entry]) -> None:
        """Keep the newest of each client, and no more than a frame may hold."""
        self.carets.update((entry.client, entry) for entry in entries)
        while len(self.carets) > frames.MAX_AWARENESS_ENTRIES:
            self.carets.pop(next(iter(self.carets)))

    def take_carets(self) -> list[Entry]:
        carets, self.carets = list(self.carets.values()), {}
        return carets

    def saved(self, number: int) -> None:
        self.unsaved.pop(number, None)

    def tell_durable(self) -> None:
        """Say how many of its sync updates are durable, if that is news."""
        self.owes_receipt = False
        first_unsaved = next(iter(self.unsaved), self.received + 1)
        if first_unsaved - 1 > self.told:
            self.told = first_unsaved - 1
            self.send(frames.durable(self.told))
