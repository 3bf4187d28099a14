"""Connecting a calendar of one's own. No password is ever shown again."""

from typing import Any, Self

from django import forms

from romanesco.calendars.models import CalendarAccount
from romanesco.web.forms.parts import PasswordField


class AppPasswordField(PasswordField):
    """The browser is not to fill in the password that it knows for this site."""

    def __init__(self) -> None:
        words = {"required": "The app password is needed here."}
        super().__init__(is_new=True, label="App password", error_messages=words)


class ConnectForm(forms.Form):
    address = forms.CharField(
        label="Address of the server",
        max_length=1000,
        error_messages={
            "required": "The address of your calendar server is needed here.",
            "max_length": "This is too long for an address.",
            "null_characters_not_allowed": "This address has an invisible character in it.",
        },
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none"}
        ),
    )
    username = forms.CharField(
        label="Your name there",
        max_length=254,
        error_messages={
            "required": "The name that you sign in with there is needed here.",
            "max_length": "At most 254 characters, please.",
            "null_characters_not_allowed": "This name has an invisible character in it.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    password = AppPasswordField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "connect_%s", **more})


class PasswordForm(forms.Form):
    password = AppPasswordField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "renew_%s", **more})


class ChooseForm(forms.Form):
    calendar = forms.ChoiceField(
        label="Which calendar your sessions go into",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one of them.",
            "invalid_choice": "Choose one of them.",
        },
    )

    @classmethod
    def of(cls, account: CalendarAccount, answers: Any = None) -> Self:
        """For the calendars that this account has to offer."""
        form = cls(answers, auto_id="choose_%s", initial={"calendar": account.calendar_url})
        choices = [(one["url"], one["name"]) for one in account.offered]
        form.fields["calendar"].choices = choices  # type: ignore[attr-defined]
        return form


class DisconnectForm(forms.Form):
    take_out = forms.BooleanField(label="Take my sessions out of it again", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "disconnect_%s", **more})
