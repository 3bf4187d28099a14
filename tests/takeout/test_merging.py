"""Two versions made one: as a truth table, and for any texts."""

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from romanesco.plans.body import Body
from romanesco.plans.markdown_reading import read
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.takeout.merging import merge
from romanesco.takeout.plan_marks import body_of, marked, pieces
from tests.plans.bodies import BODIES


@dataclass(frozen=True)
class Word:
    digest: str


def merged(base: str, here: str, there: str) -> tuple[str, bool]:
    """Each letter is a paragraph; another case of it is the same one, changed."""
    found = merge(list(base), [Word(c) for c in here], [Word(c) for c in there])
    return "".join(one.digest for one in found.pieces), found.keeps_both


@pytest.mark.parametrize(
    ("base", "here", "there", "then"),
    [
        ("abc", "abc", "abc", "abc"),
        ("abc", "abc", "aXc", "aXc"),  # changed only there
        ("abc", "aXc", "abc", "aXc"),  # changed only here
        ("abc", "Xbc", "abY", "XbY"),  # each in its own place
        ("ab", "Xb", "aY", "XY"),  # side by side
        ("abc", "abc", "abcd", "abcd"),  # added there
        ("abc", "abcd", "abc", "abcd"),  # added here
        ("abc", "abcX", "abcY", "abcXY"),  # added in both: brought below
        ("abc", "abc", "ac", "ac"),  # taken away there
        ("abc", "ac", "abc", "ac"),  # taken away here: it stays away
        ("abc", "aXc", "ac", "aXc"),  # changed here, taken away there: it stays
        ("abc", "ac", "aYc", "aYc"),  # taken away here, changed there: it comes back
        ("abc", "aXc", "aXc", "aXc"),  # the same change in both
        ("", "X", "Y", "XY"),
        ("abc", "", "abc", ""),
        ("abc", "abc", "", ""),
    ],
)
def test_what_becomes_of_a_piece(base: str, here: str, there: str, then: str) -> None:
    assert merged(base, here, there)[0] == then


def test_both_are_kept_where_both_changed_it() -> None:
    assert merged("abc", "aXc", "aYc") == ("aXYc", True)
    assert merged("abc", "aXc", "abY") == ("aXY", False)
    assert merged("abc", "aXc", "aXc") == ("aXc", False)


texts = st.text("abcdef", max_size=8)


@given(base=texts, here=texts, there=texts)
def test_nothing_new_is_lost_and_nothing_is_made_up(base: str, here: str, there: str) -> None:
    then, _ = merged(base, here, there)
    new = (set(here) | set(there)) - set(base)
    assert new <= set(then) <= set(here) | set(there)
    assert merged(base, here, base)[0] == here
    assert merged(base, base, there)[0] == there
    assert merged(base, here, here)[0] == here


@given(here=st.text("abcdef", max_size=8), change=st.text("XYZ", min_size=1, max_size=4))
def test_bringing_it_back_again_changes_nothing(here: str, change: str) -> None:
    base, there = "ab", f"a{change}b"
    then, _ = merged(base, here, there)
    assert set(merged(base, then, there)[0]) == set(then)


STARK = [{"type": "text", "text": "_", "marks": [{"type": "strong"}]}]
LETTERS = [{"type": "text", "text": "0"}]


@example(body=[{"type": "paragraph", "content": [*LETTERS, *STARK, *LETTERS]}])
@given(body=BODIES)
def test_a_text_that_only_went_through_markdown_is_as_it_was(body: Body) -> None:
    assert marked("", read(body_to_markdown(body))) == marked("", body)


@given(body=BODIES)
def test_pieces_are_the_text_again(body: Body) -> None:
    whole = body_of(pieces(body))
    assert pieces(whole) == pieces(body)
    kinds = [block["type"] for block in whole]
    assert not any(left == right and "list" in left for left, right in pairwise(kinds))
