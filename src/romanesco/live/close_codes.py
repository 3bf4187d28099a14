"""Why the server closes a live connection.

y-websocket never reconnects on 4400 to 4499 (the server made up its mind), and does on all others.
"""

from enum import IntEnum


class CloseCode(IntEnum):
    BROKEN = 1002  # no WebSocket as RFC 6455 has it
    FAILED = 1011  # something broke here: what is unsaved stays with the client, and comes again
    RESTART = 1012
    MALFORMED = 4400
    SIGNED_OUT = 4401
    NOT_FOUND = 4404  # no such plan, or not (any longer) yours to see
    RELOAD = 4409  # the page is older than the document, its schema, or one's right to write
    TOO_LARGE = 4413
    TOO_FAST = 4429
    TOO_SLOW = 4508


REASONS = {
    CloseCode.BROKEN: "no WebSocket",
    CloseCode.FAILED: "could not be saved, try again",
    CloseCode.RESTART: "restarting, come back",
    CloseCode.MALFORMED: "malformed",
    CloseCode.SIGNED_OUT: "not signed in",
    CloseCode.NOT_FOUND: "no such plan",
    CloseCode.RELOAD: "reload needed",
    CloseCode.TOO_LARGE: "too large",
    CloseCode.TOO_FAST: "too fast",
    CloseCode.TOO_SLOW: "too slow",
}


class Closing(Exception):
    """This connection has to end, with this code."""

    def __init__(self, code: CloseCode) -> None:
        self.code = code
        super().__init__(REASONS[code])
