"""Somebody who types into a text, a letter an update."""

from typing import Any
from uuid import UUID

from pycrdt import Doc, Text

from romanesco.ydocs import journal, rows


class Typist:
    def __init__(self) -> None:
        self.doc: Doc[Any] = Doc()
        self.text: Text = self.doc.get("text", type=Text)
        self._updates: list[bytes] = []
        self.doc.observe(lambda event: self._updates.append(event.update))

    def type(self, letters: str) -> list[bytes]:
        """The updates of these letters, typed at the end."""
        for letter in letters:
            self.text.insert(len(str(self.text)), letter)
        return self.taken()

    def delete(self, start: int, stop: int) -> list[bytes]:
        del self.text[start:stop]
        return self.taken()

    def taken(self) -> list[bytes]:
        taken, self._updates = self._updates, []
        return taken


def written(document_id: UUID) -> list[bytes]:
    """What is stored of a document after its checkpoint."""
    return [row.update for row in rows.read(document_id) + journal.read(document_id)]


def words(state: bytes) -> str:
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    return str(doc.get("text", type=Text))
