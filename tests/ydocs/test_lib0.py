from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.ydocs.lib0 import (
    MAX_UINT,
    Malformed,
    Reader,
    Truncated,
    utf16_length,
    var_string,
    var_uint,
)


@given(st.integers(min_value=0, max_value=MAX_UINT))
def test_an_unsigned_integer_reads_as_it_was_written(number: int) -> None:
    reader = Reader(var_uint(number))
    assert reader.var_uint() == number
    assert reader.is_done


@given(st.text())
def test_a_string_reads_as_it_was_written(text: str) -> None:
    assert Reader(var_string(text)).var_string() == text


@pytest.mark.parametrize(
    "number", [b"\x80\x00", b"\xff\x00", b"\x80\x80\x00", b"\xff" * 8 + b"\x01"]
)
def test_an_overlong_integer_is_refused(number: bytes) -> None:
    with pytest.raises(Malformed):
        Reader(number).var_uint()


@pytest.mark.parametrize("number", [b"", b"\x80", b"\xff\xff"])
def test_an_integer_that_ends_early_is_refused(number: bytes) -> None:
    with pytest.raises(Truncated):
        Reader(number).var_uint()


@pytest.mark.parametrize(
    ("scalar", "expected"),
    [
        (b"\x78", True),
        (b"\x79", False),
        (b"\x7e", None),
        (b"\x7f", None),
        (b"\x77\x01a", "a"),
        (b"\x7d\x05", 5),
        (b"\x7d\x45", -5),
        (b"\x7d\xbf\x01", 127),
        (b"\x7c\x3f\x80\x00\x00", 1.0),
    ],
)
def test_a_scalar_reads_as_lib0_writes_it(scalar: bytes, expected: object) -> None:
    reader = Reader(scalar)
    assert reader.scalar() == expected
    assert reader.is_done


@pytest.mark.parametrize(
    "container", [b"\x75\x01\x78", b"\x76\x00", b"\x74\x00", b"\x7a" + b"\0" * 8]
)
def test_a_value_that_holds_others_is_refused(container: bytes) -> None:
    with pytest.raises(Malformed):
        Reader(container).scalar()


def test_a_string_with_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(Malformed):
        Reader(b"\x03\xed\xa0\x80").var_string()


@given(st.binary(max_size=40))
def test_whatever_the_bytes_only_malformed_is_raised(message: bytes) -> None:
    for read in (Reader.var_uint, Reader.var_int, Reader.var_string, Reader.scalar):
        with suppress(Malformed):
            read(Reader(message))


def test_lengths_are_those_that_javascript_sees() -> None:
    assert [utf16_length(text) for text in ("", "ab", "é", "🎉a")] == [0, 2, 1, 3]
