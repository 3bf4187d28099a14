"""Passkeys: what the browser answers is checked here, and nothing of it is believed before."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth_forms
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError

from romanesco.people.models import Person
from romanesco.people.sign_up import NewPasskey
from romanesco.web.forms.parts import CredentialField, NameField

UNKNOWN = "This passkey is not known here."
NOT_MADE = "This passkey could not be checked. Try again."


class NewPasskeyForm(forms.Form):
    """A passkey that the browser has just made."""

    name = NameField(
        label="What to call it",
        required=False,
        help_text="So that you know it again: this laptop, my phone.",
    )
    credential = CredentialField()

    def clean_credential(self) -> dict[str, Any]:
        credential: dict[str, Any] = self.cleaned_data["credential"]
        with _refusing(NOT_MADE):
            auth.parse_registration_response(credential)
            if not auth.complete_registration(credential).is_user_verified():
                raise ValidationError(NOT_MADE)
        return credential

    @property
    def passkey(self) -> NewPasskey:
        name = self.cleaned_data["name"] or "Passkey"
        return NewPasskey(name, self.cleaned_data["credential"])


class PasskeySignInForm(allauth_forms.LoginWebAuthnForm):
    credential: Any = CredentialField()

    def clean_credential(self) -> Authenticator:
        with _refusing(UNKNOWN):
            return super().clean_credential()


class PasskeyConfirmForm(allauth_forms.ReauthenticateWebAuthnForm):
    credential: Any = CredentialField()
    user: Person

    def clean_credential(self) -> Authenticator:
        with _refusing(UNKNOWN):
            return super().clean_credential()


@contextmanager
def _refusing(words: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        # Whatever a hostile answer breaks in the parsers of CBOR, keys and signatures: it is wrong.
        raise ValidationError(words, code="passkey") from error
