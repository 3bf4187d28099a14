"""The judgement that every update from outside has to pass, before Yrs sees a byte of it."""

import json
import random
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc

from romanesco.plans import document
from romanesco.plans.body import characters
from romanesco.plans.document import RULES
from romanesco.ydocs.lib0 import Malformed, var_string, var_uint
from romanesco.ydocs.rules import (
    Barred,
    HalfCharacter,
    Missing,
    NotAllowed,
    TooDeep,
    TooLong,
)
from romanesco.ydocs.update import TooMany, clients, decode
from romanesco.ydocs.update_check import UpdateCheck
from tests.ydocs import writing
from tests.ydocs.outlines import shape
from tests.ydocs.writing import ITEM, Place

UPDATES = Path(__file__).parents[2] / "contracts" / "plan_document" / "updates"
GOLDEN = [json.loads(path.read_text()) for path in sorted(UPDATES.glob("*.json"))]

# What the server planted as client 7: an item with an empty paragraph at (7, 0).
PLANTED = writing.update(writing.element("paragraph", Place(ITEM)), client=7)
PARAGRAPH = (7, 0)


@pytest.fixture
def check() -> UpdateCheck:
    planted = UpdateCheck(RULES)
    planted.trust(PLANTED)
    return planted


def written(words: str = "hello") -> bytes:
    """Client 1 writes into the paragraph: its text is (1, 0), its words begin at (1, 1)."""
    return writing.update(writing.text_type(Place(PARAGRAPH)), writing.string(words, Place((1, 0))))


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["made_by"])
def test_what_yjs_and_pycrdt_write_is_accepted(golden: dict[str, Any]) -> None:
    updates = [b64decode(update) for update in golden["updates"]]
    check = UpdateCheck(RULES)
    is_ours = golden["made_by"].startswith("pycrdt")
    check.trust(updates[0])
    for update in updates[1:]:
        assert check.trust(update) if is_ours else check.accept(decode(update))
        assert not check.accept(decode(update))


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["made_by"])
def test_the_lengths_are_those_of_the_text(golden: dict[str, Any]) -> None:
    check = UpdateCheck(RULES)
    for update in golden["updates"]:
        check.trust(b64decode(update))
    for item, body in golden["bodies"].items():
        breaks = json.dumps(body).count("hard_break")
        assert check.outline.lengths.get(f"item:{item}", 0) == characters(body) - breaks


def test_typing_is_accepted_and_repeating_it_is_no_news(check: UpdateCheck) -> None:
    assert check.accept(decode(written()))
    assert not check.accept(decode(written()))
    more = writing.update(writing.string("!", Place(origin=(1, 5))), clock=6)
    assert not check.is_known(decode(more))
    assert check.accept(decode(more))
    assert check.is_known(decode(more))
    assert check.outline.lengths == {ITEM: 6}


@pytest.mark.parametrize(
    "structs",
    [
        [writing.element("paragraph", Place("item:none"))],
        [writing.element("paragraph", Place("secrets"))],
        [writing.element("script", Place(ITEM, right=PARAGRAPH))],
        [writing.element("text", Place(PARAGRAPH))],
        [writing.element("doc", Place(origin=PARAGRAPH))],
        [writing.element("list_item", Place(origin=PARAGRAPH))],
        [writing.element("paragraph", Place(PARAGRAPH))],
        [writing.text_type(Place(origin=PARAGRAPH))],
        [writing.string("bare", Place(origin=PARAGRAPH))],
        [writing.string("bare", Place(PARAGRAPH))],
        [writing.value(b"\x78", Place(PARAGRAPH, key="checked"))],
        [writing.value(b"\x77" + var_string("x"), Place(PARAGRAPH, key="onclick"))],
        [writing.struct(7, b"\x00", Place(PARAGRAPH))],
        [writing.struct(7, b"\x01", Place(PARAGRAPH))],
        [writing.struct(7, b"\x02", Place(PARAGRAPH))],
        [writing.struct(7, b"\x04", Place(PARAGRAPH))],
        [writing.struct(7, b"\x05" + var_string("hook"), Place(PARAGRAPH))],
        [writing.struct(2, b"\x01" + var_string("{}"), Place(PARAGRAPH))],
        [writing.struct(3, b"\x01x", Place(PARAGRAPH))],
        [writing.struct(5, var_string("{}"), Place(PARAGRAPH))],
        [writing.struct(8, b"\x01\x75\x00", Place(PARAGRAPH, key="checked"))],
        [writing.struct(9, var_string("doc") + b"\x76\x00", Place(PARAGRAPH))],
    ],
)
def test_what_does_not_belong_in_a_plan_is_refused(
    check: UpdateCheck, structs: list[bytes]
) -> None:
    with pytest.raises(Malformed):
        check.accept(decode(writing.update(*structs)))
    assert check.accept(decode(written()))


