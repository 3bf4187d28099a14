"""How much a room takes from one person, and under whose client id."""

import pytest

from romanesco.live import frames, intake
from romanesco.live.close_codes import CloseCode
from romanesco.live.mistakes import MOST_STRUCTS
from romanesco.ydocs.lib0 import var_uint
from tests.live.carets import entry
from tests.live.rooms import Author, HeldWriter, a_room, code, enter, sent
from tests.ydocs import writing


@pytest.fixture
def writer() -> HeldWriter:
    return HeldWriter()


def test_what_builds_on_the_unsaid_waits_as_bytes_and_not_without_end(writer: HeldWriter) -> None:
    room = a_room(writer)
    theo, rosa = enter(room, answers=False), enter(room, answers=False)
    author = Author()
    author.type("never said")
    for turn in range(3):
        for word in ("x" * 100_000, "y" * 20_000):
            room.receive(theo if word[0] == "x" else rosa, frames.update(author.type(word)), turn)
    assert code(theo) is CloseCode.TOO_LARGE
    assert code(rosa) is None
    assert {type(each) for parked in rosa.parked for each in parked} == {int, bytes}


def test_more_structs_than_anybody_writes_at_once_are_too_large(writer: HeldWriter) -> None:
    room = a_room(writer)
    theo = enter(room)
    many = var_uint(1) + var_uint(MOST_STRUCTS + 1) + b"\x09\x00"
    room.receive(
        theo, frames.update(many + b"\x81\x07\x00\x01" * (MOST_STRUCTS + 1) + b"\x00"), 0.0
    )
    assert code(theo) is CloseCode.TOO_LARGE


@pytest.mark.parametrize("is_typed", [True, False])
@pytest.mark.parametrize("room_ends", [True, False])
def test_nobody_writes_or_speaks_as_somebody_who_has_written(
    writer: HeldWriter, *, is_typed: bool, room_ends: bool
) -> None:
    """While Theo is away with words that nobody else has, their place is not taken."""
    room = a_room(writer)
    theo, author = enter(room), Author(client_id=5)
    room.receive(theo, frames.update(author.type("online ")), 0.0)
    if is_typed:
        room.receive(theo, frames.update(author.type("more ")), 0.0)
    writer.settle()
    forger = Author(author.doc.get_update(), client_id=5)
    room.leave(theo)
    if room_ends:
        room.finish()
        room = a_room(writer, state=author.doc.get_update(), document_id=room.document_id)
    kept = author.type("offline")
    for forged in (forger.type("forged by Rosa"), forger.type("x" * 200)):
        rosa = enter(room)
        room.receive(rosa, frames.awareness([entry(5, 2**40, {"a": 1})]), 0.0)
        assert sent(rosa) == []
        room.receive(rosa, frames.update(forged), 0.0)
        assert code(rosa) is CloseCode.RELOAD
    back = enter(room, theo.person_id)
    room.receive(back, frames.update(kept), 0.0)
    room.receive(back, frames.awareness([entry(5, 3, {})]), 0.0)
    writer.settle()
    assert writer.stored[-1] == kept
    assert code(back) is None


def test_a_document_that_is_nearly_full_is_measured_now_and_then(
    writer: HeldWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = Author()
    author.type("x" * 40_000)
    state = author.doc.get_update()
    monkeypatch.setattr(intake, "LARGEST_DOCUMENT", len(state) + 5_000)
    room = a_room(writer, state=state)
    rosa = enter(room)
    measured = list[int]()
    measure = room._measured

    def counted() -> int:
        measured.append(measure())
        return measured[-1]

    monkeypatch.setattr(room, "_measured", counted)
    for key in range(2_000):
        room.receive(rosa, frames.update(author.type("y", 40_000 + key)), key)
        writer.settle()
    assert code(rosa) is None
    assert 1 <= len(measured) <= 3
    room.receive(rosa, frames.update(author.type("z" * 4_000)), 2_000)
    assert code(rosa) is CloseCode.TOO_LARGE


def test_a_full_document_takes_deletions_that_make_room_and_no_others(
    writer: HeldWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = Author()
    author.type("x" * 30_000)
    state = author.doc.get_update()
    monkeypatch.setattr(intake, "LARGEST_DOCUMENT", len(state))
    room = a_room(writer, state=state)
    rosa, theo = enter(room), enter(room)
    client, words = author.doc.client_id, 1  # after the text that they stand in
    scattered = [(client, words + at, 1) for at in range(0, 2_000, 4)]
    room.receive(theo, frames.update(writing.update(deletions=scattered)), 0.0)
    assert code(theo) is CloseCode.TOO_LARGE
    room.receive(rosa, frames.update(author.type("y")), 0.0)
    assert code(rosa) is CloseCode.TOO_LARGE
    rosa = enter(room)
    for each in scattered[:50]:
        room.receive(rosa, frames.update(writing.update(deletions=[each])), 1.0)
    rest = [(client, words + at, 49) for at in range(4_000, 29_000, 50)]
    room.receive(rosa, frames.update(writing.update(deletions=rest)), 1.0)
    assert code(rosa) is None
    assert len(writer.waiting) == 51
