"""What an operation refuses, said at the field that it is about."""

from django.forms import BaseForm

from romanesco.base.errors import Refused


def say(refusal: Refused, form: BaseForm) -> None:
    """Put the refusal's words at its field, or above the form where it names none."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.message)
