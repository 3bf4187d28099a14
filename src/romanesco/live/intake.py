"""Judges what people send to one document: whether it may be stored, and whether it fits.

It remembers the document's outline and about how large it is, as they will be once all that it let
pass is stored; so what it let pass has to be stored, or the room begins anew.

The outline is made when somebody brings the first new word. To open a plan, to read it and to come
back with nothing new takes none: of a long plan it is most of the work.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from romanesco.live.close_codes import CloseCode, Closing
from romanesco.live.presence import Presence
from romanesco.live.replica import Replica
from romanesco.plans.document import LARGEST_DOCUMENT, RULES
from romanesco.ydocs import keystroke, store
from romanesco.ydocs.lib0 import Malformed
from romanesco.ydocs.rules import Missing
from romanesco.ydocs.update import Update
from romanesco.ydocs.update_check import UpdateCheck


class Intake:
    """What a room lets in."""

    def __init__(self, presence: Presence, replica: Replica, barred: Collection[int]) -> None:
        """Begin with what is stored, which is in the replica."""
        self._presence = presence
        self._replica = replica
        self._barred = barred
        self._check: UpdateCheck | None = None
        self._erased = 0
        self._size = len(replica.since())

    def outlined(self, check: UpdateCheck) -> None:
        """Somebody else has made the outline of what was stored when this began."""
        if self._check is None:
            self._check = check
            self._erased = check.outline.erased

    def is_keystroke(self, person_id: UUID, update: bytes) -> bool:
        """Whether this is a key that is fine in every respect; it is in the outline then."""
        if self._size + len(update) > LARGEST_DOCUMENT:
            return False
        is_of_another = self._presence.is_of_another
        check = self._check or self._outlined()
        return keystroke.press(check, update, lambda who: is_of_another(who, person_id))

    def is_known(self, decoded: Update) -> bool:
        """Whether this would change nothing."""
        if self._check is None and self._replica.knows(decoded):
            return True  # so far everything is in the replica
        return (self._check or self._outlined()).is_known(decoded)

    def accept(
        self, person_id: UUID, update: bytes, decoded: Update, measured: Callable[[], int]
    ) -> bool:
        """Judge an update; False if it is known already. Raises what is wrong with it.

        `measured` tells how large the document is with all that waits.
        """
        if self._check is None and self.is_known(decoded):
            store.require_readable(update)
            return False
        check = self._check or self._outlined()
        for client in check.writers(decoded):
            if self._presence.is_of_another(client, person_id):
                raise Malformed("somebody else writes under this client id")
        if decoded.structs:
            self._require_room(len(update), measured)
        store.require_readable(update)
        return check.accept(decoded)

    def trust(self, update: bytes) -> bool:
        """Take what is stored already; False if it is known. Raises `Malformed`, `Missing`."""
        # Most of what other nodes store are keys; who pressed them was asked there.
        check = self._check or self._outlined()
        is_new = keystroke.press(check, update, _is_nobodys) or check.trust(update)
        if is_new:
            self._size += len(update)
            self._erased = check.outline.erased
        return is_new

    def erased(self) -> int:
        """How much text was taken away since this was asked last."""
        before = self._erased
        if self._check is not None:
            self._erased = self._check.outline.erased
        return self._erased - before

    def stored(self, update: bytes) -> None:
        """What was accepted is stored."""
        self._size += len(update)

    def _outlined(self) -> UpdateCheck:
        """Raises `Closing` if what is stored is no plan."""
        try:
            self.outlined(outline(self._replica.since(), self._barred))
        except (Malformed, Missing):
            raise Closing(CloseCode.FAILED) from None
        assert self._check is not None
        return self._check

    def _require_room(self, size: int, measured: Callable[[], int]) -> None:
        """Refuse what would make the document too large; measured only where it may be."""
        if self._size + size <= LARGEST_DOCUMENT:
            return
        self._size = measured()
        if self._size + size > LARGEST_DOCUMENT:
            raise Closing(CloseCode.TOO_LARGE)


def outline(state: bytes, barred: Collection[int]) -> UpdateCheck:
    """The outline of a stored document. Raises `Malformed` or `Missing` if it is no plan."""
    check = UpdateCheck(RULES, barred)
    check.trust(state)
    return check


def _is_nobodys(client: int) -> bool:
    """Nobody else is asked about here."""
    return False
