"""What clients say of themselves is passed on as they wrote it, once it cannot harm anybody."""

import json
import random
import subprocess
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.live.states import StateTooLarge, read_state, stamp, stamped
from romanesco.ydocs.lib0 import Malformed

ROSA = stamp("rosa")


def passed_on(state: str) -> bytes:
    read = read_state(state.encode())
    assert read is not None
    return stamped(read, ROSA)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("{}", '{"person":"rosa"}'),
        (" { } ", '{"person":"rosa"}'),
        ('{"caret":3}', '{"caret":3,"person":"rosa"}'),
        ('{"name":"Rosa 🎉"}', '{"name":"Rosa 🎉","person":"rosa"}'),
        ('{"caret":3 } ', '{"caret":3,"person":"rosa"}'),
        ('{"caret":{"person":"theo"}}', '{"caret":{"person":"theo"},"person":"rosa"}'),
        ('{"half":"\\ud83c"}', '{"half":"\\ud83c","person":"rosa"}'),
        ('{"far":1e999}', '{"far":1e999,"person":"rosa"}'),
        # Whom a client says to be counts for nothing, however it is written.
        ('{"person":"theo"}', '{"person":"rosa"}'),
        ('{"person":"theo","caret":3,"person":"olga"}', '{"caret":3,"person":"rosa"}'),
        ('{"\\u0070erson":"theo","caret":3}', '{"caret":3,"person":"rosa"}'),
        ('{"person":"theo","half":"\\ud83c"}', '{"half":"\\ud83c","person":"rosa"}'),
    ],
)
def test_a_state_is_passed_on_with_who_it_is_of(state: str, told: str) -> None:
    assert passed_on(state) == told.encode()


@pytest.mark.parametrize(
    "state",
    [
        *("", " ", "{", "3", "[]", '"x"', "true", "{'a':1}", "{} {}", '{"a":1,}', '{"a":01}'),
        *('{"a":NaN}', '{"a":-Infinity}', '{"a":Infinity}', "NaN", '{"a":"\n"}', "\ufeff{}"),
        *('{"a":"\\x"}', '{"a":"\\u12"}', "[" * 4_000, '{"a":' * 800, '{"person":1,"a":1e999}'),
    ],
)
def test_what_would_throw_at_the_partners_is_malformed(state: str) -> None:
    with pytest.raises(Malformed):
        read_state(state.encode())


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(Malformed):
        read_state(b'{"a":"\xed\xa0\xbc"}')


def test_a_state_is_no_novel_even_when_it_is_written_anew() -> None:
    with pytest.raises(StateTooLarge):
        read_state(b'{"a":"' + b"x" * 5_000 + b'"}')
    most = '{"a":"' + "é" * 4_088 + '"}'
    assert read_state(most.encode()) == most.encode()
    with pytest.raises(StateTooLarge):
        read_state(('{"person":1,"a":"' + "é" * 4_000 + '"}').encode())


def test_who_leaves_has_no_state() -> None:
    assert read_state(b"null") is None
    assert read_state(b" null ") is None


def test_what_was_said_before_is_the_same_object() -> None:
    said = read_state(b'{"caret":3}')
    assert read_state(bytes(bytearray(b'{"caret":3}')), said) is said
    assert read_state(b'{"caret":4}', said) == b'{"caret":4}'


SAID = b'{"a":[10,-2.05e3,"71"],"\\u0071erson":1,"perso1":"\\ud83c","n":120}'


@pytest.mark.parametrize("said", [SAID, SAID.replace(b"\\", b"")])
def test_what_was_said_before_excuses_nothing(said: bytes) -> None:
    """Whatever stands in the place of a byte, the verdict is that of a first reading."""
    for at in range(len(said)):
        for byte in range(256):
            state = said[:at] + bytes((byte,)) + said[at + 1 :]
            assert verdict(state, said) == verdict(state, None)
    other = said.replace(b"1", b"9").replace(b"2", b"3")
    assert verdict(other, said) == verdict(other, None) == other


def verdict(state: bytes, said: bytes | None) -> object:
    try:
        return read_state(state, said)
    except Malformed:
        return Malformed


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.just("person") | st.text(max_size=6), VALUES), st.booleans())
def test_any_object_comes_through_but_for_the_person(state: object, is_ascii: bool) -> None:
    text = json.dumps(state, ensure_ascii=is_ascii)
    with suppress(Malformed):
        told = json.loads(passed_on(text))
        assert told == {**json.loads(text), "person": "rosa"}


@given(st.binary(max_size=60))
def test_whatever_the_bytes_only_named_errors_are_raised(state: bytes) -> None:
    with suppress(Malformed):
        read_state(state)


def test_a_browser_can_read_whatever_passes() -> None:
    """JSON.parse is the judge: of states in which something is written over."""
    chance = random.Random(1848)
    good = '{"user":{"name":"R\\u00e9\\ud83c 🎉"},"n":[-1.5e3,0,true,null,{"person":"x"}],"p":""}'
    told = []
    for _ in range(4_000):
        bad = list(good)
        for _ in range(chance.randint(0, 2)):
            bad[chance.randrange(len(bad))] = chance.choice('{}[]",:\\ue0123.-+NaInf \t\n\x00\x7f')
        with suppress(Malformed):
            told.append(passed_on("".join(bad)).decode())
    assert len(told) > 500
    program = """
        const told = JSON.parse(require('fs').readFileSync(0))
        console.log(told.filter((each) => JSON.parse(each).person === 'rosa').length)
    """
    asked = ["node", "-e", program]
    read = subprocess.run(asked, input=json.dumps(told), capture_output=True, text=True, check=True)
    assert int(read.stdout) == len(told)