@pytest.mark.parametrize(
    ("name", "attrs", "is_fine"),
    [
        ("strong", "{}", True),
        ("strong", "null", True),
        ("link", '{"href":"https://example.org"}', True),
        ("link", '{"href":"mailto:rosa@example.org"}', True),
        ("link", '{"href":"javascript:alert(1)"}', False),
        ("link", '{"href":" javascript:alert(1)"}', False),
        ("link", '{"href":"data:text/html,x"}', False),
        ("link", '{"href":"//example.org"}', False),
        ("link", '{"href":"https://a","onclick":"x"}', False),
        ("link", '{"href":["https://a"]}', False),
        ("link", '{"href":"https://a/' + "x" * 2_000 + '"}', False),
        ("link", "{}", False),
        ("strong", '{"class":"x"}', False),
        ("strong", "true", False),
        ("strong", "[" * 4_000, False),
        ("strong", "{", False),
        ("colour", "{}", False),
        ("colour", "null", False),
    ],
)
def test_marks_are_those_of_the_schema(
    check: UpdateCheck, name: str, attrs: str, is_fine: bool
) -> None:
    check.accept(decode(written()))
    update = decode(writing.update(writing.form(name, attrs, Place(right=(1, 1))), client=2))
    if is_fine:
        assert check.accept(update)
    else:
        with pytest.raises(NotAllowed):
            check.accept(update)


def test_code_takes_no_marks(check: UpdateCheck) -> None:
    code = writing.update(
        writing.element("code_block", Place(origin=PARAGRAPH)),
        writing.text_type(Place((1, 0))),
        writing.form("strong", "{}", Place((1, 1))),
    )
    with pytest.raises(NotAllowed):
        check.accept(decode(code))


def test_a_tick_is_yes_or_no(check: UpdateCheck) -> None:
    ticks = [
        writing.element("tick_list", Place(origin=PARAGRAPH)),
        writing.element("tick_item", Place((1, 0))),
    ]
    wrong = writing.value(b"\x77" + var_string("yes"), Place((1, 1), key="checked"))
    with pytest.raises(NotAllowed):
        check.accept(decode(writing.update(*ticks, wrong)))
    right = writing.value(b"\x78", Place((1, 1), key="checked"))
    assert check.accept(decode(writing.update(*ticks, right)))
    # Ticking it again stands beside the first tick, and names its key no more.
    again = writing.update(writing.value(b"\x79", Place(origin=(1, 2))), clock=3)
    assert check.accept(decode(again))


def nested(levels: int) -> list[bytes]:
    first = writing.element("blockquote", Place(origin=PARAGRAPH))
    return [first, *(writing.element("blockquote", Place((1, n))) for n in range(levels - 1))]


def test_nesting_is_bounded_within_one_update(check: UpdateCheck) -> None:
    assert check.accept(decode(writing.update(*nested(24))))
    with pytest.raises(TooDeep):
        check.accept(
            decode(writing.update(writing.element("blockquote", Place((1, 23))), client=2))
        )


def test_nesting_is_bounded_over_many_updates(check: UpdateCheck) -> None:
    """Each update nests one deeper, in a parent that an earlier one brought."""
    for clock, quote in enumerate(nested(24)):
        check.accept(decode(writing.update(quote, clock=clock)))
    deeper = writing.element("blockquote", Place((1, 23)))
    with pytest.raises(TooDeep):
        check.accept(decode(writing.update(deeper, clock=24)))


@pytest.mark.timeout(60)  # what grew with the square would hang here
def test_26000_nested_arrays_are_refused(check: UpdateCheck) -> None:
    arrays = [writing.struct(7, b"\x00", Place((1, n))) for n in range(26_000)]
    with pytest.raises(Malformed):
        check.accept(decode(writing.update(*arrays)))


def test_half_a_character_is_neither_cut_off_nor_parted(check: UpdateCheck) -> None:
    check.accept(decode(written("a🎉b")))
    # a is (1, 1), the two halves are (1, 2) and (1, 3), b is (1, 4).
    for deletion in ((1, 2, 1), (1, 3, 1), (1, 3, 2), (1, 1, 2)):
        with pytest.raises(HalfCharacter):
            check.accept(decode(writing.update(deletions=[deletion])))
    for place in (Place(origin=(1, 2)), Place(right=(1, 3)), Place(origin=(1, 2), right=(1, 3))):
        with pytest.raises(HalfCharacter):
            check.accept(decode(writing.update(writing.string("x", place), client=2)))
    assert check.accept(decode(writing.update(deletions=[(1, 2, 2)])))
    assert check.outline.lengths == {ITEM: 2}


