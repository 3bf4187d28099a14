"""What may be wrong with what a client sends, and the close code that says so."""

from romanesco.live.close_codes import CloseCode, Closing
from romanesco.live.pace import Pace
from romanesco.live.states import StateTooLarge
from romanesco.plans.document_schema import LIMITS
from romanesco.ydocs.lib0 import Malformed
from romanesco.ydocs.rules import Barred, Missing, TooLong
from romanesco.ydocs.store import Undecodable
from romanesco.ydocs.update import TooMany

MAX_FRAME = LIMITS["frame_bytes"]

# More structs, or deletions, in one update than a document can have. It takes thirteen bytes to
# write a struct, so a frame full of a text editor's has some 75,000; and between two deletions that
# do not touch stands one that is not deleted.
MOST_STRUCTS = 100_000

# The first that fits counts.
_CODES: dict[type[Exception], CloseCode] = {
    TooMany: CloseCode.TOO_LARGE,
    Malformed: CloseCode.MALFORMED,
    Missing: CloseCode.MALFORMED,
    Undecodable: CloseCode.MALFORMED,
    Barred: CloseCode.RELOAD,
    TooLong: CloseCode.TOO_LARGE,
    StateTooLarge: CloseCode.TOO_LARGE,
}
MISTAKES: tuple[type[Exception], ...] = (Closing, *_CODES)


def code_of(mistake: Exception) -> CloseCode:
    """The close code for one of the `MISTAKES`."""
    if isinstance(mistake, Closing):
        return mistake.code
    return next(code for kind, code in _CODES.items() if isinstance(mistake, kind))


def require_pace(pace: Pace, size: int, at: float) -> None:
    """Raises `Closing` for a frame that is too large, or comes too soon."""
    if size > MAX_FRAME:
        raise Closing(CloseCode.TOO_LARGE)
    if not pace.allows(size, at):
        raise Closing(CloseCode.TOO_FAST)
