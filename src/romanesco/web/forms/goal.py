"""A goal: what it is, and by what the two will know that it is reached."""

from django import forms

from romanesco.goals.operations import (
    LONGEST,
    LONGEST_MEASURE,
    GoalEmpty,
    GoalTooLong,
    MeasureTooLong,
)


class GoalForm(forms.Form):
    """Either may add one, and word any anew."""

    text = forms.CharField(
        label="The goal",
        max_length=LONGEST,
        error_messages={"required": GoalEmpty.message, "max_length": GoalTooLong.message},
    )
    measure = forms.CharField(
        label="We will know it by",
        required=False,
        max_length=LONGEST_MEASURE,
        error_messages={"max_length": MeasureTooLong.message},
    )
