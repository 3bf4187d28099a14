"""Ending a session that does not take place, with a new date in the same step."""

from django import forms

from romanesco.web.forms.appointment import AppointmentForm


class EndingForm(AppointmentForm):
    """A reason, if one likes, and a new date, if one is known."""

    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=300,
        error_messages={"max_length": "Up to 300 characters, please."},
    )
