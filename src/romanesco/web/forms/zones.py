"""Choosing a time zone: one's own and the partner's first, then everywhere by its city."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from romanesco.base.zones import zone_names
from romanesco.people.local_words import city_of

AREAS = {
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
    "Indian", "Pacific",
}  # fmt: skip


@cache
def everywhere() -> tuple[tuple[str, str], ...]:
    """Each city once, with its zone: what IANA keeps under two names is listed under one."""
    found: dict[str, str] = {}
    for zone in sorted(zone_names()):
        if zone.partition("/")[0] in AREAS:
            label = f"{city_of(zone)} ({zone.partition('/')[0]})"
            is_namesake = zone.rpartition("/")[2].replace("_", " ") == city_of(zone)
            if label not in found or is_namesake:
                found[label] = zone
    return (*((zone, label) for label, zone in sorted(found.items())), ("UTC", "UTC"))


class ZoneSelect(forms.Select):
    """A select whose long part is written once: four hundred templates would take a while."""

    def __init__(self, near: Iterable[str] = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.near = list(near)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = str(value or "")
        near = dict.fromkeys([*self.near, *([chosen] if chosen in zone_names() else [])])
        return format_html(
            '<select name="{}"{}><optgroup label="You and your partner">{}</optgroup>'
            '<optgroup label="Everywhere">{}</optgroup></select>',
            name,
            attributes({**self.attrs, **(attrs or {})}),
            options([(zone, city_of(zone)) for zone in near], chosen),
            _everywhere(),
        )


class ZoneField(forms.CharField):
    """The name of a time zone that this machine knows."""

    widget = ZoneSelect

    def clean(self, value: Any) -> str:
        zone = str(super().clean(value))
        if not zone and not self.required:
            return zone
        if zone not in zone_names():
            raise forms.ValidationError("Choose a time zone from the list.")
        return zone


@cache
def _everywhere() -> SafeString:
    return options(everywhere(), "")


def options(zones: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((zone, mark_safe(" selected") if zone == chosen else "", label) for zone, label in zones),
    )


def attributes(attrs: dict[str, Any]) -> SafeString:
    return format_html_join(
        "", ' {}="{}"', ((name, "" if v is True else v) for name, v in attrs.items() if v)
    )
