"""What an agenda item's markup repeats, computed once an item.

The menu of each item is put together here, not by a template: a template's would take a tenth of
the plan page's time.
"""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from django import template
from django.template.context import Context
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

from romanesco.web.templatetags.goals import goal_choice

register = template.Library()


class Item(Protocol):
    id: UUID
    kind: str
    prompt: str
    skipped: bool
    let_go: bool
    goal_id: UUID | None


@register.filter
def key(item: Item) -> SafeString:
    """The item's id as text: nothing in it needs escaping."""
    return SafeString(item.id)


@register.filter
def placed(item: Item, plan_at: str) -> SafeString:
    """The address beneath which all that one may do with an item stands."""
    return SafeString(f"{conditional_escape(plan_at)}items/{item.id}/")


@register.simple_tag(takes_context=True)
def item_menu(context: Context, item: Item, at: SafeString) -> SafeString:
    """What one may do with the item that stands at this address: reword, move, put off, let go,
    remove. All of it is one form, so that it works without a script."""
    key, prompt, place = str(item.id), escape(item.prompt), context["forloop"]
    refused = context.get("refused") or {}
    is_refused = refused.get("wording") == key
    return SafeString(
        f'<details class="menu" id="menu-{key}" data-menu{" open" if is_refused else ""}>'
        f'<summary class="icon-button" aria-label="Change: {prompt}">{_drawn("more")}</summary>'
        f'<form class="menu__sheet" method="post" action="{at}wording" data-enhanced>'
        '<input type="hidden" name="csrfmiddlewaretoken"'
        f' value="{conditional_escape(context["csrf_token"])}">'
        f"{_rewording(prompt, refused if is_refused else None)}"
        f"{goal_choice(context.get('goals') or (), item.goal_id, at)}"
        f"{''.join(_moves(item, at, place))}"
        f'<button class="menu__line" formaction="{at}removal" formnovalidate'
        f' data-undo="{at}restoration" data-undo-words="Removed: {prompt}">'
        f"{_drawn('close')}Remove</button></form></details>"
    )


def _rewording(prompt: SafeString, refused: Mapping[str, Any] | None) -> str:
    """The field for other words; what was refused stays in it, with the reason."""
    value, marks, error = prompt, "", ""
    if refused is not None:
        value, marks = (
            escape(refused["text"]),
            ' aria-invalid="true" aria-describedby="wording-error"',
        )
        error = f'<p class="field__error" id="wording-error">{escape(refused["words"])}</p>'
    return (
        '<div class="menu__reword"><input class="input" name="prompt" aria-label="In your words"'
        f' value="{value}" maxlength="300" required autocomplete="off"{marks}>'
        f'<button class="button button--small">Reword</button></div>{error}'
    )


def _moves(item: Item, at: str, place: Mapping[str, Any]) -> list[str]:
    number = place["counter"]
    is_topic, is_on = item.kind == "topic", not item.skipped and not item.let_go
    offered = [
        (not place["first"], "position", "position", number - 2, "up", "Move up"),
        (not place["last"], "position", "position", number, "down", "Move down"),
        (is_on, "skipping", "skipped", 1, "arrow", "Not this time"),
        (is_on and is_topic, "letting-go", "let_go", 1, "leaf", "Let it go"),
    ]
    return [
        f'<button class="menu__line" formaction="{at}{verb}" formnovalidate name="{name}"'
        f' value="{value}">{_drawn(icon)}{words}</button>'
        for is_offered, verb, name, value, icon, words in offered
        if is_offered
    ]


def _drawn(icon: str) -> str:
    """One of the page's sprite."""
    return f'<svg class="icon" aria-hidden="true"><use href="#icon-{icon}"/></svg>'
