"""The short way judges exactly as the long one: same verdict, same outline, whatever the bytes."""

from base64 import b64decode
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc

from romanesco.plans.document import RULES
from romanesco.ydocs import keystroke
from romanesco.ydocs.lib0 import Malformed, var_uint
from romanesco.ydocs.rules import Barred, Missing, TooLong
from romanesco.ydocs.store import require_readable
from romanesco.ydocs.update import MAX_CLOCK, decode
from romanesco.ydocs.update_check import UpdateCheck
from tests.ydocs import writing
from tests.ydocs.outlines import shape
from tests.ydocs.test_update_check import GOLDEN
from tests.ydocs.writing import ITEM, Place

PARAGRAPH, TEXT, CODE = (7, 0), (1, 0), (2, 4)
COLLECTED, ENDLESS, BARRED, SOMEBODY_ELSE = 3, 9, 13, 2
CLIENTS = [1, 1, 1, 4, 4, 2**33, 2**51, ENDLESS, 7, COLLECTED, SOMEBODY_ELSE, BARRED, 99]
# Short enough to be filled within a few keys.
RULES_OF_A_NOTE = replace(RULES, max_root_length=48)

# "a🎉bé🎊c", then a mark and "bold", from (1, 1) on; "two" between b and é; a code block.
START = [
    writing.update(writing.element("paragraph", Place(ITEM)), client=7),
    writing.update(
        writing.text_type(Place(PARAGRAPH)),
        writing.string("a🎉bé🎊c", Place(TEXT)),
        writing.form("strong", "{}", Place(origin=(1, 8))),
        writing.string("bold", Place(origin=(1, 9))),
    ),
    writing.update(
        writing.string("two", Place(origin=(1, 4), right=(1, 5))),
        writing.element("code_block", Place(origin=PARAGRAPH)),
        writing.text_type(Place((2, 3))),
        writing.string("x=1", Place(CODE)),
        client=SOMEBODY_ELSE,
    ),
    writing.update(b"\x00" + var_uint(4), client=COLLECTED),
    writing.update(writing.string("four", Place(right=(1, 1))), client=4, deletions=[(1, 4, 1)]),
    writing.update(b"\x00" + var_uint(MAX_CLOCK - 3), client=ENDLESS),
    writing.update(writing.string("old", Place(origin=(1, 13))), client=BARRED),
    writing.update(writing.string("far", Place(origin=(1, 1))), client=2**33),
    writing.update(writing.string("off", Place(origin=(1, 1))), client=2**51),
]


def opened() -> UpdateCheck:
    check = UpdateCheck(RULES_OF_A_NOTE, barred=[BARRED])
    for update in START:
        check.trust(update)
    return check


def is_somebody_else(client: int) -> bool:
    return client == SOMEBODY_ELSE


def judged_the_long_way(check: UpdateCheck, update: bytes) -> object:
    try:
        decoded = decode(update)
        if any(map(is_somebody_else, check.writers(decoded))):
            return "somebody else's"
        return check.accept(decoded)
    except (Malformed, Missing, Barred, TooLong) as error:
        return type(error)


def judged(check: UpdateCheck, update: bytes) -> object:
    before = shape(check.outline)
    if keystroke.press(check, update, is_somebody_else):
        require_readable(update)
        return True
    assert shape(check.outline) == before
    return judged_the_long_way(check, update)


WORDS = (
    st.text("xé🎉 \x00", min_size=1, max_size=4)
    | st.just("x")
    | st.sampled_from(["y" * 24, "é" * 64, "🎉" * 40])
)


@st.composite
def ids(draw: st.DrawFn, check: UpdateCheck) -> writing.Id:
    """Of a struct that is there, most often."""
    client = draw(st.sampled_from(CLIENTS))
    end = check.outline.end(client)
    return client, draw(st.integers(0, min(max(end - 1, 0), 20)) | st.sampled_from([end - 1, end]))


@st.composite
def keys(draw: st.DrawFn, check: UpdateCheck) -> bytes:
    """Something like a key, most often with a place and a clock that make sense."""
    if draw(st.integers(0, 3)) == 0:
        owner, start = draw(ids(check))
        return writing.update(deletions=[(owner, max(0, start), draw(st.integers(0, 5)))])
    client = draw(st.sampled_from(CLIENTS))
    clock = max(0, check.outline.end(client) + draw(st.sampled_from([0, 0, 0, 0, 0, -1, 1])))
    left = draw(ids(check) | st.sampled_from([(client, clock - 1), (1, 8), (4, 2)]))
    left = (left[0], max(0, left[1]))
    right = draw(ids(check) | st.sampled_from([(left[0], left[1] + 1), (4, 1), (1, 1)]))
    right = (right[0], max(0, right[1]))
    place = draw(st.sampled_from([Place(None, left), Place(None, left, right), Place(right=right)]))
    deletions = [(*left, 1)] if draw(st.integers(0, 9)) == 0 else []
    key = writing.string(draw(WORDS), place)
    return writing.update(key, client=client, clock=clock, deletions=deletions)


