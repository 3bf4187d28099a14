"""A room's own copy of its document.

Whatever is stored is applied here, but not key by key: nobody reads the copy while two people only
type, and in one transaction many keys cost little more than one. Whoever reads has all of it.
"""

from typing import Any

from pycrdt import Doc, get_update

# So many updates wait at most until they are applied.
MOST_WAITING = 64


class Unreadable(Exception):
    """What is stored cannot be applied."""


class Replica:
    """Belongs to the event loop, as every Doc does."""

    __slots__ = ("_doc", "_waiting")

    def __init__(self, state: bytes) -> None:
        self._doc: Doc[Any] = Doc()
        self._waiting: list[bytes] = []
        self._doc.apply_update(state)

    def take(self, update: bytes) -> None:
        """Take an update that is stored. Raises `Unreadable`."""
        self._waiting.append(update)
        if len(self._waiting) >= MOST_WAITING:
            self.catch_up()

    def state_vector(self) -> bytes:
        """How much is here of each client's."""
        return self._doc.get_state()

    def since(self, state_vector: bytes | None = None) -> bytes:
        """Everything that somebody lacks who has this much."""
        return self._doc.get_update(state_vector)

    def missing_of(self, state: bytes) -> bytes:
        """What of another state is not here."""
        return get_update(state, self.state_vector())

    def catch_up(self) -> None:
        """Apply what waits: before anybody reads. Raises `Unreadable`."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            with self._doc.transaction():
                for update in waiting:
                    self._doc.apply_update(update)
        except (ValueError, RuntimeError) as error:
            raise Unreadable from error
