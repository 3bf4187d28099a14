"""A body as HTML. Every piece of text is escaped; a link goes only where links may go."""

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from romanesco.plans.body import Body, Node
from romanesco.plans.document_schema import is_safe_href

BLOCKS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
}


def body_html(body: Body) -> SafeString:
    """What the editor shows, for whoever only reads it or has no script."""
    return _joined(body)


def _joined(nodes: Body) -> SafeString:
    return format_html_join("", "{}", ((_node(node),) for node in nodes))


def _node(node: Node) -> SafeString:
    name = node["type"]
    if name in BLOCKS:
        return _wrapped(BLOCKS[name], _content(node))
    return OTHERS[name](node) if name in OTHERS else mark_safe("")


def _content(node: Node) -> SafeString:
    return _joined(node.get("content", []))


def _wrapped(tag: str, inner: SafeString) -> SafeString:
    return format_html("<{}>{}</{}>", tag, inner, tag)


def _text(node: Node) -> SafeString:
    html = format_html("{}", node["text"])
    for mark in reversed(node.get("marks", [])):
        html = _marked(html, mark)
    return html


def _marked(html: SafeString, mark: dict[str, Any]) -> SafeString:
    if mark["type"] != "link":
        return _wrapped(mark["type"], html)
    href = mark.get("attrs", {}).get("href", "")
    if not is_safe_href(href):
        return html
    return format_html('<a href="{}" rel="noreferrer noopener nofollow">{}</a>', href, html)


def _code_block(node: Node) -> SafeString:
    return format_html("<pre><code>{}</code></pre>", _content(node))


def _tick_list(node: Node) -> SafeString:
    return format_html('<ul class="ticked">{}</ul>', _content(node))


def _tick_item(node: Node) -> SafeString:
    is_checked = node.get("attrs", {}).get("checked") is True
    return format_html(
        '<li data-checked="{}"><input type="checkbox" disabled{} aria-label="{}">'
        "<div>{}</div></li>",
        "true" if is_checked else "false",
        mark_safe(" checked") if is_checked else "",
        "Done" if is_checked else "Open",
        _content(node),
    )


def _hard_break(node: Node) -> SafeString:
    return mark_safe("<br>")


OTHERS: dict[str, Callable[[Node], SafeString]] = {
    "text": _text,
    "code_block": _code_block,
    "tick_list": _tick_list,
    "tick_item": _tick_item,
    "hard_break": _hard_break,
}
