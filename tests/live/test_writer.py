"""The one thread that stores: together, in order, with patience, and one failure stays one."""

import asyncio
import math
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, OperationalError

from romanesco.live import writer as writing
from romanesco.live.folding import APART, LONGEST, MUCH, Unmoved
from romanesco.live.writer import FAILED, GONE, STORED, Outcome, Writer
from romanesco.ydocs import journal, store
from romanesco.ydocs.models import YUpdate
from tests.ydocs.typists import Typist, words, written

type Batch = Sequence[tuple[UUID, bytes]]

ONE, TWO = uuid4(), uuid4()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PAUSES", (0.0, 0.0))


def run(story: Callable[[Writer], Awaitable[None]]) -> None:
    async def stage() -> None:
        writer = Writer(asyncio.get_running_loop())
        try:
            await asyncio.wait_for(story(writer), 10)
        finally:
            await asyncio.to_thread(writer.stop)

    asyncio.run(stage())


async def outcomes(writer: Writer, *writes: tuple[int, UUID, bytes]) -> list[Outcome]:
    """Submit all at once; what became of each."""
    loop = asyncio.get_running_loop()
    futures: list[asyncio.Future[Outcome]] = [loop.create_future() for _ in writes]
    for future, (group, document_id, update) in zip(futures, writes, strict=True):
        writer.submit(group, document_id, update, future.set_result)
    return list(await asyncio.gather(*futures))


def test_what_comes_together_is_committed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[Batch] = []

    def append_all(updates: Batch) -> set[UUID]:
        batches.append(updates)
        return set()

    monkeypatch.setattr(store, "append_all", append_all)

    async def story(writer: Writer) -> None:
        writes = [(1, ONE, bytes([n])) for n in range(50)]
        assert await outcomes(writer, *writes) == [STORED] * 50
        assert [update for batch in batches for _, update in batch] == [w[2] for w in writes]
        assert len(batches) < 50

    run(story)


def test_a_passing_trouble_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    troubles = [OperationalError("locked"), OperationalError("locked")]

    def append_all(updates: Batch) -> set[UUID]:
        if troubles:
            raise troubles.pop()
        return {TWO}

    monkeypatch.setattr(store, "append_all", append_all)

    async def story(writer: Writer) -> None:
        assert await outcomes(writer, (1, ONE, b"a"), (2, TWO, b"b")) == [STORED, GONE]

    run(story)


def test_one_document_that_fails_takes_no_other_along(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    is_broken = True

    def append_all(updates: Batch) -> set[UUID]:
        if is_broken and any(document_id == ONE for document_id, _ in updates):
            raise OperationalError("disk full")
        return set()

    monkeypatch.setattr(store, "append_all", append_all)

    async def story(writer: Writer) -> None:
        nonlocal is_broken
        assert await outcomes(writer, (1, ONE, b"a"), (2, TWO, b"b")) == [FAILED, STORED]
        is_broken = False
        assert await outcomes(writer, (3, ONE, b"d")) == [STORED]

    run(story)
    assert "Could not store" in caplog.text


def test_a_row_that_the_database_refuses_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(writing, "PAUSES", (60.0,))

    def append_all(updates: Batch) -> set[UUID]:
        if any(document_id == ONE for document_id, _ in updates):
            raise IntegrityError("refused")
        return set()

    monkeypatch.setattr(store, "append_all", append_all)

    async def story(writer: Writer) -> None:
        assert await outcomes(writer, (2, TWO, b"b"), (1, ONE, b"a")) == [STORED, FAILED]

    run(story)
    assert "Could not store" in caplog.text


def test_what_was_typed_on_top_of_a_failure_fails_too_and_then_it_is_forgotten(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def append_all(updates: Batch) -> set[UUID]:
        if not begun.is_set():
            begun.set()
            go_on.wait(10)
            raise IntegrityError("refused")
        return set()

    monkeypatch.setattr(store, "append_all", append_all)

    async def story(writer: Writer) -> None:
        first = asyncio.create_task(outcomes(writer, (1, ONE, b"a")))
        await asyncio.to_thread(begun.wait, 10)
        later = asyncio.create_task(outcomes(writer, (1, ONE, b"on top"), (3, ONE, b"anew")))
        await asyncio.sleep(0)
        go_on.set()
        assert await first == [FAILED]
        assert await later == [FAILED, STORED]
        for _ in range(2):  # it hears of what was told after what was submitted before
            assert await outcomes(writer, (3, ONE, b"c")) == [STORED]
        assert writer._failed_groups == set()

    run(story)
    assert "Could not store" in caplog.text


def test_stopping_stores_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    stored: list[bytes] = []

    def append_all(updates: Batch) -> set[UUID]:
        time.sleep(0.01)
        stored.extend(update for _, update in updates)
        return set()

    monkeypatch.setattr(store, "append_all", append_all)

    async def story(writer: Writer) -> None:
        told: list[Outcome] = []
        for number in range(200):
            writer.submit(1, ONE, bytes([number]), told.append)
        await asyncio.to_thread(writer.stop)
        writer.submit(1, ONE, b"too late", told.append)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert told == [STORED] * 200 + [FAILED]
        assert stored == [bytes([number]) for number in range(200)]

    run(story)


@pytest.mark.django_db(transaction=True)
def test_after_the_trouble_everything_works_without_a_restart() -> None:
    """On the real disk: one document's update is refused, and the next of all are stored."""
    one, two = (store.create(store.NO_CHANGE).pk for _ in range(2))

    async def story(writer: Writer) -> None:
        refused: bytes = None  # type: ignore[assignment]
        assert await outcomes(writer, (1, one, refused), (2, two, b"b")) == [FAILED, STORED]
        assert await outcomes(writer, (3, one, b"c"), (2, two, b"d")) == [STORED, STORED]

    run(story)
    assert (written(one), written(two)) == ([b"c"], [b"b", b"d"])


def test_when_what_was_typed_is_moved() -> None:
    unmoved = Unmoved()
    assert unmoved.due_at(is_asked=False) is None
    assert unmoved.note(10, at=100.0)
    assert not unmoved.note(10, at=103.0)
    assert unmoved.due_at(is_asked=False) == 100.0 + LONGEST
    assert unmoved.due_at(is_asked=True) == -math.inf  # nothing was moved yet: at once
    unmoved.moved(at=104.0)
    assert unmoved.due_at(is_asked=False) is None
    assert unmoved.due_at(is_asked=True) == 104.0 + APART
    unmoved.note(10, at=104.5)
    assert unmoved.note(MUCH, at=105.0)
    assert unmoved.due_at(is_asked=False) == 104.0 + APART


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_is_moved_when_the_server_stops() -> None:
    found, rosa = store.create(store.NO_CHANGE).pk, Typist()

    async def story(writer: Writer) -> None:
        writes = [(1, found, update) for update in rosa.type("hello")]
        assert await outcomes(writer, *writes) == [STORED] * 5

    run(story)
    assert journal.read(found) == []
    assert len(written(found)) == 5


@pytest.mark.django_db(transaction=True)
def test_a_document_is_folded_soon_after_it_was_asked_for() -> None:
    found = store.create(store.NO_CHANGE)
    store.append_all([(found.pk, update) for update in Typist().type("hello")])

    async def story(writer: Writer) -> None:
        for _ in range(3):
            writer.compact(found.pk)

    run(story)  # stopping finishes what waits
    assert not YUpdate.objects.exists()
    assert words(store.load(found.pk)) == "hello"
