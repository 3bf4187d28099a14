"""Bytes that are not the ones that we wrote: what is readable goes on, and nothing is lost."""

import zlib
from collections.abc import Callable

import pytest

from romanesco.ydocs import store
from romanesco.ydocs.lib0 import var_string, var_uint
from romanesco.ydocs.models import YDocument, YUpdate
from tests.ydocs.typists import Typist, words

pytestmark = pytest.mark.django_db

# 100,000 arrays within each other, as the value of an attribute: the stack of Yrs overflows.
DEPTH = 100_000
BOMB = (
    b"\x01\x01\x01\x00\x28\x01"
    + var_string("text")
    + var_string("key")
    + var_uint(1)
    + b"\x75\x01" * DEPTH
    + b"\x7e\x00"
)


def flipped(update: bytes) -> bytes:
    return update[:-3] + bytes([update[-3] ^ 0x10]) + update[-2:]


DAMAGES: list[Callable[[bytes], bytes]] = [
    flipped,
    lambda update: update[:-2],
    lambda update: b"",
    lambda update: BOMB,
]


def stored(*updates: bytes) -> YDocument:
    """In rows of their own; how they fare in a journal is told in test_journal.py."""
    found = store.create(store.NO_CHANGE)
    store.append(found.pk, updates)
    return found


@pytest.mark.parametrize("damage", DAMAGES, ids=["flipped", "cut off", "empty", "bomb"])
def test_what_is_readable_is_read_and_goes_on(damage: Callable[[bytes], bytes]) -> None:
    rosa, theo = Typist(), Typist()
    found = stored(*rosa.type("hello"), *theo.type("you"))
    row = found.updates.order_by("seq")[3]
    whole = bytes(row.update)
    YUpdate.objects.filter(pk=row.pk).update(update=damage(whole))
    assert sorted(words(store.load(found.pk))) == sorted("helyou")
    # The checkpoint takes in what is readable; the damaged row stays, and what builds on it.
    assert store.compact(found.pk) == 6
    assert store.compact(found.pk) == 0
    kept = {each.seq: bytes(each.update) for each in found.updates.order_by("seq")}
    assert list(kept) == [row.seq, row.seq + 1]
    assert kept[row.seq] == damage(whole)
    store.append_all([(found.pk, update) for update in theo.type("!")])
    assert sorted(words(store.load(found.pk))) == sorted("helyou!")
    # Repaired by hand, all of it is there.
    YUpdate.objects.filter(pk=row.pk).update(update=whole)
    assert sorted(words(store.load(found.pk))) == sorted("helloyou!")
    store.compact(found.pk)
    assert not found.updates.exists()
    assert sorted(words(store.load(found.pk))) == sorted("helloyou!")


def test_whoever_has_the_words_brings_them_again() -> None:
    rosa = Typist()
    found = stored(*rosa.type("hello"))
    YUpdate.objects.filter(pk=found.updates.order_by("seq")[2].pk).update(update=b"\x00")
    assert words(store.load(found.pk)) == "he"
    store.append_all([(found.pk, rosa.doc.get_update())])
    assert words(store.load(found.pk)) == "hello"
    assert store.compact(found.pk) == 5
    assert words(store.load(found.pk)) == "hello"


def test_a_deletion_of_what_cannot_be_read_is_kept_too() -> None:
    rosa, theo = Typist(), Typist()
    hello = rosa.type("hello")
    theo.doc.apply_update(rosa.doc.get_update())
    theo.taken()
    found = stored(*hello, *theo.delete(4, 5))
    last = found.updates.order_by("seq")[4]
    whole = bytes(last.update)
    YUpdate.objects.filter(pk=last.pk).update(update=flipped(whole))
    assert store.compact(found.pk) == 4
    assert words(store.load(found.pk)) == "hell"
    YUpdate.objects.filter(pk=last.pk).update(update=whole)
    assert words(store.load(found.pk)) == "hell"
    store.compact(found.pk)
    assert words(store.load(found.pk)) == "hell"
    assert not found.updates.exists()


@pytest.mark.parametrize("damage", DAMAGES, ids=["flipped", "cut off", "empty", "bomb"])
def test_a_damaged_checkpoint_is_set_aside_and_the_rest_runs(
    damage: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    rosa = Typist()
    found, other = stored(*rosa.type("a secret")), stored(*Typist().type("other"))
    store.compact(found.pk)
    store.append_all([(found.pk, update) for update in rosa.type("!")])
    found.refresh_from_db()
    whole = bytes(found.checkpoint)
    YDocument.objects.filter(pk=found.pk).update(checkpoint=damage(whole))
    for _ in range(3):
        with pytest.raises(store.Damaged):
            store.load(found.pk)
        with pytest.raises(store.Damaged):
            store.compact(found.pk)
    assert caplog.text.count(str(found.pk)) == 1
    assert "secret" not in caplog.text
    assert store.compact_leftovers(10) == 5
    assert words(store.load(other.pk)) == "other"
    found.refresh_from_db()
    assert bytes(found.checkpoint) == damage(whole)
    assert found.updates.count() == 1
    YDocument.objects.filter(pk=found.pk).update(checkpoint=whole)
    assert words(store.load(found.pk)) == "a secret!"


def test_a_damaged_update_is_told_once_and_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = stored(*Typist().type("hidden"))
    row = found.updates.order_by("seq")[1]
    YUpdate.objects.filter(pk=row.pk).update(update=b"hidden words")
    for _ in range(3):
        store.load(found.pk)
    assert caplog.text.count(str(found.pk)) == 1
    assert "hidden" not in caplog.text


def test_what_fits_its_checksum_and_cannot_be_applied_is_kept_as_well() -> None:
    rosa = Typist()
    found = stored(*rosa.type("ab"), b"\x01\x02\x03", *rosa.type("c"))
    assert words(store.load(found.pk)) == "abc"
    assert store.compact(found.pk) == 3
    assert [bytes(row.update) for row in found.updates.all()] == [b"\x01\x02\x03"]


def test_what_is_stored_carries_its_checksum() -> None:
    found = stored(*Typist().type("a"))
    row = found.updates.get()
    assert row.checksum == zlib.crc32(row.update)
    store.compact(found.pk)
    found.refresh_from_db()
    assert found.checksum == zlib.crc32(found.checkpoint)