def test_a_text_whose_beginning_is_known_is_not_parted_either(check: UpdateCheck) -> None:
    check.accept(decode(written("a")))
    forged = writing.update(
        writing.text_type(Place(PARAGRAPH)), writing.string("🎉b", Place((1, 0)))
    )
    with pytest.raises(HalfCharacter):
        check.accept(decode(forged))


def test_neighbours_in_different_places_are_refused(check: UpdateCheck) -> None:
    check.accept(decode(written()))
    crossed = writing.string("x", Place(origin=(1, 1), right=PARAGRAPH))
    with pytest.raises(NotAllowed):
        check.accept(decode(writing.update(crossed, client=2)))


@pytest.mark.parametrize(
    "update",
    [
        writing.update(writing.string("x", Place(origin=(9, 0)))),
        writing.update(writing.string("x", Place((9, 0)))),
        writing.update(writing.text_type(Place(PARAGRAPH)), clock=3),
        writing.update(deletions=[(9, 0, 1)]),
        writing.update(deletions=[(7, 0, 2)]),
    ],
)
def test_what_builds_on_nothing_is_missing_something(check: UpdateCheck, update: bytes) -> None:
    with pytest.raises(Missing):
        check.accept(decode(update))
    assert check.outline.lengths == {}
    assert check.accept(decode(written()))


def test_a_refused_update_leaves_no_trace(check: UpdateCheck) -> None:
    check.accept(decode(written("a🎉")))
    before = shape(check.outline)
    assert before["clients"][1]["pairs"] == [2]
    bad = writing.update(
        writing.string("🎉🎉", Place(origin=(1, 3))),
        writing.element("blockquote", Place(origin=PARAGRAPH)),
        writing.element("script", Place((1, 8))),
        clock=4,
    )
    with pytest.raises(NotAllowed):
        check.accept(decode(bad))
    assert shape(check.outline) == before
    stranger = [writing.string("x", Place(origin=(1, 1))), writing.element("script", Place(ITEM))]
    with pytest.raises(NotAllowed):
        check.accept(decode(writing.update(*stranger, client=2)))
    assert shape(check.outline) == before


def test_an_item_holds_fifty_thousand_characters_and_can_shrink(check: UpdateCheck) -> None:
    assert check.accept(decode(written("x" * 50_000)))
    longer = writing.update(writing.string("y", Place(origin=(1, 50_000))), clock=50_001)
    with pytest.raises(TooLong):
        check.accept(decode(longer))
    replaced = writing.update(
        writing.string("y", Place(origin=(1, 50_000))), clock=50_001, deletions=[(1, 1, 10)]
    )
    assert check.accept(decode(replaced))
    assert check.outline.lengths == {ITEM: 49_991}


def test_deleting_the_same_text_twice_counts_once(check: UpdateCheck) -> None:
    check.accept(decode(written("x" * 100)))
    twice = [(1, 1, 50), (1, 20, 40)]
    assert check.accept(decode(writing.update(deletions=twice)))
    assert check.outline.lengths == {ITEM: 41}
    assert not check.accept(decode(writing.update(deletions=twice)))


def test_a_barred_client_is_refused_wherever_it_is_mentioned() -> None:
    check = UpdateCheck(RULES, barred=[13])
    check.trust(PLANTED)
    for update in (
        writing.update(writing.text_type(Place(PARAGRAPH)), client=13),
        writing.update(writing.string("x", Place(origin=(13, 0)))),
        writing.update(writing.string("x", Place((13, 0)))),
        writing.update(deletions=[(13, 0, 1)]),
    ):
        with pytest.raises(Barred):
            check.accept(decode(update))


def test_what_was_typed_into_what_is_collected_goes_nowhere() -> None:
    """Offline typing under a paragraph that the other deleted meanwhile, as Yjs has it."""
    check = UpdateCheck(RULES)
    gone = [writing.struct(1, var_uint(1), Place(ITEM)), b"\x00" + var_uint(6)]
    check.trust(writing.update(*gone, client=7, deletions=[(7, 0, 7)]))
    assert check.accept(decode(writing.update(writing.string("late", Place(origin=(7, 4))))))
    assert check.accept(decode(writing.update(writing.text_type(Place((7, 0))), client=2)))
    assert check.outline.lengths == {}
    with pytest.raises(NotAllowed):
        check.accept(decode(writing.update(writing.element("script", Place((7, 3))), client=3)))


