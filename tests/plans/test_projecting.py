"""Which row a line goes on as: a truth table, and what holds for any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.plans.projecting import go_on_as

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=6)


@pytest.mark.parametrize(
    ("rows", "lines", "expected"),
    [
        ("", "", []),
        ("", "ab", [None, None]),
        ("ab", "ab", [0, 1]),
        ("ab", "ba", [1, 0]),
        ("ab", "xab", [None, 0, 1]),  # a line before them moves nobody's answer
        ("ab", "b", [1]),
        ("ab", "xb", [0, 1]),  # reworded
        ("ab", "xy", [0, 1]),
        ("abc", "ax", [0, 1]),
        ("aa", "aa", [0, 1]),
        ("a", "aa", [0, None]),
        ("ba", "aa", [0, 1]),  # the same words keep their place first
    ],
)
def test_which_row_a_line_goes_on_as(rows: str, lines: str, expected: list[int | None]) -> None:
    assert go_on_as(list(rows), list(lines)) == expected


@given(rows=WORDS, lines=WORDS)
def test_no_row_is_taken_twice_and_the_same_words_keep_theirs(
    rows: list[str], lines: list[str]
) -> None:
    found = go_on_as(rows, lines)
    taken = [row for row in found if row is not None]
    assert len(taken) == len(set(taken))
    assert go_on_as(rows, rows) == list(range(len(rows)))
    for word in set(rows) & set(lines):
        kept = [number for number, row in enumerate(found) if row is not None and rows[row] == word]
        assert any(lines[number] == word for number in kept)
