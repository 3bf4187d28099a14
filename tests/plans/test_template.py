"""The five questions, worded to the rhythm."""

import pytest

from romanesco.plans.models import Purpose
from romanesco.plans.template import five_questions


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
    prompts = [question.prompt for question in five_questions(cadence)]
    assert prompts[1] == "What has gone well since we last met?"
    assert not any("week" in prompt for prompt in prompts)


def test_every_purpose_is_known_to_the_rows() -> None:
    purposes = [question.purpose for question in five_questions("weekly")]
    assert len(set(purposes)) == 5
    assert set(purposes) < set(Purpose.values)
