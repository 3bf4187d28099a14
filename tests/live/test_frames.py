from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.live import frames
from romanesco.live.frames import Awareness, Entry, QueryAwareness, SyncStep1, SyncUpdate
from romanesco.live.states import StateTooLarge
from romanesco.ydocs.lib0 import Malformed, var_bytes, var_string, var_uint


def test_each_message_reads_as_it_is_written() -> None:
    assert frames.decode(frames.step_1(b"\x00")) == SyncStep1(b"\x00")
    assert frames.decode(frames.step_2(b"\x00\x00")) == SyncUpdate(b"\x00\x00", is_step_2=True)
    assert frames.decode(frames.update(b"\x00\x00")) == SyncUpdate(b"\x00\x00", is_step_2=False)
    entries = [Entry(7, 1, '{"name":"Rosa 🎉"}'.encode()), Entry(8, 2, None)]
    assert frames.decode(frames.awareness(entries)) == Awareness(entries)
    assert frames.decode(b"\x03") == QueryAwareness()


def test_our_own_messages_are_the_promised_bytes() -> None:
    assert frames.durable(300) == b"\x08\xac\x02"
    assert frames.changed("plan") == b"\x09\x04plan"


@pytest.mark.parametrize("vector", [b"", b"\x01\x05", b"\x00\x00", b"\x01\x05\xff\xff\xff\xff\x0f"])
def test_a_state_vector_has_to_be_one(vector: bytes) -> None:
    with pytest.raises(Malformed):
        frames.decode(b"\x00\x00" + var_bytes(vector))


def entry(state: str, count: int = 1) -> bytes:
    each = var_uint(5) + var_uint(1) + var_string(state)
    return b"\x01" + var_bytes(var_uint(count) + each * count)


def test_what_is_too_large_for_an_awareness() -> None:
    for frame in (entry('"' + "x" * 5_000 + '"'), entry("null", 65)):
        with pytest.raises(StateTooLarge):
            frames.decode(frame)


@pytest.mark.parametrize("state", ["", "{", "3", "[]", '"x"', "[" * 4_000, "NaN "])
def test_a_state_is_an_object_or_nothing(state: str) -> None:
    with pytest.raises(Malformed):
        frames.decode(entry(state))


@given(st.binary(max_size=80))
def test_whatever_the_bytes_only_named_errors_are_raised(frame: bytes) -> None:
    with suppress(Malformed, StateTooLarge):
        frames.decode(frame)


STATES = st.sampled_from([b"{}", b"null", b'{"caret":3}', '{"n":"é🎉"}'.encode(), b"[]", b"\xff"])
NUMBERS = st.sampled_from([0, 1, 127, 128, 2**31, 2**35, 2**49, 2**53 - 1, 2**53])
LONG = STATES.map(lambda state: state.replace(b"3", b'"' + b"3" * 200 + b'"'))


@st.composite
def whole_frames(draw: st.DrawFn) -> bytes:
    """Something like an awareness or an update, and sometimes spoilt."""
    if draw(st.booleans()):
        frame = frames.update(draw(st.binary(max_size=200)))
    else:
        state = draw(STATES | LONG)
        each = var_uint(draw(NUMBERS)) + var_uint(draw(NUMBERS)) + var_bytes(state)
        frame = b"\x01" + var_bytes(var_uint(draw(st.integers(0, 2))) + each)
    if draw(st.booleans()):
        at = draw(st.integers(0, len(frame)))
        frame = frame[:at] + draw(st.binary(max_size=2)) + frame[at + draw(st.integers(0, 2)) :]
    return frame


def read(decode: Callable[..., frames.Frame], frame: bytes) -> object:
    try:
        return decode(frame, {1: b'{"caret":3}'})
    except (Malformed, StateTooLarge) as error:
        return StateTooLarge if isinstance(error, StateTooLarge) else Malformed


@given(whole_frames())
def test_the_common_frames_are_read_as_all_others(frame: bytes) -> None:
    assert read(frames.decode, frame) == read(frames.decode_slowly, frame)
