"""A room's rules, one by one, without a socket or a disk."""

from uuid import uuid4

import pytest

from romanesco.live import frames
from romanesco.live.close_codes import CloseCode
from romanesco.live.writer import FAILED, GONE
from romanesco.plans import document
from romanesco.plans.markdown_reading import markdown_to_body
from tests.live.carets import entry
from tests.live.rooms import ITEM, STATE, Author, HeldWriter, a_room, code, enter, sent


@pytest.fixture
def writer() -> HeldWriter:
    return HeldWriter()


def test_an_update_is_stored_then_shown_then_acknowledged(writer: HeldWriter) -> None:
    room = a_room(writer)
    rosa, theo = enter(room), enter(room)
    update = Author().type("hello")
    room.receive(rosa, frames.update(update), 0.0)
    assert sent(theo) == sent(rosa) == []
    late = enter(room, answers=False)
    room.receive(late, frames.step_1(b"\x00"), 0.0)
    assert b"hello" not in b"".join(sent(late))
    writer.settle()
    assert sent(theo) == [frames.update(update)]
    assert sent(rosa) == [frames.durable(2)]
    assert writer.stored == [update]
    room.receive(late, frames.step_1(b"\x00"), 0.0)
    assert b"hello" in sent(late)[-1]


def test_who_repeats_what_waits_is_told_when_it_is_stored(writer: HeldWriter) -> None:
    room = a_room(writer)
    one, other = enter(room), enter(room)
    update = frames.update(Author().type("hello"))
    room.receive(one, update, 0.0)
    room.receive(other, update, 0.0)
    assert sent(other) == []
    writer.settle()
    assert frames.durable(2) in sent(other)
    assert len(writer.stored) == 1


def test_nothing_new_is_durable_at_once_and_not_stored_again(writer: HeldWriter) -> None:
    room = a_room(writer)
    rosa = enter(room)
    room.receive(rosa, frames.update(STATE), 0.0)
    assert sent(rosa) == [frames.durable(2)]
    assert writer.waiting == []


def test_counts_have_no_holes(writer: HeldWriter) -> None:
    """What is known already does not overtake what still waits."""
    room = a_room(writer)
    rosa = enter(room)
    room.receive(rosa, frames.update(Author().type("hello")), 0.0)
    room.receive(rosa, frames.update(STATE), 0.0)
    assert sent(rosa) == []
    writer.settle()
    assert sent(rosa)[-1] == frames.durable(3)


def test_what_builds_on_the_unsaid_waits_for_step_2(writer: HeldWriter) -> None:
    room = a_room(writer)
    theo = enter(room, answers=False)
    author = Author()
    author.type("offline ")
    room.receive(theo, frames.update(author.type("typed at once ")), 0.0)
    room.receive(theo, frames.step_2(author.doc.get_update()), 0.0)
    writer.settle()
    assert sent(theo)[-1] == frames.durable(2)
    assert code(theo) is None


def test_what_builds_on_another_tab_is_asked_for(writer: HeldWriter) -> None:
    room = a_room(writer)
    tab = enter(room)
    author = Author()
    author.type("from the other tab ")
    room.receive(tab, frames.update(author.type("from this one ")), 0.0)
    (question,) = sent(tab)
    assert question[:2] == b"\x00\x00"
    room.receive(tab, frames.step_2(author.doc.get_update()), 0.0)
    writer.settle()
    assert sent(tab)[-1] == frames.durable(3)


def test_what_is_still_missing_after_step_2_is_malformed(writer: HeldWriter) -> None:
    room = a_room(writer)
    theo = enter(room, answers=False)
    author = Author()
    author.type("never said")
    room.receive(theo, frames.update(author.type("x")), 0.0)
    room.receive(theo, frames.step_2(document.NO_CHANGE), 0.0)
    assert code(theo) is CloseCode.MALFORMED


