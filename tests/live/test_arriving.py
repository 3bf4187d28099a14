"""Who comes in while something changes: nothing is said or heard until it is clear who may stay."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from romanesco.base import bus
from romanesco.live import admission, frames
from romanesco.live.admission import Admitted, Answer, Asked, Credential, Page, Question
from romanesco.live.close_codes import CloseCode
from romanesco.live.hub import Hub
from romanesco.ydocs.lib0 import var_bytes, var_string
from romanesco.ydocs.store import Stored
from tests.live.rooms import STATE, Wire

pytestmark = pytest.mark.django_db

QUESTION = Question(Credential(token="rmo_x"), uuid4())


@pytest.mark.parametrize("may_stay", [True, False])
def test_what_changes_at_the_door_is_asked_before_anything_is_said(
    monkeypatch: pytest.MonkeyPatch, may_stay: bool
) -> None:
    may_come = Admitted(uuid4(), uuid4(), uuid4(), True, None)
    given: list[Answer] = [may_come, may_come if may_stay else CloseCode.NOT_FOUND]
    hubs: list[Hub] = []

    def answers(asked: Sequence[Asked]) -> list[Answer]:
        return [given.pop(0) for _ in asked]

    def changes_meanwhile(ids: Sequence[UUID]) -> list[Stored]:
        hubs[0]._hear(bus.PlanChanged(QUESTION.plan_id))
        return [Stored(STATE, frozenset()) for _ in ids]

    async def story() -> None:
        hubs.append(hub := Hub())
        visit = await hub.join(QUESTION, Page(None, is_current=True))
        wire = Wire()
        visit.connection.outbox.attach(wire)
        visit.room.receive(visit.connection, b"\x03", 0.0)
        assert (wire.sent, wire.reads) == ([], False)
        async with asyncio.timeout(10):
            while not (wire.reads or wire.code):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        visit.connection.outbox.flush()
        if may_stay:
            assert [frame[:1] for frame in wire.sent] == [b"\x00", frames.changed("x")[:1], b"\x01"]
        else:
            assert (wire.sent, wire.code) == ([], CloseCode.NOT_FOUND)
        await hub.close()

    monkeypatch.setattr(admission, "answers", answers)
    monkeypatch.setattr(admission, "read_documents", changes_meanwhile)
    asyncio.run(story())


def test_who_leaves_before_the_answer_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    may_come = Admitted(uuid4(), uuid4(), uuid4(), True, None)
    here = b"\x01" + var_bytes(b"\x01\x05\x01" + var_string('{"a":1}'))

    async def story() -> None:
        hub = Hub()
        rosa, theo = [await hub.join(QUESTION, Page(None, is_current=True)) for _ in range(2)]
        rosa.connection.hold()
        rosa.room.receive(rosa.connection, here, 0.0)
        hub.leave(rosa)
        rosa.room.release(rosa.connection)
        assert theo.room.company.presence.everyone() == []
        await hub.close()

    monkeypatch.setattr(admission, "answers", lambda asked: [may_come for _ in asked])
    monkeypatch.setattr(admission, "read_documents", lambda ids: [Stored(STATE, frozenset())])
    asyncio.run(story())
