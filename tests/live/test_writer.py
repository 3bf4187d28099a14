"""The one thread that stores: together, in order, with patience, and one failure stays one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError

from romanesco.live import writer as writing
from romanesco.live.writer import FAILED, GONE, STORED, Outcome, Writer
from romanesco.ydocs import store

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
