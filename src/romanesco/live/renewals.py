"""That somebody is still there, said again every 15 seconds by every page, is told to the others a
moment later, all of a moment together: of what a single one costs, most is waking up for it.

Nobody sees the difference: a page takes somebody for gone after 30 seconds (y-protocols).
"""

import asyncio

from romanesco.live.room import Room

# So long (seconds) may it wait.
LONGEST_WAIT = 0.25


class Renewals:
    """Belongs to an event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._rooms: dict[Room, None] = {}

    def note(self, room: Room) -> None:
        """Somebody in this room has said no more than that they are still there."""
        if not self._rooms:
            self._loop.call_later(LONGEST_WAIT, self._tell)
        self._rooms[room] = None

    def _tell(self) -> None:
        rooms, self._rooms = self._rooms, {}
        for room in rooms:
            room.tell_renewed()
