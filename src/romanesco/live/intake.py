"""Judges what people send to one document: whether it may be stored, and whether it fits.

It remembers the document's outline and about how large it is, as they will be once all that it let
pass is stored; so what it let pass has to be stored, or the room begins anew.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from romanesco.live.close_codes import CloseCode, Closing
from romanesco.live.presence import Presence
from romanesco.plans.document import LARGEST_DOCUMENT, RULES
from romanesco.ydocs import keystroke, store
from romanesco.ydocs.lib0 import Malformed
from romanesco.ydocs.update import Update
from romanesco.ydocs.update_check import UpdateCheck


class Intake:
    """What a room lets in."""

    def __init__(self, presence: Presence, state: bytes, barred: Collection[int]) -> None:
        """Begin with what is stored. Raises `Malformed` or `Missing` if that is no plan."""
        self._presence = presence
        self._check = UpdateCheck(RULES, barred)
        self._check.trust(state)
        self._erased = self._check.outline.erased
        self._size = len(state)

    def is_keystroke(self, person_id: UUID, update: bytes) -> bool:
        """Whether this is a key that is fine in every respect; it is in the outline then."""
        if self._size + len(update) > LARGEST_DOCUMENT:
            return False
        is_of_another = self._presence.is_of_another
        return keystroke.press(self._check, update, lambda who: is_of_another(who, person_id))

    def is_known(self, decoded: Update) -> bool:
        """Whether this would change nothing."""
        return self._check.is_known(decoded)

    def accept(
        self, person_id: UUID, update: bytes, decoded: Update, measured: Callable[[], int]
    ) -> bool:
        """Judge an update; False if it is known already. Raises what is wrong with it.

        `measured` tells how large the document is with all that waits.
        """
        for client in self._check.writers(decoded):
            if self._presence.is_of_another(client, person_id):
                raise Malformed("somebody else writes under this client id")
        if decoded.structs:
            self._require_room(len(update), measured)
        store.require_readable(update)
        return self._check.accept(decoded)

    def trust(self, update: bytes) -> bool:
        """Take what is stored already; False if it is known. Raises `Malformed`, `Missing`."""
        # Most of what other nodes store are keys; who pressed them was asked there.
        is_new = keystroke.press(self._check, update, _is_nobodys) or self._check.trust(update)
        if is_new:
            self._size += len(update)
            self._erased = self._check.outline.erased
        return is_new

    def erased(self) -> int:
        """How much text was taken away since this was asked last."""
        before, self._erased = self._erased, self._check.outline.erased
        return self._erased - before

    def stored(self, update: bytes) -> None:
        """What was accepted is stored."""
        self._size += len(update)

    def _require_room(self, size: int, measured: Callable[[], int]) -> None:
        """Refuse what would make the document too large; measured only where it may be."""
        if self._size + size <= LARGEST_DOCUMENT:
            return
        self._size = measured()
        if self._size + size > LARGEST_DOCUMENT:
            raise Closing(CloseCode.TOO_LARGE)


def _is_nobodys(client: int) -> bool:
    """Nobody else is asked about here."""
    return False
