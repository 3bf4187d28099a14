"""A room's own copy of its document.

Whatever is stored is applied here, but not key by key: nobody reads the copy while two people only
type, and in one transaction many keys cost little more than one. Whoever reads has all of it.
Until the first of them comes it stays as it was stored, in some fifteenth of the memory of a Doc.
"""

from typing import Any

from pycrdt import Doc, get_state, get_update

from romanesco.ydocs.ranges import Ranges
from romanesco.ydocs.update import Update, by_client, clocks, decode

# So many updates wait at most until they are applied.
MOST_WAITING = 64


class Unreadable(Exception):
    """What is stored cannot be applied."""


class Replica:
    """Belongs to the event loop, as every Doc does."""

    __slots__ = ("_doc", "_stored", "_vector", "_waiting")

    def __init__(self, state: bytes) -> None:
        """Begin with all that is stored. Raises `ValueError` if that is no state."""
        self._doc: Doc[Any] | None = None
        self._stored = state  # and what there is of each client's in it, while there is no Doc
        self._vector = get_state(state)
        self._waiting: list[bytes] = []

    def take(self, update: bytes) -> None:
        """Take an update that is stored. Raises `Unreadable`."""
        self._waiting.append(update)
        if len(self._waiting) >= MOST_WAITING:
            self.catch_up()

    def state_vector(self) -> bytes:
        """How much is here of each client's."""
        return self._vector if self._doc is None else self._doc.get_state()

    def since(self, state_vector: bytes | None = None) -> bytes:
        """Everything that somebody lacks who has this much."""
        if self._doc is not None:
            return self._doc.get_update(state_vector)
        return self._stored if state_vector is None else get_update(self._stored, state_vector)

    def knows(self, update: Update) -> bool:
        """Whether there is nothing in an update that is not here."""
        present = self.state_vector()
        ends = clocks(present)
        for client, structs in update.structs.items():
            if structs[-1].clock + structs[-1].length > ends.get(client, 0):
                return False
        if not update.deletions:
            return True
        deleted: dict[int, Ranges] = {}
        for client, spans in by_client(decode(self.since(present)).deletions).items():
            deleted.setdefault(client, Ranges()).update(spans)
        return not any(
            client not in deleted or deleted[client].missing(clock, clock + length)
            for client, clock, length in update.deletions
        )

    def missing_of(self, state: bytes) -> bytes:
        """What of another state is not here."""
        return get_update(state, self.state_vector())

    def catch_up(self) -> None:
        """Apply what waits: before anybody reads. Raises `Unreadable`."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            doc = self._doc or self._made()
            with doc.transaction():
                for update in waiting:
                    doc.apply_update(update)
        except (ValueError, RuntimeError) as error:
            raise Unreadable from error

    def _made(self) -> Doc[Any]:
        """A Doc in place of what was stored."""
        doc: Doc[Any] = Doc()
        doc.apply_update(self._stored)
        self._doc, self._stored, self._vector = doc, b"", b""
        return doc
