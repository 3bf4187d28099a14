"""What nodes tell each other arrives as it was said, and whatever else comes is refused."""

from base64 import b64decode, b64encode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.base import notices
from romanesco.base.announcements import DocumentUpdated, LoginEnded, PairChanged, PlanChanged
from romanesco.base.notices import (
    Beat,
    DocumentGrew,
    Farewell,
    Here,
    Left,
    Notice,
    NotOurs,
    Opened,
)

NODE, KEY = b"node-1", b"k" * 32
PLAN = UUID("6f0b7a52-3c8e-4d5c-9a51-0d7b1e2f3a4c")

ids = st.uuids()
keys = st.none() | st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=40)
told: st.SearchStrategy[Notice] = st.one_of(
    st.builds(DocumentUpdated, ids, st.binary(max_size=notices.MOST - 19)),
    st.builds(DocumentGrew, ids),
    st.builds(PlanChanged, ids),
    st.builds(PairChanged, ids),
    st.builds(LoginEnded, keys, ids),
    st.builds(Opened, ids, st.booleans()),
    st.builds(Left, ids),
    st.builds(Here, ids, ids, st.binary(max_size=300)),
    st.just(Beat()),
    st.just(Farewell()),
)


@given(st.lists(told, max_size=30))
def test_what_is_packed_is_unpacked_in_its_order_and_fits(said: list[Notice]) -> None:
    payloads = notices.pack(NODE, KEY, said)
    assert all(len(payload) < 8_000 for payload in payloads)
    heard = []
    for payload in payloads:
        assert notices.is_by(NODE, payload.encode())
        assert not notices.is_by(b"node-2", payload.encode())
        node, some = notices.unpack(payload.encode(), KEY)
        assert node == NODE.hex()
        heard += some
    assert heard == said


def test_many_keys_go_in_few_payloads() -> None:
    keystrokes = [DocumentUpdated(PLAN, bytes(30)) for _ in range(1_000)]
    assert len(notices.pack(NODE, KEY, keystrokes)) == 9


@pytest.mark.parametrize("size", [notices.MOST - 18, 70_000, 1_000_000])
def test_what_is_too_large_to_be_told_is_to_be_read(size: int) -> None:
    (payload,) = notices.pack(NODE, KEY, [DocumentUpdated(PLAN, bytes(size)), Beat()])
    assert notices.unpack(payload.encode(), KEY)[1] == [DocumentGrew(PLAN), Beat()]


def test_who_is_here_with_too_many_words_is_left_out() -> None:
    assert notices.pack(NODE, KEY, [Here(PLAN, PLAN, bytes(9_000))]) == []


@given(st.binary(max_size=200), st.booleans())
def test_whatever_else_is_said_on_the_channel_is_refused(noise: bytes, is_encoded: bool) -> None:
    with pytest.raises(NotOurs):
        notices.unpack(b64encode(noise) if is_encoded else noise, KEY)


@given(st.binary(max_size=60))
def test_what_one_of_us_never_says_is_refused_though_it_is_sealed(body: bytes) -> None:
    payload = notices._sealed(NODE, KEY, body)
    try:
        _, heard = notices.unpack(payload.encode(), KEY)
    except NotOurs:
        return
    (again,) = notices.pack(NODE, KEY, heard) or [notices._sealed(NODE, KEY, b"")]
    assert len(b64decode(again)) == len(b64decode(payload))


def test_with_another_key_nobody_is_one_of_us() -> None:
    (payload,) = notices.pack(NODE, KEY, [Beat()])
    with pytest.raises(NotOurs):
        notices.unpack(payload.encode(), b"another key")


@given(st.data())
def test_not_a_byte_of_it_can_be_changed(data: st.DataObject) -> None:
    (payload,) = notices.pack(NODE, KEY, [DocumentUpdated(PLAN, b"some words"), PlanChanged(PLAN)])
    changed = bytearray(b64decode(payload))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NotOurs):
        notices.unpack(b64encode(changed), KEY)
