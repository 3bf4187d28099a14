"""Judges what people send to one document: whether it may be stored, and whether it fits.

It remembers the document's outline and about how large it is, as they will be once all that it let
pass is stored; so what it let pass has to be stored, or the room begins anew.

The outline of a short document is made when somebody brings the first new word, that of a long one
in steps once it is open, and so is a long update judged: meanwhile the room looks after others.
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
from romanesco.ydocs.steps import Steps, finish
from romanesco.ydocs.update import Update
from romanesco.ydocs.update_check import UpdateCheck

# Near the limit a document is measured again after so many bytes.
MEASURED_EVERY = 20_000
# So many deletions are made by hand, and always may be.
FEW_DELETIONS = 100
# A text that is parted takes so many bytes more; a deletion that is known was told in so many.
PARTED, TOLD = 40, 3


class Intake:
    """What a room lets in."""

    def __init__(self, presence: Presence, replica: Replica, barred: Collection[int]) -> None:
        """Begin with what is stored, which is in the replica."""
        self._presence = presence
        self._replica = replica
        self._barred = barred
        self._check: UpdateCheck | None = None
        self._is_no_plan = False
        self._erased = 0
        self._measured, self._since = len(replica.since()), 0

    def outline_in_steps(self) -> Steps[None]:
        """Make the outline. Until then, nothing may be asked here that takes one."""
        try:
            self._check = yield from _outline(self._replica.since(), self._barred)
        except (Malformed, Missing):
            self._is_no_plan = True
            raise Closing(CloseCode.FAILED) from None
        self._erased = self._check.outline.erased

    def is_keystroke(self, person_id: UUID, update: bytes) -> bool:
        """Whether this is a key that is fine in every respect; it is in the outline then."""
        size = len(update)
        if self._measured + self._since + size > LARGEST_DOCUMENT and not self._fits(size):
            return False
        check = self._check or self._outlined()
        if not keystroke.press(check, update, lambda who: not self._is_taken_as(who, person_id)):
            return False
        self._since += size
        return True

    def _is_taken_as(self, client: int, person_id: UUID) -> bool:
        """A key that is fine in all else is theirs, and so is its client id."""
        if self._presence.writers.get(client) is person_id:
            return True  # as almost always
        if self._presence.is_of_another(client, person_id):
            return False
        self._presence.wrote(client, person_id)
        return True

    def is_known(self, decoded: Update) -> Steps[bool]:
        """Whether this would change nothing."""
        if self._check is None and self._replica.knows(decoded):
            return True  # so far everything is in the replica
        return (yield from (self._check or self._outlined()).is_known_in_steps(decoded))

    def accept(
        self, person_id: UUID, update: bytes, decoded: Update, measured: Callable[[], int]
    ) -> Steps[bool]:
        """Judge an update; False if it is known already. Raises what is wrong with it.

        `measured` tells how large the document is with all that waits.
        """
        if self._check is None and (yield from self.is_known(decoded)):
            store.require_readable(update)
            return False
        check = self._check or self._outlined()
        writers = check.writers(decoded)
        if any(self._presence.is_of_another(client, person_id) for client in writers):
            raise Closing(CloseCode.RELOAD)  # a page begins anew, under another client id
        growth = yield from self._require_room(check, len(update), decoded, measured)
        store.require_readable(update)
        if not (yield from check.accept_in_steps(decoded)):
            return False
        self._since += growth
        for client in writers:
            self._presence.wrote(client, person_id)
        return True

    def trust(self, update: bytes) -> bool:
        """Take what is stored already; False if it is known. Raises `Malformed`, `Missing`."""
        # Most of what other nodes store are keys; who pressed them was asked there.
        check = self._check or self._outlined()
        is_new = keystroke.press(check, update, _is_nobodys) or check.trust(update)
        if is_new:
            self._since += len(update)
            self._erased = check.outline.erased
        return is_new

    def erased(self) -> int:
        """How much text was taken away since this was asked last."""
        before = self._erased
        if self._check is not None:
            self._erased = self._check.outline.erased
        return self._erased - before

    def _outlined(self) -> UpdateCheck:
        """Raises `Closing` if what is stored is no plan."""
        if self._is_no_plan:
            raise Closing(CloseCode.FAILED)
        finish(self.outline_in_steps())
        assert self._check is not None
        return self._check

    def _require_room(
        self, check: UpdateCheck, size: int, decoded: Update, measured: Callable[[], int]
    ) -> Steps[int]:
        """Refuse what would make the document too large; returns by how much it grows."""
        growth, must_fit = size, bool(decoded.structs)
        if len(decoded.deletions) > FEW_DELETIONS:
            pieces, text = yield from check.would_delete(decoded)
            # What was deleted is told again and again, and costs nothing. What is deleted now may
            # part a text for each of its pieces; but all of it can always be taken away.
            growth = max(0, size - TOLD * (len(decoded.deletions) - pieces))
            if text < PARTED * pieces:
                growth, must_fit = growth + PARTED * pieces - text, True
        if must_fit and not self._fits(growth):
            if self._since:
                self._measured, self._since = measured(), 0
            if not self._fits(growth):
                raise Closing(CloseCode.TOO_LARGE)
        return growth

    def _fits(self, size: int) -> bool:
        """Whether so much more may come. To measure takes long, so that it is not done again before
        some pages were written, even if they may be too much."""
        if self._measured + self._since + size <= LARGEST_DOCUMENT:
            return True
        is_new = self._measured + size <= LARGEST_DOCUMENT
        return is_new and self._since + size <= MEASURED_EVERY


def _outline(state: bytes, barred: Collection[int]) -> Steps[UpdateCheck]:
    """The outline of a stored document. Raises `Malformed` or `Missing` if it is no plan."""
    check = UpdateCheck(RULES, barred)
    yield from check.trust_in_steps(state)
    return check


def _is_nobodys(client: int) -> bool:
    """Nobody else is asked about here."""
    return False
