"""When message 8 goes out: at once, or, where very much is stored at a time, with the next thing
that its receiver is told anyway, and after a moment at the latest. So a busy server sends
fewer packets, and nobody sees the difference.
"""

import asyncio

from romanesco.live.connection import Connection

# So long (seconds) may a receipt wait for company.
LONGEST_WAIT = 0.25


class Receipts:
    """Belongs to the event loop. `is_busy` is set by whoever knows."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.is_busy = False
        self._loop = loop
        self._owing: list[Connection] = []

    def give(self, connection: Connection) -> None:
        """Tell a connection how much of what it sent is durable."""
        if not self.is_busy:
            connection.tell_durable()
            return
        connection.owes_receipt = True
        if not self._owing:
            self._loop.call_later(LONGEST_WAIT, self._give_all)
        self._owing.append(connection)

    def _give_all(self) -> None:
        owing, self._owing = self._owing, []
        for connection in owing:
            connection.tell_durable()