def test_who_may_only_read_is_refused_a_new_word_and_nothing_else(writer: HeldWriter) -> None:
    room = a_room(writer)
    reader = enter(room, may_write=False)
    room.receive(reader, frames.update(STATE), 0.0)
    assert sent(reader) == [frames.durable(2)]
    # Kept on the device from a time when it was allowed: left there, without an answer.
    room.receive(reader, frames.step_2(Author().type("old")), 0.0)
    assert sent(reader) == []
    assert code(reader) is None
    room.receive(reader, frames.update(Author().type("new")), 0.0)
    assert code(reader) is CloseCode.RELOAD
    assert writer.waiting == []


def test_a_barred_history_has_to_reload(writer: HeldWriter) -> None:
    room = a_room(writer, barred=[77])
    rosa = enter(room)
    room.receive(rosa, frames.update(Author(client_id=77).type("draft")), 0.0)
    assert code(rosa) is CloseCode.RELOAD


def test_what_cannot_be_stored_closes_the_room_and_is_shown_to_nobody(writer: HeldWriter) -> None:
    ended: list[object] = []
    room = a_room(writer, ended.append)
    rosa, theo = enter(room), enter(room)
    author = Author()
    room.receive(rosa, frames.update(author.type("one")), 0.0)
    room.receive(rosa, frames.update(author.type("two")), 0.0)
    writer.settle(FAILED)
    assert code(rosa) is code(theo) is CloseCode.FAILED
    assert sent(theo) == sent(rosa) == []
    assert ended == [room]


def test_a_document_that_is_gone_has_to_be_reloaded(writer: HeldWriter) -> None:
    room = a_room(writer)
    rosa = enter(room)
    room.receive(rosa, frames.update(Author().type("late")), 0.0)
    writer.settle(GONE)
    assert code(rosa) is CloseCode.RELOAD


def test_the_room_ends_when_it_is_empty_and_all_is_stored(writer: HeldWriter) -> None:
    ended: list[object] = []
    room = a_room(writer, ended.append)
    rosa = enter(room)
    room.receive(rosa, frames.update(Author().type("last words")), 0.0)
    room.leave(rosa)
    assert ended == []
    writer.settle()
    assert ended == [room]
    room.finish()
    assert writer.compacted == [room.document_id]


def test_what_the_server_wrote_reaches_everybody_once(writer: HeldWriter) -> None:
    room = a_room(writer)
    rosa, theo = enter(room), enter(room)
    update = document.replace_body(STATE, ITEM, markdown_to_body("from the API"))
    room.server_wrote(update)
    room.server_wrote(update)
    assert sent(rosa) == sent(theo) == [frames.update(update)]


def test_nothing_goes_in_or_out_while_it_is_asked_who_may_stay(writer: HeldWriter) -> None:
    room = a_room(writer)
    rosa, theo = enter(room), enter(room)
    theo.hold()
    room.receive(theo, frames.update(Author().type("mine")), 0.0)
    room.receive(rosa, frames.update(Author().type("yours")), 0.0)
    writer.settle()
    assert len(writer.stored) == 1
    assert theo.outbox.is_held
    theo.may_write = False
    room.release(theo)
    assert code(theo) is CloseCode.RELOAD
    assert len(writer.stored) == 1


def test_who_turns_out_not_to_belong_gets_nothing_that_waited(writer: HeldWriter) -> None:
    room = a_room(writer)
    rosa, theo = enter(room), enter(room)
    theo.hold()
    room.receive(rosa, frames.update(Author().type("not for Theo")), 0.0)
    writer.settle()
    theo.close(CloseCode.NOT_FOUND)
    room.release(theo)
    assert sent(theo) == []


def test_a_caret_follows_the_text_that_it_stands_in(writer: HeldWriter) -> None:
    room = a_room(writer)
    person = uuid4()
    rosa, theo = enter(room, person), enter(room)
    update = Author().type("hello")
    room.receive(rosa, frames.update(update), 0.0)
    for clock in (1, 2):
        room.receive(rosa, frames.awareness([entry(5, clock, {"caret": clock})]), 0.0)
    assert sent(theo) == []
    writer.settle()
    caret = frames.awareness([entry(5, 2, {"caret": 2}, of=person)])
    assert sent(theo) == [frames.update(update), caret]
    assert sent(rosa) == [frames.durable(2)]


