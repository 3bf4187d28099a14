"""What people type, on SQLite: read from the first moment, moved to its documents in time, and
whatever is damaged takes nothing else along."""

import random
import threading
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from romanesco.ydocs import journal, rows, store
from romanesco.ydocs.entries import entries, framed
from romanesco.ydocs.merging import Row, merge
from romanesco.ydocs.models import YDocument, YJournal, YUpdate
from tests.harness.at_once import at_once
from tests.ydocs.typists import Typist, words, written

ONE, TWO = bytes(range(16)), bytes(range(16, 32))
BODIES = st.lists(st.tuples(st.sampled_from([ONE, TWO]), st.binary(max_size=40)), max_size=6)


@pytest.fixture
def on_sqlite(transactional_db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no journal of its own here")


@given(BODIES)
def test_what_was_framed_is_read_again(body: list[tuple[bytes, bytes]]) -> None:
    found = list(entries(b"".join(framed(*each) for each in body)))
    assert [(each.document, each.update) for each in found] == body
    assert all(each.is_sound for each in found)


@given(BODIES, st.integers(0), st.integers(1, 255))
def test_damage_takes_along_only_what_it_hits(
    body: list[tuple[bytes, bytes]], place: int, change: int
) -> None:
    framed_body = bytearray(b"".join(framed(*each) for each in body))
    if not framed_body:
        return
    framed_body[place % len(framed_body)] ^= change
    found = list(entries(bytes(framed_body)))
    sound = [(each.document, each.update) for each in found if each.is_sound]
    assert len(sound) == len(body) - 1
    assert [each for each in body if each in sound] == sound or len(set(body)) < len(body)
    assert b"".join(each.raw for each in found) == framed_body


@pytest.mark.parametrize("seed", range(6))
def test_in_whatever_order_updates_come_they_are_merged(seed: int) -> None:
    """What the server wrote on top of it may be in a row before what is still in the journal."""
    rosa, luck = Typist(), random.Random(seed)
    updates = [update for _ in range(20) for update in _typed_or_deleted(rosa, luck)]
    placed = [Row(place, update) for place, update in enumerate(updates)]
    luck.shuffle(placed)
    merged = merge(b"", placed)
    assert sorted(merged.folded) == list(range(len(updates)))
    assert words(merged.state) == str(rosa.text)


def _typed_or_deleted(typist: Typist, luck: random.Random) -> list[bytes]:
    typed = typist.type("abcde")
    at = luck.randrange(len(str(typist.text)) - 2)
    return typed + typist.delete(at, at + 2)


@pytest.mark.usefixtures("on_sqlite")
def test_many_documents_share_a_commit_and_each_has_its_own_of_it() -> None:
    papers = [(store.create(store.NO_CHANGE).pk, Typist()) for _ in range(5)]
    for letters in ("abc", "de"):
        batch = [(found, update) for found, rosa in papers for update in rosa.type(letters)]
        assert store.append_all(batch) == set()
    assert YJournal.objects.count() == 2
    for spilled in (25, 0):
        assert [words(store.load(found)) for found, _ in papers] == ["abcde"] * 5
        assert store.spill() == spilled
    assert YUpdate.objects.count() == 5
    assert [store.compact(found) for found, _ in papers] == [5] * 5
    assert not YUpdate.objects.exists()
    assert [words(store.load(found)) for found, _ in papers] == ["abcde"] * 5


@pytest.mark.usefixtures("on_sqlite")
def test_no_number_comes_again() -> None:
    """Or somebody who moves what he has read might delete what came since."""
    found, rosa = store.create(store.NO_CHANGE).pk, Typist()
    numbers = []
    for _ in range(3):
        append(found, rosa, "a")
        numbers.append(YJournal.objects.latest("pk").pk)
        store.spill()
    assert numbers == sorted(set(numbers))
    assert [bytes(each.body) for each in YJournal.objects.all()] == [b""]


@pytest.mark.usefixtures("on_sqlite")
def test_of_two_that_move_the_same_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    found, rosa = store.create(store.NO_CHANGE).pk, Typist()
    append(found, rosa, "ab")
    move = journal._move

    def move_while_another_has(*args: object) -> None:
        monkeypatch.undo()
        assert store.spill() == 2
        append(found, rosa, "cd")
        move(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(journal, "_move", move_while_another_has)
    assert store.spill() == 0
    assert len(written(found)) == 4
    assert store.compact(found) == 4
    assert words(store.load(found)) == "abcd"


@pytest.mark.usefixtures("on_sqlite")
def test_a_move_that_fails_half_way_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    found, rosa = store.create(store.NO_CHANGE).pk, Typist()
    append(found, rosa, "abc")

    def fail(packs: object) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(rows, "insert_packs", fail)
    with pytest.raises(OperationalError):
        store.spill()
    assert len(written(found)) == 3
    monkeypatch.undo()
    assert store.spill() == 3
    assert store.compact(found) == 3
    assert words(store.load(found)) == "abc"


@pytest.mark.usefixtures("on_sqlite")
def test_what_is_moved_while_it_is_read_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    found, rosa = store.create(store.NO_CHANGE).pk, Typist()
    append(found, rosa, "abc")
    read = rows.read

    def read_once_it_is_moved_and_folded(document_id: UUID) -> list[Row]:
        monkeypatch.undo()
        at_once(lambda: store.compact(document_id))
        return read(document_id)

    monkeypatch.setattr(rows, "read", read_once_it_is_moved_and_folded)
    assert words(store.load(found)) == "abc"


@pytest.mark.usefixtures("on_sqlite")
def test_a_slice_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "SIZE", 100)
    found, rosa = store.create(store.NO_CHANGE).pk, Typist()
    for letter in "abcdefghijkl":
        append(found, rosa, letter)
    assert store.spill() == 12
    assert 1 < YUpdate.objects.count() < 12
    assert words(store.load(found)) == "abcdefghijkl"
    assert store.compact(found) == 12


@pytest.mark.usefixtures("on_sqlite")
def test_what_was_typed_in_a_document_that_is_gone_goes() -> None:
    gone, other = (store.create(store.NO_CHANGE).pk for _ in range(2))
    append(gone, Typist(), "a secret")
    append(other, Typist(), "kept")
    store.delete(gone)
    assert store.spill() == 12
    assert YUpdate.objects.count() == 1
    assert words(store.load(other)) == "kept"


@pytest.mark.usefixtures("on_sqlite")
def test_what_the_server_writes_may_build_on_what_is_not_moved_yet() -> None:
    found, rosa = store.create(store.NO_CHANGE).pk, Typist()
    append(found, rosa, "hello")
    with transaction.atomic():
        store.append(found, rosa.delete(1, 5))
    assert words(store.load(found)) == "h"
    assert store.fold(found) == 1
    assert words(store.load(found)) == "h"
    assert store.compact(found) == 5
    assert words(store.load(found)) == "h"
    assert b"ello" not in bytes(YDocument.objects.get().checkpoint)


@pytest.mark.usefixtures("on_sqlite")
def test_damage_in_the_journal_is_set_aside(caplog: pytest.LogCaptureFixture) -> None:
    one, two = (store.create(store.NO_CHANGE).pk for _ in range(2))
    rosa, theo = Typist(), Typist()
    hello, you = rosa.type("hello"), theo.type("you")
    batch = [(one, update) for update in hello] + [(two, update) for update in you]
    store.append_all(batch)
    commit = YJournal.objects.get()
    whole = bytes(commit.body)
    damaged = framed(one.bytes, hello[2])[:-1] + b"\xff"
    YJournal.objects.update(body=whole.replace(framed(one.bytes, hello[2]), damaged))
    for _ in range(2):
        assert (words(store.load(one)), words(store.load(two))) == ("he", "you")
        store.spill()
    kept = {each.pk: bytes(each.body) for each in YJournal.objects.all()}
    assert kept == {commit.pk: b"", -commit.pk: damaged}
    assert caplog.text.count("of the journal is damaged") == 1
    assert (store.compact(two), store.compact(one)) == (3, 2)
    # What builds on it stays. Put right by hand, all of it is there.
    YJournal.objects.filter(pk=-commit.pk).update(
        id=commit.pk + 1, body=framed(one.bytes, hello[2])
    )
    assert words(store.load(one)) == "hello"
    assert store.compact(one) == 3
    assert not YUpdate.objects.exists()
    assert words(store.load(one)) == "hello"


@pytest.mark.usefixtures("on_sqlite")
@pytest.mark.parametrize("whole_row", [False, True])
def test_damage_among_many_in_a_row_is_set_aside(whole_row: bool) -> None:
    rosa, theo = Typist(), Typist()
    found = store.create(store.NO_CHANGE).pk
    hello = rosa.type("hello")
    store.append_all([(found, update) for update in [*hello, *theo.type("you")]])
    store.spill()
    whole = bytes(YUpdate.objects.get().update)
    good = framed(found.bytes, hello[3])
    bad = good[:-1] + b"\xff"
    damaged = b"" if whole_row else whole.replace(good, bad)
    YUpdate.objects.update(update=damaged)
    assert sorted(words(store.load(found))) == sorted("" if whole_row else "helyou")
    assert store.compact(found) == (0 if whole_row else 6)
    assert store.compact(found) == 0
    # The words of the others are in the checkpoint alone: who deletes them finds them gone.
    left = whole if whole_row else bad + framed(found.bytes, hello[4])
    assert bytes(YUpdate.objects.get().update) == (b"" if whole_row else left)
    YUpdate.objects.update(update=left.replace(bad, good))
    assert sorted(words(store.load(found))) == sorted("helloyou")
    assert store.compact(found) == (8 if whole_row else 2)
    assert not YUpdate.objects.exists()


@pytest.mark.usefixtures("on_sqlite")
def test_nobody_misses_a_key_while_all_is_moved() -> None:
    """Read, moved, folded and typed at once: whoever reads has at least what was stored before."""
    found, rosa = store.create(store.NO_CHANGE).pk, Typist()
    is_over = threading.Event()
    stored = [0]

    def type_on() -> None:
        for _ in range(60):
            append(found, rosa, "x")
            stored[0] += 1
        is_over.set()

    def move_and_fold() -> None:
        while not is_over.is_set():
            store.compact(found)

    def read() -> None:
        while not is_over.is_set():
            before = stored[0]
            assert len(words(store.load(found))) >= before

    at_once(type_on, move_and_fold, read)
    assert words(store.load(found)) == "x" * 60


def append(document_id: UUID, typist: Typist, letters: str) -> None:
    assert store.append_all([(document_id, update) for update in typist.type(letters)]) == set()
