"""Renders one form control with everything that describes it tied to it."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def control(field: BoundField, who: str = "") -> SafeString:
    """The widget, described by its hint, its error and the line that says who sees it."""
    described = [
        f"{field.auto_id}_{part}" for part in ("helptext", "error", "who") if _has(field, part, who)
    ]
    attrs: dict[str, str | bool] = (
        {"aria-describedby": " ".join(described)} if described and not field.use_fieldset else {}
    )
    return field.as_widget(attrs=attrs)


def _has(field: BoundField, part: str, who: str) -> bool:
    return bool({"helptext": field.help_text, "error": field.errors, "who": who}[part])
