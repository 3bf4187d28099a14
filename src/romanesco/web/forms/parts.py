"""Fields that several forms ask for, with errors in our words."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from romanesco.base.zones import zone_names
from romanesco.people.local_words import city_of
from romanesco.people.names import LONGEST, plain_name
from romanesco.web.forms.zones import ZoneField, ZoneSelect, attributes, everywhere, options

CHOOSE = "Choose yours"
NOT_AN_ADDRESS = "This is not an email address. One looks like rosa@example.org."


class NameField(forms.CharField):
    """A name as one likes it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"error_messages": {"required": "A name is needed here."}, **more})
        self.widget.attrs["maxlength"] = LONGEST

    def to_python(self, value: Any) -> str:
        name = super().to_python(value)
        return plain_name(name) if name else ""


class AddressField(forms.EmailField):
    """An email address, always in small letters; one error, whatever is wrong with it."""

    def __init__(self, **more: Any) -> None:
        words = {"required": "An email address is needed here."}
        super().__init__(**{"label": "Email", "max_length": 254, "error_messages": words, **more})
        self.widget.attrs.pop("maxlength", None)  # a longer one is told, not cut

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except ValidationError:
            raise ValidationError(NOT_AN_ADDRESS, code="invalid") from None

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


class PasswordField(forms.CharField):
    """A password; it is never shown again, also not beside an error."""

    def __init__(self, *, is_new: bool = False, **more: Any) -> None:
        hint = "new-password" if is_new else "current-password"
        words = {
            "required": "A password is needed here.",
            "max_length": "At most 1,000 characters, please.",
            "null_characters_not_allowed": "This password has an invisible character in it.",
        }
        super().__init__(
            widget=forms.PasswordInput(attrs={"autocomplete": hint}),
            strip=False,
            max_length=1000,
            **{"label": "Password", "error_messages": words, **more},
        )
        self.widget.attrs.pop("maxlength", None)


class OwnZoneSelect(ZoneSelect):
    """One's own zone: a single list by city, and whatever older spelling the browser reported."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = str(value or "")
        listed = everywhere()
        if chosen not in dict(listed):
            first = (chosen, city_of(chosen)) if chosen in zone_names() else ("", CHOOSE)
            listed = (first, *listed)
        told = {**self.attrs, **(attrs or {}), "name": name}
        if chosen:
            told["data-time-zone"] = "chosen"  # the browser's own must not take its place
        return format_html("<select{}>{}</select>", attributes(told), options(listed, chosen))


class OwnZoneField(ZoneField):
    """The browser chooses it by itself on a new form."""

    widget = OwnZoneSelect

    def __init__(self, **more: Any) -> None:
        words = {"required": "Choose your time zone."}
        super().__init__(**{"label": "Your time zone", "error_messages": words, **more})


class CredentialField(forms.CharField):
    """What a browser's passkey answered, as JSON (WebAuthn, level 3, section 5.1)."""

    widget = forms.HiddenInput

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=20_000, **more)

    def clean(self, value: Any) -> Any:
        try:
            told = super().clean(value)
            found = json.loads(told) if "\\u0000" not in told else None  # no text in PostgreSQL
        except (ValueError, RecursionError, ValidationError):
            found = None
        if not isinstance(found, dict):
            raise ValidationError("This passkey could not be read. Try again.", code="unreadable")
        return found
