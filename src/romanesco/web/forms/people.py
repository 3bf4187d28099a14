"""What one changes in one's settings, and how one invites."""

from typing import Any

from django import forms

from romanesco.pairs.models import Side
from romanesco.people.models import Person
from romanesco.web.agreement_words import DAYS
from romanesco.web.forms.parts import AddressField, NameField, OwnZoneField, OwnZoneSelect

ONE_DAY = "Write the day as year-month-day: 2026-12-24."
HOURS = dict.fromkeys(("required", "invalid"), "Write the time in hours and minutes: 09:00.")
LANGUAGES = [("en", "English")]


class AboutYouForm(forms.Form):
    name = NameField(
        label="Your name",
        help_text="As you like to be called.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = OwnZoneField(widget=OwnZoneSelect(attrs={"data-time-zone": "chosen"}))
    language = forms.ChoiceField(
        choices=LANGUAGES,
        error_messages={"invalid_choice": "Choose a language from the list."},
    )
    day_from = forms.TimeField(
        label="Reasonable hours, from",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages=HOURS,
    )
    day_until = forms.TimeField(
        label="Until",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages=HOURS,
    )
    days = forms.MultipleChoiceField(
        label="Days that suit you",
        choices=list(DAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one day.",
            "invalid_choice": "Choose days of the week.",
        },
    )

    @classmethod
    def told_of(cls, person: Person) -> dict[str, Any]:
        """What the form begins with."""
        told = {name: getattr(person, name) for name in cls.base_fields}
        return {**told, "days": person.days.split(",")}

    def clean_days(self) -> str:
        return ",".join(day for day in DAYS if day in self.cleaned_data["days"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        begin, end = values.get("day_from"), values.get("day_until")
        if begin is not None and begin == end:
            self.add_error("day_until", "This is no time at all. Choose a later end.")
        return values


class TimeAwayForm(forms.Form):
    """Days on which one is away, both included."""

    from_on = forms.DateField(
        label="From",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose the first day.", "invalid": ONE_DAY},
    )
    until_on = forms.DateField(
        label="Until, that day included",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose the last day.", "invalid": ONE_DAY},
    )


class TokenForm(forms.Form):
    label = NameField(
        label="What it is for",
        help_text="So that you know it again: my calendar script, the laptop.",
        error_messages={"required": "Say what it is for."},
    )


class InvitationForm(forms.Form):
    """As what one comes oneself, and who is asked."""

    side = forms.ChoiceField(
        label="You would be",
        choices=[(Side.MENTEE, "the mentee"), (Side.MENTOR, "the mentor")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one of the two.",
            "invalid_choice": "Choose one of the two.",
        },
    )
    partner_name = NameField(label="Your partner's name", help_text="As you call them.")
    partner_email = AddressField(
        label="Their email",
        required=False,
        help_text="A letter with the link goes there. You can copy the link as well.",
    )

    def __init__(self, *args: Any, can_write: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not can_write:
            del self.fields["partner_email"]
