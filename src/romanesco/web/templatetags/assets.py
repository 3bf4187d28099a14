"""What Vite built, as tags and addresses: each put together once a process.

They are the same on every page until the server starts anew, as the manifest that they come from
is; django_vite puts them together for every page, a thirtieth of the plan page's time.
"""

from functools import cache

from django import template
from django.utils.safestring import SafeString
from django_vite.templatetags import django_vite

register = template.Library()


@register.simple_tag
@cache
def vite_asset(path: str) -> SafeString:
    """The script and all that it needs, as tags."""
    return SafeString(django_vite.vite_asset(path))


@register.simple_tag
@cache
def vite_asset_url(path: str) -> str:
    """Where a single file stands."""
    return str(django_vite.vite_asset_url(path))
