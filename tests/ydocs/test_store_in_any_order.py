"""Whatever is appended, folded, read and deleted, and in whatever order: a document is always what
applying everything that was ever stored in it makes."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pycrdt import Doc, Text

from romanesco.ydocs import journal, rows, store
from tests.harness.at_once import at_once
from tests.ydocs.typists import written

WHICH = st.integers(0, 3)
LETTERS = st.text("abcde", min_size=1, max_size=4)


class Paper:
    """One document as whoever writes in it has it, and everything that was stored of it."""

    def __init__(self) -> None:
        self.doc: Doc[Any] = Doc()
        self.text = self.doc.get("text", type=Text)
        self.text += "begun. "
        self.id = store.create(self.doc.get_update()).pk
        self.stored = [self.doc.get_update()]

    def write(self, letters: str, erased: int) -> bytes:
        """One more update: some letters more at the end, and a few fewer at the beginning."""
        before = self.doc.get_state()
        with self.doc.transaction():
            self.text += letters
            del self.text[: min(erased, len(self.text) - 8)]
        return self.doc.get_update(before)

    def words(self) -> str:
        return _words(*self.stored)


def _words(*updates: bytes) -> str:
    doc: Doc[Any] = Doc()
    for update in updates:
        doc.apply_update(update)
    return str(doc.get("text", type=Text))


class Shelf(RuleBasedStateMachine):
    """A few documents, and everybody who reads and writes in them."""

    @initialize()
    def begin(self) -> None:
        self.papers = [Paper(), Paper()]
        self.gone: list[UUID] = [uuid4()]
        # What was read for folding while others went on.
        self.readings: list[tuple[UUID, bytes]] = []

    def teardown(self) -> None:
        for paper in getattr(self, "papers", []):
            store.delete(paper.id)

    @precondition(lambda self: len(self.papers) < 4)
    @rule()
    def create(self) -> None:
        self.papers.append(Paper())

    @rule(which=WHICH, letters=st.lists(LETTERS, max_size=5), erased=st.integers(0, 2))
    def append(self, which: int, letters: list[str], erased: int) -> None:
        paper = self._paper(which)
        updates = [paper.write(each, erased) for each in letters]
        store.append(paper.id, updates)
        paper.stored += updates

    @rule(letters=st.lists(st.tuples(WHICH, LETTERS), max_size=8), is_twice=st.booleans())
    def append_all(self, letters: list[tuple[int, str]], is_twice: bool) -> None:
        """As the live writer does: of all documents, one that is gone among them."""
        writes = [(self._paper(which), words) for which, words in letters]
        updates = [(paper, paper.write(words, 0)) for paper, words in writes]
        batch = [(paper.id, update) for paper, update in updates] * (1 + is_twice)
        assert store.append_all([*batch, (self.gone[-1], b"\x00\x01")]) == {self.gone[-1]}
        for paper, update in updates:
            paper.stored.append(update)

    @rule(which=WHICH)
    def compact(self, which: int) -> None:
        paper = self._paper(which)
        store.compact(paper.id)
        assert written(paper.id) == []

    @rule()
    def spill(self) -> None:
        store.spill()
        assert [each for document_id in self.gone for each in written(document_id)] == []

    @rule(which=WHICH)
    def fold(self, which: int) -> None:
        """What is in rows; what is in the journal alone stays there."""
        paper = self._paper(which)
        recent = journal.read(paper.id)
        store.fold(paper.id)
        assert rows.read(paper.id) == []
        assert journal.read(paper.id) == recent

    @rule(limit=st.integers(1, 3))
    def compact_leftovers(self, limit: int) -> None:
        store.compact_leftovers(limit)

    @rule(which=WHICH, letters=LETTERS)
    def write_and_fold_at_once(self, which: int, letters: str) -> None:
        """On two connections, or three."""
        paper = self._paper(which)
        updates = [paper.write(letters, 1), paper.write(letters, 0)]
        at_once(
            lambda: store.append_all([(paper.id, update) for update in updates]),
            lambda: store.compact(paper.id),
            store.spill,
            lambda: store.compact(paper.id),
        )
        paper.stored += updates

    @precondition(lambda self: len(self.papers) > 1)
    @rule(which=WHICH)
    def delete(self, which: int) -> None:
        paper = self.papers.pop(which % len(self.papers))
        store.delete(paper.id)
        self.gone.append(paper.id)

    @invariant()
    def a_document_is_all_that_was_stored_in_it(self) -> None:
        for paper in getattr(self, "papers", []):
            assert _words(store.load(paper.id)) == paper.words()

    @invariant()
    def what_is_gone_is_gone(self) -> None:
        for document_id in getattr(self, "gone", [])[-2:]:
            with pytest.raises(store.DocumentGone):
                store.load(document_id)
            assert rows.read(document_id) == []

    def _paper(self, which: int) -> Paper:
        return self.papers[which % len(self.papers)]


@pytest.mark.django_db(transaction=True)
def test_a_document_is_all_that_was_stored_in_it() -> None:
    run_state_machine_as_test(
        Shelf,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
