"""Signing up and in, and passwords."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.core import context
from allauth.core.internal import ratelimit
from django import forms
from django.contrib.auth.password_validation import validate_password

from romanesco.people.models import Person
from romanesco.people.proof import person_to_write_to
from romanesco.people.sign_up import Applicant
from romanesco.web.forms.parts import (
    AddressField,
    NameField,
    OwnZoneField,
    OwnZoneSelect,
    PasswordField,
)

TEN = "Ten characters or more. A few words that only you would put together are good."


class SignUpForm(forms.Form):
    """Who one is, and whether a passkey or a password signs one in."""

    name = NameField(
        label="Your name",
        help_text="As you like to be called.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    time_zone = OwnZoneField(widget=OwnZoneSelect(attrs={"data-time-zone": True}))
    means = forms.ChoiceField(
        choices=[("password", "A password"), ("passkey", "A passkey")], required=False
    )
    password = PasswordField(is_new=True, help_text=TEN, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("means") == "passkey" or self.errors.get("password"):
            return told
        password = told.get("password", "")
        if not password:
            self.add_error("password", "A password is needed here.")
            return told
        try:
            validate_password(
                password, Person(name=told.get("name", ""), email=told.get("email", ""))
            )
        except forms.ValidationError as error:
            self.add_error("password", error)
        return told

    @property
    def applicant(self) -> Applicant:
        told = self.cleaned_data
        return Applicant(told["name"], told["email"], told["time_zone"])


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["login"] = AddressField(
            widget=forms.EmailInput(attrs={"autocomplete": "username"})
        )
        self.fields["password"] = PasswordField()
        self.order_fields(["login", "password"])


class ConfirmPasswordForm(forms.Form):
    """The signed-in person's own password, once more."""

    password = PasswordField()

    def __init__(self, *args: Any, user: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("incorrect_password")
        return password


class NewPasswordForm(forms.Form):
    """A password for somebody who is known: set anew, or for the first time."""

    password1 = PasswordField(label="A new password", is_new=True, help_text=TEN)

    def __init__(self, *args: Any, user: Person, temp_key: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.user = user

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def save(self) -> None:
        get_adapter().set_password(self.user, self.cleaned_data["password1"])


class ChangePasswordForm(NewPasswordForm):
    oldpassword = PasswordField(label="Your password now")

    def clean_oldpassword(self) -> str:
        password: str = self.cleaned_data["oldpassword"]
        if not self.user.check_password(password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class AskForResetForm(forms.Form):
    """Who gave this address is looked up here, and told nowhere."""

    email = AddressField(widget=forms.EmailInput(attrs={"autocomplete": "username"}))

    def save(self, request: Any) -> None:
        address = self.cleaned_data["email"]
        person = person_to_write_to(address)
        flows.password_reset.request_password_reset(
            request, address, [person] if person else [], allauth_forms.default_token_generator
        )


class AskForCodeForm(forms.Form):
    """Asks for a code by letter; the view reads `_user`, which allauth's form has too."""

    email = AddressField(widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    _user: Person | None = None

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        is_allowed = ratelimit.consume(
            context.request, app="allauth.account", action="request_login_code", key=address
        )
        if not is_allowed:
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = person_to_write_to(address)
        return address


class CodeForm(allauth_forms.ConfirmLoginCodeForm):
    code: Any = forms.CharField(
        label="The code from the letter",
        max_length=40,
        error_messages={"required": "Type the code from the letter."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )
