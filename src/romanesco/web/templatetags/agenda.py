"""What an agenda item's markup repeats, computed once an item."""

from typing import Protocol
from uuid import UUID

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()


class Item(Protocol):
    id: UUID


@register.filter
def key(item: Item) -> SafeString:
    """The item's id as text: nothing in it needs escaping."""
    return SafeString(item.id)


@register.filter
def placed(item: Item, plan_at: str) -> SafeString:
    """The address beneath which all that one may do with an item stands."""
    return SafeString(f"{conditional_escape(plan_at)}items/{item.id}/")
