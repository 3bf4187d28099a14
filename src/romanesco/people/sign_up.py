"""The fields that signing up asks for beside the address and a password."""

from django import forms
from django.http import HttpRequest

from romanesco.people.models import Person


class SignUpFields(forms.Form):
    """A name as one likes it, and a time zone, which the browser fills in."""

    name = forms.CharField(max_length=80)
    time_zone = forms.CharField(max_length=64, required=False)

    def signup(self, request: HttpRequest, person: Person) -> None:
        """Called by allauth once the person is made."""
        person.name = self.cleaned_data["name"]
        person.time_zone = self.cleaned_data["time_zone"] or "UTC"
        person.save(update_fields=["name", "time_zone"])
