"""An action item: what, by whom, until which day."""

from typing import Any
from uuid import UUID

from django import forms

from romanesco.actions.operations import LONGEST, ActionEmpty, ActionTooLong, Promise
from romanesco.goals.queries import goals_of
from romanesco.pairs.models import Pair
from romanesco.people.models import Person


class PromiseForm(forms.Form):
    """Either may note what either promised."""

    text = forms.CharField(
        label="What",
        max_length=LONGEST,
        error_messages={"required": ActionEmpty.message, "max_length": ActionTooLong.message},
    )
    owner = forms.ChoiceField(label="Who")
    due_on = forms.DateField(
        label="By",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as year-month-day: 2026-11-26."},
    )

    def __init__(self, *args: Any, pair: Pair, me: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        mine = pair.side_of(me)
        choices = [(mine.value, "You"), (mine.other.value, pair.partner_of(me).first_name)]
        self.fields["owner"] = forms.ChoiceField(label="Who", choices=choices)
        if goals := [goal for goal in goals_of(pair.id) if goal.is_open]:
            served = [("", "None"), *((str(goal.id), goal.text[:60]) for goal in goals)]
            self.fields["goal"] = forms.ChoiceField(
                label="Serves the goal", choices=served, required=False
            )

    def promise(self) -> Promise:
        values = self.cleaned_data
        goal = values.get("goal")
        return Promise(
            values["text"], values["owner"], values["due_on"], goal=UUID(goal) if goal else None
        )
