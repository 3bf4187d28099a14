"""Folding, while others write: exactly what was read is deleted, and nothing else is lost."""

import threading
import zlib
from functools import partial
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from romanesco.ydocs import store
from romanesco.ydocs.merging import Merged, merge
from romanesco.ydocs.models import YDocument, YUpdate
from tests.harness.at_once import at_once
from tests.ydocs import writing
from tests.ydocs.typists import Typist, words, written

pytestmark = pytest.mark.django_db(transaction=True)


def stored() -> YDocument:
    return store.create(store.NO_CHANGE)


def test_what_is_written_meanwhile_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    found, rosa, theo = stored(), Typist(), Typist()
    store.append_all([(found.pk, update) for update in rosa.type("hello")])

    def merge_while_somebody_types(*args: object) -> Merged:
        typing = threading.Thread(target=partial(at_once, partial(append, found.pk, theo, "you")))
        typing.start()
        typing.join()
        return merge(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "merge", merge_while_somebody_types)
    assert store.compact(found.pk) == 5
    assert len(written(found.pk)) == 3
    assert sorted(words(store.load(found.pk))) == sorted("helloyou")


def test_of_two_that_fold_at_once_one_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the numbers of the rows that it deletes, which others may have by then, are its own."""
    found, rosa = stored(), Typist()
    append(found.pk, rosa, "hello")

    def merge_while_another_folds(*args: object) -> Merged:
        monkeypatch.undo()
        assert store.compact(found.pk) == 5
        append(found.pk, rosa, " you")
        return merge(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "merge", merge_while_another_folds)
    assert store.compact(found.pk) == 0
    assert len(written(found.pk)) == 4
    assert words(store.load(found.pk)) == "hello you"


def test_many_at_once_lose_nothing() -> None:
    found, people = stored(), [Typist() for _ in range(3)]
    for _ in range(5):
        typing = [partial(append, found.pk, person, "abcdefgh") for person in people]
        at_once(*typing, partial(store.compact, found.pk), partial(store.compact, found.pk))
    assert sorted(words(store.load(found.pk))) == sorted("abcdefgh" * 15)
    store.compact(found.pk)
    assert not YUpdate.objects.exists()
    assert sorted(words(store.load(found.pk))) == sorted("abcdefgh" * 15)


def test_an_earlier_number_that_is_committed_later_stays() -> None:
    """Two nodes on one PostgreSQL: numbers are given when a row is written, not when it is seen."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    found, rosa, theo = stored(), Typist(), Typist()
    row = 'INSERT INTO romanesco_yupdate (document_id, "update", checksum) VALUES (%s, %s, %s)'
    with psycopg.connect(**connection.get_connection_params()) as other_node:
        for update in rosa.type("late"):
            other_node.execute(row, [found.pk, update, zlib.crc32(update)])
        append(found.pk, theo, "early")
        assert store.compact(found.pk) == 5
        other_node.commit()
    earlier, later = found.updates.order_by("seq").first(), found.updates.count()
    assert earlier is not None
    assert later == 4
    assert sorted(words(store.load(found.pk))) == sorted("lateearly")
    assert store.compact(found.pk) == 4
    assert sorted(words(store.load(found.pk))) == sorted("lateearly")


def test_many_updates_are_folded_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "DELETED_AT_ONCE", 10)
    found, rosa = stored(), Typist()
    append(found.pk, rosa, "x" * 35)
    assert store.compact(found.pk) == 35
    assert not YUpdate.objects.exists()
    assert words(store.load(found.pk)) == "x" * 35


def test_a_document_that_is_deleted_meanwhile_stays_deleted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = stored()
    append(found.pk, Typist(), "hello")

    def merge_while_it_is_deleted(*args: object) -> Merged:
        store.delete(found.pk)
        return merge(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "merge", merge_while_it_is_deleted)
    assert store.compact(found.pk) == 0
    assert not YDocument.objects.exists()
    assert not YUpdate.objects.exists()


def test_nothing_is_said_to_be_durable_that_is_then_deleted() -> None:
    """Who deletes holds the document first; who stores meanwhile finds that it is gone."""
    found, gone = stored(), list[set[UUID]]()
    update = Typist().type("x")[0]
    storing = threading.Thread(
        target=at_once, args=[lambda: gone.append(store.append_all([(found.pk, update)]))]
    )
    with transaction.atomic():
        store.hold(found.pk)
        storing.start()
        storing.join(timeout=0.3)
        assert gone == []
        assert words(store.load(found.pk)) == ""
        store.delete(found.pk)
    storing.join(timeout=30)
    assert gone == [{found.pk}]
    assert not YUpdate.objects.exists()


def test_a_fold_does_not_keep_anybody_from_typing() -> None:
    """On PostgreSQL a new checkpoint and a new update lock different things."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    found = stored()
    with transaction.atomic():
        YDocument.objects.select_for_update(no_key=True).get(pk=found.pk)
        YDocument.objects.filter(pk=found.pk).update(edition=7)
        typing = threading.Thread(target=at_once, args=[partial(append, found.pk, Typist(), "x")])
        typing.start()
        typing.join(timeout=30)
        assert not typing.is_alive()
        assert found.updates.count() == 1


def test_what_a_crash_left_is_folded_by_and_by() -> None:
    documents = [stored() for _ in range(5)]
    for each in documents:
        append(each.pk, Typist(), "abc")
    assert [store.compact_leftovers(2) for _ in range(4)] == [6, 6, 3, 0]
    assert not YUpdate.objects.exists()
    append(documents[0].pk, Typist(), "d")
    assert [store.compact_leftovers(2) for _ in range(2)] == [1, 0]


def test_more_than_one_statement_holds_is_one_transaction() -> None:
    found, other, rosa = stored(), stored(), Typist()
    updates = rosa.type("y" * 700)
    store.delete(other.pk)
    batch = [(found.pk, update) for update in updates]
    assert store.append_all([*batch, (other.pk, updates[0])]) == {other.pk}
    assert words(store.load(found.pk)) == "y" * 700
    assert written(found.pk) == updates


def test_a_gap_at_the_end_of_an_update_keeps_no_words() -> None:
    """Nobody may write that any longer; rows from before are folded, and their words go."""
    found = stored()
    secret = writing.string("secret", writing.Place("text"))
    erased = writing.update(deletions=[(1, 0, 6)])
    for update in (writing.update(secret, b"\x0a\x05"), erased, writing.update(b"\x0a\x05")):
        assert store.append_all([(found.pk, update)]) == set()
    assert store.compact(found.pk) == 3
    assert not YUpdate.objects.exists()
    assert b"secret" not in bytes(YDocument.objects.get().checkpoint)


def append(document_id: UUID, typist: Typist, letters: str) -> None:
    for update in typist.type(letters):
        assert store.append_all([(document_id, update)]) == set()
