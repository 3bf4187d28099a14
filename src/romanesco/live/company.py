"""The people in one room: what goes to them, and what they say of themselves goes to the others."""

from collections.abc import Callable
from uuid import UUID

from romanesco.live import frames
from romanesco.live.connection import Connection
from romanesco.live.frames import Entry
from romanesco.live.presence import Presence, writers_of


class Company:
    """Belongs to a room. `tell_elsewhere` and `renewed` are for who knows of other nodes, and of a
    better moment (`renewals.py`)."""

    def __init__(self, document_id: UUID) -> None:
        self.connections: set[Connection] = set()
        self.presence = Presence(writers=writers_of(document_id))
        self.tell_elsewhere: Callable[[UUID, list[Entry]], None] = lambda person_id, entries: None
        self.renewed: Callable[[Company], None] = Company.tell_renewed
        self._renewed: dict[int, Connection] = {}

    def greet(self, connection: Connection) -> None:
        """Say who is here."""
        self.connections.add(connection)
        if everyone := self.presence.everyone():
            connection.send(frames.awareness(everyone))

    def leave(self, connection: Connection) -> None:
        self.connections.discard(connection)
        self._tell(connection, self.presence.leave(connection))

    def broadcast(self, frame: bytes, but: Connection | None = None) -> None:
        for connection in self.connections:
            if connection is not but:
                connection.send(frame)

    def hear(self, connection: Connection, entries: list[Entry]) -> None:
        """What a client says of itself goes to the others: at once, where it is news."""
        is_renewal = self.presence.is_renewal(connection, entries)
        heard = self.presence.hear(connection, connection.person_id, entries)
        if is_renewal and heard:
            self._renewed.update(dict.fromkeys((entry.client for entry in heard), connection))
            self.renewed(self)
            return
        if self._renewed:
            for entry in heard:
                self._renewed.pop(entry.client, None)
        self._tell(connection, heard)

    def tell_here(self, entries: list[Entry], but: Connection | None = None) -> None:
        """Tell the people of this node who is where."""
        if entries:
            self.broadcast(frames.awareness(entries), but)

    def tell_renewed(self) -> None:
        """Tell the others who is still there."""
        renewed, self._renewed = self._renewed, {}
        for client, connection in renewed.items():
            if (entry := self.presence.said_by(connection, client)) is not None:
                self._tell(connection, [entry])

    def tell_again(self, connection: Connection) -> None:
        """Somebody has not been told anything for long, and may take us for gone."""
        connection.send(frames.awareness(self.presence.everyone()))

    def _tell(self, connection: Connection, entries: list[Entry]) -> None:
        if entries:
            self.tell_here(entries, but=connection)
            self.tell_elsewhere(connection.person_id, entries)