def test_who_has_left_does_not_come_back_with_the_text(writer: HeldWriter) -> None:
    room = a_room(writer)
    rosa, theo = enter(room), enter(room)
    room.receive(rosa, frames.update(Author().type("hello")), 0.0)
    room.receive(rosa, frames.awareness([entry(5, 1, {"caret": 1})]), 0.0)
    room.leave(rosa)
    writer.settle()
    assert [frame[:1] for frame in sent(theo)] == [b"\x00"]
    assert room.company.presence.everyone() == []


def test_the_carets_of_who_only_reads_wait_for_nothing(writer: HeldWriter) -> None:
    room = a_room(writer)
    rosa, theo = enter(room), enter(room, may_write=False, answers=False)
    room.receive(theo, frames.step_2(Author().type("kept from another time")), 0.0)
    room.receive(theo, frames.awareness([entry(7, 1, {})]), 0.0)
    assert len(sent(rosa)) == 1


def test_the_others_hear_stamped_what_a_client_says_of_itself(writer: HeldWriter) -> None:
    room = a_room(writer)
    person = uuid4()
    rosa, theo = enter(room, person), enter(room)
    room.receive(rosa, frames.awareness([entry(5, 1, {"caret": 1})]), 0.0)
    stamped = frames.awareness([entry(5, 1, {"caret": 1}, of=person)])
    assert (sent(rosa), sent(theo)) == ([], [stamped])
    room.company.tell_again(rosa)
    assert sent(rosa) == [stamped]
    room.leave(rosa)
    assert sent(theo) == [frames.awareness([entry(5, 1, None)])]


def test_that_one_is_still_there_is_told_by_and_by_and_only_the_newest(writer: HeldWriter) -> None:
    room = a_room(writer)
    room.company.renewed = lambda _: None  # by and by
    person = uuid4()
    rosa, theo = enter(room, person), enter(room)
    room.receive(rosa, frames.awareness([entry(5, 1, {"caret": 1})]), 0.0)
    room.receive(rosa, frames.awareness([entry(5, 2, {"caret": 1})]), 0.0)
    room.receive(rosa, frames.awareness([entry(5, 3, {"caret": 1})]), 0.0)
    assert len(sent(theo)) == 1
    room.receive(rosa, frames.awareness([entry(5, 4, {"caret": 2})]), 0.0)
    news = frames.awareness([entry(5, 4, {"caret": 2}, of=person)])
    room.company.tell_renewed()
    assert sent(theo) == [news]
    for clock in (5, 6):
        room.receive(rosa, frames.awareness([entry(5, clock, {"caret": 2})]), 0.0)
    room.company.tell_renewed()
    assert sent(theo) == [frames.awareness([entry(5, 6, {"caret": 2}, of=person)])]
    room.receive(rosa, frames.awareness([entry(5, 7, {"caret": 2})]), 0.0)
    room.leave(rosa)
    room.company.tell_renewed()
    assert sent(theo) == [frames.awareness([entry(5, 7, None)])]
    assert sent(rosa) == []


def test_nobody_writes_as_somebody_who_is_here(writer: HeldWriter) -> None:
    room = a_room(writer)
    rosa, theo = enter(room), enter(room)
    room.receive(rosa, frames.awareness([entry(5, 1, {})]), 0.0)
    room.receive(theo, frames.update(Author(client_id=5).type("as Rosa")), 0.0)
    assert code(theo) is CloseCode.RELOAD


def test_a_long_evening_is_folded_now_and_then(writer: HeldWriter) -> None:
    room = a_room(writer)
    rosa = enter(room)
    author = Author()
    for key in range(1_001):
        room.receive(rosa, frames.update(author.type("x")), key)
        writer.settle()
    assert writer.compacted == [room.document_id]
    assert code(rosa) is None
