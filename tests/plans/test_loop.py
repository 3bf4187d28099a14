"""How the loop closes, as truth tables: where hopes stand, and what is asked."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.plans import loop
from romanesco.plans.loop import Promised
from romanesco.plans.models import ChallengeOutcome, HopeOutcome

OUTCOMES = ["", *HopeOutcome.values]
ASKED = {words for name, words in vars(loop).items() if name.isupper() and isinstance(words, str)}


@pytest.mark.parametrize(
    ("outcome", "alone", "among_many"),
    [
        ("", "", ""),
        ("done", "", ""),
        ("partly", loop.THE_REST, loop.THE_REST),
        ("not_yet", loop.GOT_IN_THE_WAY, loop.OVERESTIMATED),
        ("let_go", loop.CHANGED, loop.CHANGED),
    ],
)
def test_what_is_asked_of_a_hope(outcome: str, alone: str, among_many: str) -> None:
    assert loop.asked_of_hope(outcome, not_reached=1) == alone
    assert loop.asked_of_hope(outcome, not_reached=2) == among_many


@pytest.mark.parametrize(
    ("outcome", "first", "often"),
    [
        ("", "", ""),
        ("met", loop.LEARNED, loop.LEARNED),
        ("stayed_away", "", ""),
        ("ahead", loop.HELPED, loop.SMALLER),
        ("let_go", loop.CHANGED, loop.CHANGED),
    ],
)
def test_what_is_asked_of_a_challenge(outcome: str, first: str, often: str) -> None:
    assert outcome in ["", *ChallengeOutcome.values]
    assert loop.asked_of_challenge(outcome, times_asked=0) == first
    assert loop.asked_of_challenge(outcome, times_asked=3) == often


@pytest.mark.parametrize(
    ("promised", "expected"),
    [
        (Promised(is_open=False, has_passed=True, sessions_since=5, passed_alike=5), ""),
        (Promised(is_open=True, has_passed=False, sessions_since=0), ""),
        (Promised(is_open=True, has_passed=False, sessions_since=2), ""),
        (Promised(is_open=True, has_passed=False, sessions_since=3), loop.STILL_RIGHT),
        (Promised(True, True, sessions_since=0, passed_alike=1), loop.OVERESTIMATED),
        (Promised(True, True, sessions_since=1, passed_alike=1), loop.GOT_IN_THE_WAY),
        (Promised(True, True, sessions_since=2, passed_alike=1), loop.STILL_RIGHT),
        (Promised(True, True, sessions_since=2, passed_alike=2), loop.OVERESTIMATED),
    ],
)
def test_what_is_asked_of_a_promise(promised: Promised, expected: str) -> None:
    assert loop.asked_of_promise(promised) == expected


def test_each_question_is_a_question_and_scolds_nobody() -> None:
    scolding = ("why", "fail", "overdue", "late", "should have", "again", "!")
    for words in ASKED:
        assert words.endswith("?")
        assert not [one for one in scolding if one in words.lower()]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("", "went_well"),
        ("done", "went_well"),
        ("partly", "went_well"),
        ("not_yet", "not_well"),
        ("let_go", "not_well"),
    ],
)
def test_hopes_stand_beside_the_first_two_questions(outcome: str, expected: str) -> None:
    assert loop.beside(["check_in", "went_well", "not_well", "hopes"], [outcome]) == [expected]
    assert loop.beside(["went_well", "hopes"], [outcome]) == ["went_well"]
    assert loop.beside(["not_well"], [outcome]) == ["not_well"]
    assert loop.beside(["hopes"], [outcome]) == ["hopes"]
    assert loop.beside([], [outcome]) == [""]


@given(outcomes=st.lists(st.sampled_from(OUTCOMES), max_size=8))
def test_each_hope_stands_in_one_place(outcomes: list[str]) -> None:
    of_the_loop = ["went_well", "not_well", "hopes"]
    for number in range(1, 4):
        for purposes in combinations(of_the_loop, number):
            places = loop.beside(list(purposes), outcomes)
            assert len(places) == len(outcomes)
            assert set(places) <= set(purposes)


@pytest.mark.parametrize(
    ("purposes", "expected"),
    [
        (["went_well", "not_well", "hopes", "challenges"], "challenges"),
        (["went_well", "not_well", "hopes"], "not_well"),
        (["went_well", "hopes"], "went_well"),
        (["hopes"], "hopes"),
        (["", "check_in"], ""),
    ],
)
def test_what_was_seen_coming_stands_beside_the_next_challenges(
    purposes: list[str], expected: str
) -> None:
    assert loop.beside_challenges(purposes) == expected
