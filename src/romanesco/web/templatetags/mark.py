"""The mark and the icons, drawn by a few lines of code."""

from functools import cache
from math import cos, radians, sin, sqrt

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

GOLDEN_ANGLE = 137.5

ICONS = {
    "clock": '<circle cx="12" cy="12" r="8.25"/><path d="M12 7.5V12l2.75 1.75"/>',
    "eye": '<path d="M2.75 12S6 5.75 12 5.75 21.25 12 21.25 12 18 18.25 12 18.25 2.75 12 2.75 12Z"/>'
    '<circle cx="12" cy="12" r="2.75"/>',
    "check": '<path d="m5 12.75 4.5 4.5L19 7.25"/>',
    "up": '<path d="m6 14.5 6-6 6 6"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "grip": '<path d="M9 6.5v.01M9 12v.01M9 17.5v.01M15 6.5v.01M15 12v.01M15 17.5v.01"'
    ' stroke-width="2.25"/>',
    "more": '<path d="M6 12v.01M12 12v.01M18 12v.01" stroke-width="2.25"/>',
    "plus": '<path d="M12 5.5v13M5.5 12h13"/>',
    "close": '<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>',
    "copy": '<rect x="8.5" y="8.5" width="11" height="11" rx="2.5"/>'
    '<path d="M15.5 5.75A2.25 2.25 0 0 0 13.25 4.5h-6.5A2.25 2.25 0 0 0 4.5 6.75v6.5c0 .98.63 1.8 1.5 2.12"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.66 0l3-3A4 4 0 0 0 13 5.34l-1 1"/>'
    '<path d="M14 10a4 4 0 0 0-5.66 0l-3 3A4 4 0 0 0 11 18.66l1-1"/>',
    "alert": '<circle cx="12" cy="12" r="8.25"/><path d="M12 8v4.75M12 16v.01"/>',
    "letter": '<rect x="3.75" y="5.75" width="16.5" height="12.5" rx="2.5"/>'
    '<path d="m4.5 7.5 7.5 5.75 7.5-5.75"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="2.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "arrow": '<path d="M5 12h13.5M13 6.5l5.5 5.5-5.5 5.5"/>',
    "leaf": '<path d="M6.5 17.5C5.5 10 10.5 5.5 19 5c-.25 8.5-5 13.5-12.5 12.5ZM4.75 19.25c2-4 4.75-6.75 8-8.5"/>',
    "person": '<circle cx="12" cy="8.5" r="3.75"/><path d="M4.75 19.75a7.25 7.25 0 0 1 14.5 0"/>',
}


@cache
def points(count: int = 56, size: float = 320) -> tuple[tuple[float, float, float], ...]:
    """Phyllotaxis: point i stands at angle i x 137.5 degrees and radius sqrt(i), and grows outward."""
    spread = size * 0.345 / sqrt(count)
    dots = []
    for i in range(1, count + 1):
        angle = radians(i * GOLDEN_ANGLE)
        away = spread * sqrt(i)
        dot = size * (0.008 + 0.04 * sqrt(i / count))
        dots.append((round(away * cos(angle), 1), round(away * sin(angle), 1), round(dot, 1)))
    return tuple(dots)


@cache
def drawn(count: int, inner: str = "") -> str:
    circles = "".join(f'<circle cx="{x}" cy="{y}" r="{r}"/>' for x, y, r in points(count))
    return f'viewBox="-130 -130 260 260" fill="currentColor">{inner}{circles}</svg>'


@register.simple_tag
def mark(count: int = 56) -> SafeString:
    """The mark in the colour of its surroundings; fewer points for small sizes."""
    return mark_safe(f'<svg class="mark" aria-hidden="true" {drawn(count)}')


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One line icon of 20 px; without a label it is decoration and stays silent."""
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(
        f'<svg class="icon" width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" {said}>{ICONS[name]}</svg>'
    )


@register.simple_tag
def icon_sprite(*names: str) -> SafeString:
    """Icons that a page repeats, drawn once: `<svg class="icon"><use href="#icon-up"/></svg>`."""
    symbols = (
        f'<symbol id="icon-{name}" viewBox="0 0 24 24">{ICONS[name]}</symbol>' for name in names
    )
    return mark_safe(f'<svg class="sprite" aria-hidden="true">{"".join(symbols)}</svg>')


def favicon() -> str:
    """The file static/icons/mark.svg: fewer points, and its own green for light and dark."""
    style = "<style>svg{color:#4a7326}@media(prefers-color-scheme:dark){svg{color:#a5cf6f}}</style>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {drawn(24, style)}\n'
