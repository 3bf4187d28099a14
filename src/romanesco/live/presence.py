"""Who is here: the awareness of a room, kept honest by the server.

Each client id belongs to the person whose connection spoke for it first, and every state is
stamped with that person, so that nobody can move a caret under another's name. y-websocket sends
on what it hears; states of others that come back are passed over without a word.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from romanesco.live.frames import Entry

# One for the page, some for tabs of the same browser that speak through each other.
MAX_CLIENTS_EACH = 8


@dataclass
class Speaker:
    """Whoever spoke for a client id last, and what was said."""

    connection: Hashable
    person_id: UUID
    entry: Entry


@dataclass
class Presence:
    speakers: dict[int, Speaker] = field(default_factory=dict)

    def hear(self, connection: Hashable, person_id: UUID, entries: Iterable[Entry]) -> list[Entry]:
        """What of these entries is to be sent on, stamped."""
        return [
            heard
            for entry in entries
            if (heard := self._hear(connection, person_id, entry)) is not None
        ]

    def leave(self, connection: Hashable) -> list[Entry]:
        """Forget what a connection spoke for; what to tell the others."""
        left = [s.entry for s in self.speakers.values() if s.connection is connection]
        for entry in left:
            del self.speakers[entry.client]
        return [entry._replace(state=None) for entry in left]

    def everyone(self) -> list[Entry]:
        return [speaker.entry for speaker in self.speakers.values()]

    def is_of_another(self, client: int, person_id: UUID) -> bool:
        """Whether somebody else is here under this client id."""
        speaker = self.speakers.get(client)
        return speaker is not None and speaker.person_id != person_id

    def _hear(self, connection: Hashable, person_id: UUID, entry: Entry) -> Entry | None:
        known = self.speakers.get(entry.client)
        if known is None:
            if entry.state is None or self._speaks_for(connection) >= MAX_CLIENTS_EACH:
                return None
        elif not _may_speak(known, connection, person_id, entry):
            return None
        if entry.state is None:
            self.speakers.pop(entry.client, None)
            return entry
        stamped = entry._replace(state={**entry.state, "person": str(person_id)})
        self.speakers[entry.client] = Speaker(connection, person_id, stamped)
        return stamped

    def _speaks_for(self, connection: Hashable) -> int:
        return sum(speaker.connection is connection for speaker in self.speakers.values())


def _may_speak(known: Speaker, connection: Hashable, person_id: UUID, entry: Entry) -> bool:
    """The same connection may; another of the same person may, with news."""
    if known.connection is connection:
        return entry.clock >= known.entry.clock
    return known.person_id == person_id and entry.clock > known.entry.clock
