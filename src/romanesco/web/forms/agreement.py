"""Proposing an agreement: the rules first, the rest as one likes."""

from typing import TYPE_CHECKING, Any

from django import forms

from romanesco.agreements.models import Agreement
from romanesco.agreements.terms import FIELDS
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.web.agreement_words import DAYS, EARLIER
from romanesco.web.forms import rhythm

DAYS_AHEAD = "Between 1 and 14 days."
HOURS_AHEAD = "Between 1 and 336 hours, which is two weeks."
MONTHS = "Between 1 and 120 months, which is ten years; or nothing, to keep all of it."
TIME = "Write the time in hours and minutes: 16:00."
SPARE = {
    "share_amount": "before",
    "share_unit": "before",
    "share_days_before": "day_before",
    "share_time": "day_before",
}
"""Which answer to "when is it shared" each of the details belongs to."""

UNFOLDED = {
    "preparer",
    "share_when",
    *SPARE,
    *rhythm.FIELDS,
    "cancel_notice_hours",
    "keeps_versions",
    "keeps_months",
}


if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Agreement]
else:
    ModelForm = forms.ModelForm


class AgreementForm(ModelForm):
    """All terms of an agreement, in the words of one of the two."""

    quiet_days = forms.MultipleChoiceField(
        label="Quiet days",
        required=False,
        choices=list(DAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="No letters on these days.",
    )

    keeps_versions = forms.TypedChoiceField(
        label="Earlier versions of a plan",
        choices=[(is_kept, f"{words}.") for is_kept, words in EARLIER.items()],
        coerce=lambda chosen: chosen == "True",
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text="Whatever is kept, you two can read it again, and nobody else can.",
    )

    class Meta:
        model = Agreement
        fields = FIELDS
        widgets = {
            "preparer": forms.RadioSelect,
            "share_when": forms.RadioSelect,
            "share_time": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "quiet_from": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput({"type": "time"}, format="%H:%M"),
            **rhythm.WIDGETS,
            **{
                name: forms.Textarea({"rows": 2})
                for name in (
                    "focus_mentee", "focus_mentor", "expects_of_mentor", "expects_of_mentee",
                    "progress", "not_together", "confidentiality",
                )
            },
        }  # fmt: skip
        labels = {
            "preparer": "Who prepares",
            "share_when": "When it is shared",
            "share_amount": "How long before",
            "share_unit": "Hours or days",
            "share_days_before": "Days before",
            "share_time": "At",
            **rhythm.LABELS,
            "meets_when": "When else, in words",
            "meets_how": "How you meet",
            "cancel_notice_hours": "Notice to cancel, hours",
            "keeps_months": "Delete sessions after, months",
            "channel": "Between sessions",
            "quiet_from": "Quiet from",
            "quiet_until": "Quiet until",
            "sends_notes": "Who sends notes and actions",
            "progress": "How progress shows",
            "not_together": "What you will not do together",
            "confidentiality": "What stays between you",
        }
        help_texts = {
            "meets_when": "“Thursday mornings”, for example.",
            "meets_how": "By video, over lunch, on a walk.",
            "channel": "Where to ask a small question: chat, mail, not at all.",
            "progress": "How you would notice that this helps.",
            "keeps_months": "With their plans, for you both. Leave it open to keep all of it.",
        }
        error_messages = {
            "share_amount": dict.fromkeys(("invalid", "min_value", "max_value"), HOURS_AHEAD),
            "share_days_before": dict.fromkeys(("invalid", "min_value", "max_value"), DAYS_AHEAD),
            "share_time": {"invalid": TIME},
            "keeps_months": dict.fromkeys(("invalid", "min_value", "max_value"), MONTHS),
            "quiet_from": {"invalid": TIME},
            "quiet_until": {"invalid": TIME},
            **rhythm.ERROR_MESSAGES,
        }

    def __init__(self, *args: Any, pair: Pair, me: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        self.me = me
        self.initial["quiet_days"] = self.instance.quiet_days.split(",")
        self._speak_of(pair, me)
        rhythm.lay_out(self, me, pair.partner_of(me), self.instance)
        for name in SPARE:
            self.fields[name].required = False

    def _speak_of(self, pair: Pair, me: Person) -> None:
        both = (pair.mentee, pair.mentor)
        mentee, mentor = ("You" if person == me else person.first_name for person in both)
        self._choose(
            "preparer",
            mentee=_prepares(mentee),
            mentor=_prepares(mentor),
            turns=f"Taking turns, {_within(mentee)} first",
            both="Both, together",
        )
        self._choose(
            "share_when",
            before="Some time before each session",
            day_before="At a set time on an earlier day",
            together="From the beginning: you both see it as it grows",
        )
        self._choose("sends_notes", mentee=mentee, mentor=mentor, both="Whoever promised it")
        for side, name in (("mentee", mentee), ("mentor", mentor)):
            self.fields[f"focus_{side}"].label = (
                "Your focus" if name == "You" else f"{name}’s focus"
            )
            self.fields[f"expects_of_{side}"].label = f"Expected of {_within(name)}"

    def _choose(self, field_name: str, **choices: str) -> None:
        field = self.fields[field_name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices.items())

    @property
    def has_errors_beside_the_rules(self) -> bool:
        """Whether the folded parts of the form have to be open."""
        return bool(set(self.errors) - UNFOLDED)

    def clean_keeps_versions(self) -> bool:
        """A form that does not ask leaves it as it is."""
        chosen: bool | None = self.cleaned_data["keeps_versions"]
        return self.instance.keeps_versions if chosen is None else chosen

    def clean_keeps_months(self) -> int | None:
        """The same: left empty it means for good."""
        is_asked = self.add_prefix("keeps_months") in self.data
        months: int | None = self.cleaned_data["keeps_months"]
        return months if is_asked else self.instance.keeps_months

    def clean_quiet_days(self) -> str:
        return ",".join(day for day in DAYS if day in self.cleaned_data["quiet_days"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self._settle_details(values)
        rhythm.settle(self, values, self.me, self.instance)
        if values.get("share_unit") == "days" and (values.get("share_amount") or 0) > 14:
            self.add_error("share_amount", DAYS_AHEAD)
        if (values.get("quiet_from") is None) != (values.get("quiet_until") is None):
            missing = "quiet_from" if values.get("quiet_from") is None else "quiet_until"
            if missing not in self.errors:
                self.add_error(missing, "Quiet hours have a beginning and an end.")
        return values

    def _settle_details(self, values: dict[str, Any]) -> None:
        """A detail of an answer that was not chosen may stay empty, or be anything."""
        for name, when in SPARE.items():
            if values.get("share_when") != when:
                self.errors.pop(name, None)
                values[name] = getattr(self.instance, name)
            elif values.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, TIME if name == "share_time" else DAYS_AHEAD)


def _prepares(name: str) -> str:
    return "You prepare" if name == "You" else f"{name} prepares"


def _within(name: str) -> str:
    """A name, or "you", in the middle of a sentence."""
    return "you" if name == "You" else name
