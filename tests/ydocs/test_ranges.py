from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from romanesco.ydocs.ranges import Ranges

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda span: (span[0], sum(span)))
)


@given(SPANS, st.tuples(st.integers(0, 40), st.integers(1, 9)))
def test_ranges_are_a_set_of_integers(spans: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    ranges = Ranges()
    members: set[int] = set()
    for start, stop in spans:
        ranges.add(start, stop)
        members.update(range(start, stop))
    assert {n for start, stop in ranges for n in range(start, stop)} == members
    assert all(left[1] < right[0] for left, right in pairwise(ranges))
    start, stop = asked[0], sum(asked)
    gaps = [n for low, high in ranges.missing(start, stop) for n in range(low, high)]
    assert gaps == [n for n in range(start, stop) if n not in members]


@given(SPANS, SPANS)
def test_many_are_added_as_one_after_the_other(
    before: list[tuple[int, int]], many: list[tuple[int, int]]
) -> None:
    one_by_one, at_once = Ranges(), Ranges()
    for span in before:
        one_by_one.add(*span)
        at_once.add(*span)
    at_once.update(many * 8)
    for span in many:
        one_by_one.add(*span)
    assert list(at_once) == list(one_by_one)
