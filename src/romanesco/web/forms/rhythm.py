"""The part of an agreement that says when the two meet: its fields, and what they have to be."""

import datetime as dt
from typing import Any

from django import forms

from romanesco.agreements.cadence import (
    LATEST_END,
    MOST_WEEKS,
    EndsBeforeBeginning,
    EndsTooFarOff,
)
from romanesco.agreements.models import Agreement, Cadence, MonthWeek, Weekday
from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.journey.rhythm import recurrence_in
from romanesco.people.local_words import seen_by
from romanesco.people.models import Person
from romanesco.web.forms.zones import ZoneField, ZoneSelect

FIELDS = (
    "cadence", "every_weeks", "month_week", "meets_on", "meets_at", "meets_zone", "begins_on",
    "runs_until", "minutes",
)  # fmt: skip
"""What the dates ahead come from."""

WHEN_IT_COUNTS = {
    "every_weeks": ("weeks",),
    "month_week": ("monthly",),
    **dict.fromkeys(
        ("meets_on", "meets_at", "meets_zone", "begins_on"),
        ("weekly", "fortnightly", "weeks", "monthly"),
    ),
}
"""The answers to "how often" with which each detail counts."""

WEEKS = "Between 1 and 12 weeks."
TIME = "Write the time in hours and minutes: 10:00."
DAY = "Write the day as year-month-day: 2026-12-03."
NO_DATE = "Until then there is no such day. Choose a later end, or none."
MINUTES = "A session lasts from 5 minutes to 8 hours."
OFTEN = {
    Cadence.WEEKLY: "Every week",
    Cadence.FORTNIGHTLY: "Every two weeks",
    Cadence.WEEKS: "Every few weeks",
    Cadence.MONTHLY: "Every month",
    Cadence.IRREGULAR: "When it suits",
}
TIME_INPUT = forms.TimeInput({"type": "time"}, format="%H:%M")
DATE_INPUT = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
WIDGETS = {
    "meets_at": TIME_INPUT,
    "begins_on": DATE_INPUT,
    "runs_until": DATE_INPUT,
}
LABELS = {
    "cadence": "How often you meet",
    "every_weeks": "Every so many weeks",
    "month_week": "On the",
    "meets_on": "Day",
    "meets_at": "Time",
    "begins_on": "From",
    "runs_until": "Until",
    "minutes": "How long, minutes",
}
ERROR_MESSAGES = {
    "every_weeks": dict.fromkeys(("invalid", "min_value", "max_value"), WEEKS),
    "meets_at": {"invalid": TIME},
    "begins_on": {"invalid": DAY},
    "runs_until": {"invalid": "Write the day as year-month-day: 2027-02-18."},
    "minutes": dict.fromkeys(("required", "invalid", "min_value", "max_value"), MINUTES),
    "cadence": dict.fromkeys(("required", "invalid_choice"), "Choose how often you meet."),
}
LONGEST_SINCE = dt.timedelta(days=366)
LONGEST_AHEAD = dt.timedelta(days=731)


def lay_out(form: forms.BaseForm, me: Person, partner: Person, terms: Agreement) -> None:
    """Give the fields their choices, the two people's zones first."""
    near = [zone for zone in (terms.meets_zone, me.time_zone, partner.time_zone) if zone]
    form.fields["meets_zone"] = ZoneField(
        label="Time zone",
        required=False,
        max_length=64,
        widget=ZoneSelect(near),
        error_messages={"max_length": "Choose a time zone from the list."},
    )
    form.initial["meets_zone"] = terms.meets_zone or me.time_zone
    _choose(form, "cadence", [(value.value, label) for value, label in OFTEN.items()])
    _choose(form, "meets_on", [("", "No fixed day"), *Weekday.choices])
    _choose(form, "month_week", MonthWeek.choices)
    for name in WHEN_IT_COUNTS:
        form.fields[name].required = False


def settle(form: forms.BaseForm, values: dict[str, Any], me: Person, terms: Agreement) -> None:
    """What does not count stays as it was; the rest has to be a rhythm that has dates."""
    today = seen_by(me, clock.now()).date()
    for name, cadences in WHEN_IT_COUNTS.items():
        if values.get("cadence") not in cadences:
            form.errors.pop(name, None)
            values[name] = getattr(terms, name)
    if values.get("cadence") == "weeks" and not 1 <= (values.get("every_weeks") or 0) <= MOST_WEEKS:
        _say(form, "every_weeks", WEEKS)
    if values.get("month_week") in (None, ""):
        values["month_week"] = terms.month_week
    if values.get("every_weeks") is None:
        values["every_weeks"] = terms.every_weeks
    if values.get("cadence") != Cadence.IRREGULAR:
        _require_both(form, values)
    _require_near(form, values, today, terms)
    if not set(form.errors) & set(FIELDS):
        _require_dates(form, values)


def _require_both(form: forms.BaseForm, values: dict[str, Any]) -> None:
    """A day asks for a time, a time for a day, and the two for a zone."""
    day, time = values.get("meets_on"), values.get("meets_at")
    if day and time is None:
        _say(form, "meets_at", "Say at what time as well, or choose no fixed day.")
    if time is not None and not day:
        _say(form, "meets_on", "Say on which day as well, or leave the time open.")
    if not (day or time):
        values["meets_zone"] = ""
    elif not values.get("meets_zone"):
        _say(form, "meets_zone", "Choose the time zone that this time is in.")


def _require_near(
    form: forms.BaseForm, values: dict[str, Any], today: dt.date, terms: Agreement
) -> None:
    begins, until = values.get("begins_on"), values.get("runs_until")
    if begins and begins != terms.begins_on:
        if begins < today - LONGEST_SINCE:
            _say(form, "begins_on", "This is more than a year ago. Choose a later day.")
        elif begins > today + LONGEST_AHEAD:
            _say(form, "begins_on", "This is more than two years ahead. Choose a nearer day.")
    if until and until < today:
        _say(form, "runs_until", "This day has passed. Choose one that is still ahead.")
    elif begins and until and until < begins:
        _say(form, "runs_until", EndsBeforeBeginning.message)
    elif until and until > today + LATEST_END:
        _say(form, "runs_until", EndsTooFarOff.message)


def _require_dates(form: forms.BaseForm, values: dict[str, Any]) -> None:
    """The rhythm has to have a date before it ends."""
    terms = Agreement(**{name: values[name] for name in FIELDS})
    try:
        has_none = bool(terms.meets_on) and recurrence_in(terms, at=clock.now()) is None
    except Refused as refusal:
        _say(form, refusal.field or "cadence", refusal.message)
    else:
        if has_none and terms.cadence != Cadence.IRREGULAR:
            _say(form, "runs_until", NO_DATE)


def _say(form: forms.BaseForm, name: str, words: str) -> None:
    if name not in form.errors:
        form.add_error(name, words)


def _choose(form: forms.BaseForm, name: str, choices: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
