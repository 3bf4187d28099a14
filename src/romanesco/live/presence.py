"""Who is here: the awareness of a room, kept honest by the server.

Each client id belongs to the person whose connection spoke for it first, and every state is
stamped with that person, so that nobody can move a caret under another's name. y-websocket sends
on what it hears; states of others that come back are passed over without a word. Who is here by
way of another node stands beside them, stamped there.

A client id under which somebody has written stays theirs when they leave: whoever wrote on under it
meanwhile would take the place of words that they still keep.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from romanesco.live.frames import Entry
from romanesco.live.states import stamp, stamped

# One for the page, some for tabs of the same browser that speak through each other.
MAX_CLIENTS_EACH = 8
# Whose client ids are known: in so many documents, and of so many clients in each.
MAX_DOCUMENTS, MAX_WRITERS = 5_000, 4_000


@lru_cache(maxsize=MAX_DOCUMENTS)
def writers_of(document_id: UUID) -> dict[int, UUID]:
    """Who wrote under which client id, through this process; also when a room ends meanwhile."""
    return {}


@dataclass(slots=True)
class Speaker:
    """Whoever spoke for a client id last, and what was said: a connection, or another node."""

    source: Hashable
    person_id: UUID
    entry: Entry
    stamp: bytes = b""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another node, through which somebody is here."""

    node: str


@dataclass(slots=True)
class Presence:
    speakers: dict[int, Speaker] = field(default_factory=dict)
    # The states as clients of this node said them last: `frames.decode` takes them as read.
    said: dict[int, bytes] = field(default_factory=dict)
    writers: dict[int, UUID] = field(default_factory=dict)

    def hear(self, connection: Hashable, person_id: UUID, entries: Iterable[Entry]) -> list[Entry]:
        """What of these entries is to be sent on, stamped."""
        return [
            heard
            for entry in entries
            if (heard := self._hear(connection, person_id, entry)) is not None
        ]

    def is_renewal(self, connection: Hashable, entries: Iterable[Entry]) -> bool:
        """Whether a connection says again what it said last, and nothing else."""
        for client, _, state in entries:
            if state is None or state is not self.said.get(client):
                return False
            if self.speakers[client].source is not connection:
                return False
        return True

    def said_by(self, connection: Hashable, client: int) -> Entry | None:
        """What a connection said of a client last, if it still speaks for it."""
        known = self.speakers.get(client)
        return known.entry if known is not None and known.source is connection else None

    def leave(self, connection: Hashable) -> list[Entry]:
        """Forget what a connection spoke for; what to tell the others."""
        return self._forget(connection)

    def hear_elsewhere(self, node: str, person_id: UUID, entries: Iterable[Entry]) -> list[Entry]:
        """What of another node's entries, stamped there, is to be told to the people here."""
        source = Elsewhere(node)
        return [
            entry for entry in entries if self._hear_elsewhere(source, person_id, entry) is not None
        ]

    def forget_node(self, node: str) -> list[Entry]:
        """Forget who is here by way of another node; what to tell the people here."""
        return self._forget(Elsewhere(node))

    def forget_nodes(self) -> None:
        """Forget who is anywhere else, without a word: they are asked for again."""
        self.speakers = {speaker.entry.client: speaker for speaker in self.here()}

    def here(self) -> list[Speaker]:
        """Who speaks through a connection of this node."""
        speakers = self.speakers.values()
        return [speaker for speaker in speakers if not isinstance(speaker.source, Elsewhere)]

    def everyone(self) -> list[Entry]:
        return [speaker.entry for speaker in self.speakers.values()]

    def wrote(self, client: int, person_id: UUID) -> None:
        """From now on this client id is theirs."""
        if len(self.writers) < MAX_WRITERS:
            self.writers.setdefault(client, person_id)

    def is_of_another(self, client: int, person_id: UUID) -> bool:
        """Whether somebody else has written under this client id, or else is here under it."""
        owner = self.writers.get(client)
        if owner is None:
            speaker = self.speakers.get(client)
            owner = person_id if speaker is None else speaker.person_id
        return owner != person_id

    def _hear(self, connection: Hashable, person_id: UUID, entry: Entry) -> Entry | None:
        known = self.speakers.get(entry.client)
        if known is None:
            if entry.state is None or self.is_of_another(entry.client, person_id):
                return None
            if self._speaks_for(connection) >= MAX_CLIENTS_EACH:
                return None
        elif not _may_speak(known, connection, person_id, entry):
            return None
        return self._take(known, connection, person_id, entry)

    def _take(
        self, known: Speaker | None, connection: Hashable, person_id: UUID, entry: Entry
    ) -> Entry:
        client, clock, state = entry
        if state is None:
            del self.speakers[client]
            self.said.pop(client, None)
            return entry
        if known is None or known.source is not connection:
            known = Speaker(connection, person_id, entry, stamp(str(person_id)))
            self.speakers[client] = known
        elif state is self.said.get(client):
            known.entry = Entry(client, clock, known.entry.state)
            return known.entry
        self.said[client] = state
        known.entry = Entry(client, clock, stamped(state, known.stamp))
        return known.entry

    def _hear_elsewhere(self, source: Elsewhere, person_id: UUID, entry: Entry) -> Entry | None:
        known = self.speakers.get(entry.client)
        if known is None:
            if entry.state is None or self.is_of_another(entry.client, person_id):
                return None
        elif not _may_speak(known, source, person_id, entry):
            return None
        self.said.pop(entry.client, None)
        if entry.state is None:
            del self.speakers[entry.client]
        else:
            self.speakers[entry.client] = Speaker(source, person_id, entry)
        return entry

    def _forget(self, source: Hashable) -> list[Entry]:
        left = [speaker.entry for speaker in self.speakers.values() if speaker.source == source]
        for entry in left:
            del self.speakers[entry.client]
            self.said.pop(entry.client, None)
        return [entry._replace(state=None) for entry in left]

    def _speaks_for(self, connection: Hashable) -> int:
        return sum(speaker.source is connection for speaker in self.speakers.values())


def _may_speak(known: Speaker, source: Hashable, person_id: UUID, entry: Entry) -> bool:
    """The same connection or node may, for the same person; another of that person, with news."""
    if known.source is source:
        return entry.clock >= known.entry.clock
    if known.person_id != person_id:
        return False
    least = known.entry.clock if known.source == source else known.entry.clock + 1
    return entry.clock >= least