@pytest.mark.timeout(60)  # what grew with the square would hang here
def test_many_clients_that_wait_for_each_other_are_taken_in(check: UpdateCheck) -> None:
    """Each of 20,000 clients builds on the one before; the update lists them the wrong way."""
    count = 20_000
    parts = []
    for client in range(1, count + 1):
        origin = (client + 1, 0) if client < count else PARAGRAPH
        parts.append(var_uint(1) + var_uint(client + 100) + b"\x00")
        origin = (origin[0] + 100, 0) if client < count else origin
        parts.append(writing.element("paragraph", Place(origin=origin)))
    for order in (parts, [x for n in range(len(parts) - 2, -1, -2) for x in parts[n : n + 2]]):
        planted = UpdateCheck(RULES)
        planted.trust(PLANTED)
        assert planted.accept(decode(var_uint(count) + b"".join(order) + b"\x00"))


@pytest.mark.timeout(30)  # what grew with the square would hang here
def test_very_many_deletions_are_taken_in_whatever_their_order(check: UpdateCheck) -> None:
    check.accept(decode(writing.update(b"\x00" + var_uint(2**21 - 1), client=9)))
    count = 240_000
    spans = b"".join(var_uint(n * 4 + 1) + b"\x01" for n in reversed(range(count)))
    many = decode(b"\x00\x01\x09" + var_uint(count) + spans)
    assert check.accept(many)
    assert check.is_known(many)


@pytest.mark.parametrize("hollow", [b"\x00", b"\x0a"])
def test_structs_without_content_that_follow_each_other_are_one(hollow: bytes) -> None:
    many = [hollow + var_uint(length) for length in (1, 5, 300, 2, 70_000, 1)] * 3
    more = writing.string("x", Place(ITEM))
    (structs,) = decode(writing.update(*many, more, clock=4)).structs.values()
    assert [(each.clock, each.length) for each in structs] == [(4, 210_927), (210_931, 1)]
    for wrong in ([hollow + b"\x00"], [hollow + b"\x01", hollow + b"\x00"], [hollow]):
        with pytest.raises(Malformed):
            decode(writing.update(*wrong))


def test_more_structs_than_anybody_writes_are_not_read_to_the_end() -> None:
    many = [writing.string("x", Place(origin=(1, 0)))] * 30
    parts = var_uint(3) + b"".join(
        var_uint(len(many)) + var_uint(client) + b"\x00" + b"".join(many) for client in (4, 5, 6)
    )
    assert len(decode(parts + b"\x00", most=90).structs) == 3
    with pytest.raises(TooMany):
        decode(parts + b"\x00", most=89)


def test_a_gap_stands_between_structs_and_nowhere_else(check: UpdateCheck) -> None:
    gap = b"\x0a\x05"
    text = [writing.text_type(Place(PARAGRAPH)), writing.string("hello", Place((1, 0)))]
    for wrong in (writing.update(*text, gap), writing.update(gap), writing.update(gap, gap)):
        with pytest.raises(Malformed):
            check.accept(decode(wrong))
    assert check.accept(decode(writing.update(*text)))
    more = writing.string("!", Place(origin=(1, 5)))
    assert check.accept(decode(writing.update(text[0], gap, more)))


def _mutations(good: bytes, count: int, chance: random.Random) -> Iterator[bytes]:
    for _ in range(count):
        bad = bytearray(good)
        for _ in range(chance.randint(1, 3)):
            match chance.randrange(4):
                case 0:
                    bad[chance.randrange(len(bad))] = chance.randrange(256)
                case 1:
                    del bad[chance.randrange(len(bad)) :][: chance.randint(1, 4)]
                case 2:
                    bad.insert(chance.randrange(len(bad)), chance.randrange(256))
                case 3:
                    bad = bad[: chance.randint(1, len(bad))]
        yield bytes(bad)


def test_ten_thousand_mutated_updates_are_judged_and_none_hurts_yrs() -> None:
    """Whatever passes has to be readable for Yrs, and to leave a plan that can be read."""
    chance = random.Random(1848)
    accepted = 0
    for golden in GOLDEN:
        updates = [b64decode(update) for update in golden["updates"]]
        whole = _merged(updates)
        for number, bad in enumerate(_mutations(whole, 2_000, chance)):
            check = UpdateCheck(RULES)
            check.trust(updates[0])
            try:
                is_new = check.accept(decode(bad))
            except (Malformed, Missing, TooLong):
                continue
            accepted += is_new
            if number % 3 == 0:
                state = _merged([updates[0], bad])
                document.bodies(state)
                UpdateCheck(RULES).trust(state)  # so that the room opens again
    assert accepted > 100


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_whatever_the_bytes_only_named_errors_are_raised(frame: bytes) -> None:
    with suppress(Malformed, Missing):
        UpdateCheck(RULES).accept(decode(frame))


def _merged(updates: list[bytes]) -> bytes:
    doc: Doc[Any] = Doc()
    for update in updates:
        doc.apply_update(update)
    return doc.get_update()


def test_the_clients_of_an_update_are_its_writers() -> None:
    assert clients(written()) == {1}
