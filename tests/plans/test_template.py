"""What ships, worded to the rhythm; what may be kept; which questions give way."""

import pytest

from romanesco.plans.models import Purpose
from romanesco.plans.shipped import KEYS, PURPOSES, five_questions, in_rhythm, prompts, shipped
from romanesco.plans.template import (
    BOARDS,
    TURNS,
    AskedTwice,
    Change,
    NoQuestions,
    Question,
    QuestionTooLong,
    Standing,
    TooManyQuestions,
    asked_in,
    change,
    kept,
    sides,
    unlike,
)

A = Question("went_well", "What has gone well?")
B = Question("", "And the cat?")
KNOWN = {"What has gone well?", "Well?", "And the cat?", "Old"}


def test_weekly_pairs_are_asked_about_the_week() -> None:
    assert [question.prompt for question in five_questions("weekly")] == [
        "Personal check-in",
        "What has gone well in the last week?",
        "What has not gone well in the last week?",
        "What are you hoping to accomplish in the coming week?",
        "What challenges do you anticipate?",
    ]


@pytest.mark.parametrize("cadence", ["fortnightly", "monthly", "irregular"])
def test_others_are_asked_about_the_time_between(cadence: str) -> None:
    worded = [one.prompt for kind in shipped(cadence) for one in kind.questions]
    assert worded[1] == "What has gone well since we last met?"
    assert not any(" week" in prompt or "{" in prompt for prompt in worded)


def test_every_purpose_is_known_to_the_rows() -> None:
    purposes = [question.purpose for question in five_questions("weekly")]
    assert len(set(purposes)) == 5
    assert set(purposes) < set(Purpose.values)


def test_what_ships_could_be_kept_as_it_is() -> None:
    """Short enough, one question of each meaning, and all that boards and closing look for."""
    assert len(set(KEYS)) == 10
    for kind in (*shipped("weekly"), *shipped("monthly")):
        assert kept(kind.questions) == list(kind.questions)
        assert all(one.purpose for one in kind.questions)
    cells = {purpose for board in BOARDS.values() for purpose in board}
    assert cells | set(TURNS) <= PURPOSES
    assert {"wins", "relationship", "road_ahead", "staying_in_touch"} <= PURPOSES


def test_own_questions_follow_the_rhythm_where_they_are_worded_as_here() -> None:
    weekly = tuple(five_questions("weekly"))
    own = Question("went_well", "What made you laugh?")
    assert in_rhythm((*weekly, own), "monthly") == (*five_questions("monthly"), own)
    assert in_rhythm(five_questions("monthly"), "weekly") == weekly
    assert {one.prompt for one in weekly} < prompts()


def test_what_may_be_kept() -> None:
    told = [Question("hopes", "  Two \n lines "), Question("", "  "), Question("hopes", "Another")]
    assert kept(told) == [Question("hopes", "Two lines"), Question("", "Another")]
    assert kept([Question("<b>", "Odd")]) == [Question("", "Odd")]
    for refusal, questions in {
        NoQuestions: [Question("hopes", " ")],
        AskedTwice: [A, Question("", A.prompt)],
        QuestionTooLong: [Question("", "x" * 301)],
        TooManyQuestions: [Question("", str(number)) for number in range(31)],
    }.items():
        with pytest.raises(refusal):
            kept(questions)


def test_no_two_of_one_name() -> None:
    assert unlike("Ours", ["Theirs"]) == "Ours"
    assert unlike("Ours", ["OURS", "Ours (2)"]) == "Ours (3)"
    assert unlike("x" * 80, ["x" * 80]) == "x" * 76 + " (2)"


def test_a_stored_template_from_elsewhere_is_read_as_far_as_it_is_one() -> None:
    told = [{"prompt": "One?", "purpose": "hopes", "kind": "question"}, {"prompt": "One?"}, 7, {}]
    assert asked_in(told) == [Question("hopes", "One?")]
    assert len(asked_in([{"prompt": "x" * 400}])[0].prompt) == 300
    assert len(asked_in([{"prompt": f"{n}"} for n in range(99)])) == 30
    assert asked_in({"a": 1}) == asked_in(None) == []


def test_cells_stand_two_by_two() -> None:
    assert sides(
        [("check_in", False), *((cell, False) for cell in BOARDS["swot"]), ("", False)]
    ) == [*("", "left", "right", "left", "right", "")]
    a, b, c, d = BOARDS["grow"]
    assert sides([(a, False), (b, True), (c, False), (d, False)]) == ["", "", "left", "right"]
    assert sides([(a, False), ("hopes", False), (b, False)]) == ["", "", ""]
    assert sides([(a, False), (BOARDS["swot"][0], False), (BOARDS["swot"][1], False)]) == [
        *("", "left", "right")
    ]


@pytest.mark.parametrize(
    ("standing", "wanted", "becomes"),
    [
        ([], [A], Change((None,), ())),
        ([Standing("", "Old")], [A], Change((None,), (0,))),
        ([Standing("", "Old", is_written=True)], [A], Change((None,), ())),
        ([Standing("", "My own words")], [A], Change((None,), ())),
        ([Standing("went_well", "Well?")], [A], Change((0,), ())),
        ([Standing("went_well", "Well?", is_written=True)], [B, A], Change((None, 0), ())),
        ([Standing("", "And the cat?")], [A, B], Change((None, 0), ())),
        # What was taken off comes back as it was, and is not taken off again.
        ([Standing("went_well", A.prompt, is_removed=True)], [A], Change((0,), ())),
        ([Standing("went_well", "Well?", is_removed=True)], [A], Change((None,), ())),
        ([Standing("", "Old", is_removed=True)], [A], Change((None,), ())),
        # What stands counts before what was taken off; one stands for one alone.
        (
            [Standing("went_well", A.prompt, is_removed=True), Standing("went_well", "Well?")],
            [A],
            Change((1,), ()),
        ),
        ([Standing("", "Well?"), Standing("", "Old")], [B], Change((None,), (0, 1))),
    ],
)
def test_which_questions_stay_and_which_give_way(
    standing: list[Standing], wanted: list[Question], becomes: Change
) -> None:
    assert change(standing, wanted, KNOWN) == becomes