@st.composite
def spoilt(draw: st.DrawFn, update: bytes) -> bytes:
    bytes_ = bytearray(update)
    at = draw(st.integers(0, len(bytes_) - 1))
    match draw(st.integers(0, 3)):
        case 0:
            bytes_[at] = draw(st.integers(0, 255))
        case 1:
            bytes_[at] ^= 1 << draw(st.integers(0, 7))
        case 2:
            del bytes_[at : at + draw(st.integers(1, 3))]
        case _:
            bytes_[at:at] = draw(st.binary(min_size=1, max_size=3))
    return bytes(bytes_)


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_both_ways_say_the_same_of_any_key_and_of_spoilt_ones(data: st.DataObject) -> None:
    short, long = opened(), opened()
    for _ in range(data.draw(st.integers(1, 12))):
        update = data.draw(keys(short))
        if data.draw(st.integers(0, 4)) == 0:
            update = data.draw(spoilt(update))
        assert judged(short, update) == judged_the_long_way(long, update)
        assert shape(short.outline) == shape(long.outline)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_both_ways_say_the_same_of_what_editors_send_and_of_it_spoilt(data: st.DataObject) -> None:
    golden = data.draw(st.sampled_from(GOLDEN))
    updates = [b64decode(update) for update in golden["updates"]]
    short, long = UpdateCheck(RULES), UpdateCheck(RULES)
    for check in (short, long):
        check.trust(updates[0])
    for update in updates[1:]:
        if data.draw(st.integers(0, 5)) == 0:
            bad = data.draw(spoilt(update))
            assert judged(short, bad) == judged_the_long_way(long, bad)
        assert judged(short, update) == judged_the_long_way(long, update)
        assert shape(short.outline) == shape(long.outline)


@pytest.mark.parametrize(
    ("update", "is_short"),
    [
        (writing.update(writing.string("x", Place(origin=(1, 13))), clock=14), True),
        (writing.update(writing.string("x", Place((1, 1), (1, 1), (1, 2))), clock=14), True),
        (writing.update(writing.string("x", Place(right=(1, 1))), clock=14), True),
        (writing.update(writing.string("🎉", Place(origin=(2, 1))), clock=14), True),
        (writing.update(deletions=[(1, 8, 1)]), True),
        (writing.update(deletions=[(1, 5, 7)]), True),
        (writing.update(deletions=[(2, 0, 3)]), True),
        # Somebody new, a place in two, half a character, erased already, too long, barred.
        (writing.update(writing.string("x", Place(origin=(1, 13))), client=99), False),
        (writing.update(writing.string("x", Place(origin=(1, 13), right=(2, 5))), clock=14), False),
        (writing.update(writing.string("x", Place(origin=(1, 2))), clock=14), False),
        (writing.update(deletions=[(1, 3, 1)]), False),
        (writing.update(deletions=[(1, 4, 1)]), False),
        (writing.update(writing.string("y" * 19, Place(origin=(1, 13))), clock=14), False),
        (writing.update(writing.string("x", Place(origin=(13, 2))), clock=14), False),
        (writing.update(writing.string("x", Place(origin=(1, 13))), client=2, clock=8), False),
        (writing.update(writing.string("x", Place(origin=(3, 0))), clock=14), False),
        (writing.update(writing.string("x", Place(origin=PARAGRAPH)), clock=14), False),
    ],
)
def test_which_keys_go_the_short_way(update: bytes, is_short: bool) -> None:
    assert keystroke.press(opened(), update, is_somebody_else) is is_short


def test_what_has_gone_the_short_way_is_in_the_text() -> None:
    check = opened()
    doc: Doc[Any] = Doc()
    for update in START[:5]:
        doc.apply_update(update)
    for clock in range(14, 20):
        update = writing.update(writing.string("é", Place(origin=(1, clock - 1))), clock=clock)
        assert keystroke.press(check, update, is_somebody_else)
        doc.apply_update(update)
    erased = writing.update(deletions=[(1, 14, 2)])
    assert keystroke.press(check, erased, is_somebody_else)
    doc.apply_update(erased)
    assert decode(doc.get_update()).structs[1][-1].text.endswith("éééé")
    assert not check.accept(decode(erased))


@pytest.mark.parametrize(
    "key",
    [
        writing.update(writing.string("🎉", Place(origin=(1, 13))), clock=14),
        writing.update(writing.string("x", Place(origin=(1, 5), right=(1, 6))), clock=14),
        writing.update(deletions=[(1, 6, 2)]),
    ],
)
def test_both_ways_say_the_same_whichever_byte_is_another(key: bytes) -> None:
    for at in range(len(key)):
        for byte in range(256):
            short, long = opened(), opened()
            bad = key[:at] + bytes((byte,)) + key[at + 1 :]
            assert judged(short, bad) == judged_the_long_way(long, bad)
            assert shape(short.outline) == shape(long.outline)
