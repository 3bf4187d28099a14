"""A body as HTML. Every piece of text is escaped; a link goes only where links may go.

Put together by hand, because the plan page does it for each of its items: Django's format_html
takes five times as long.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from django.utils.safestring import SafeString

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
    return SafeString(_joined(body))


def _joined(nodes: Body) -> str:
    return "".join(_node(node) for node in nodes)


def _node(node: Node) -> str:
    name = node["type"]
    if name in BLOCKS:
        return _wrapped(BLOCKS[name], _content(node))
    return OTHERS[name](node) if name in OTHERS else ""


def _content(node: Node) -> str:
    return _joined(node.get("content", []))


def _wrapped(tag: str, html: str) -> str:
    return f"<{tag}>{html}</{tag}>"


def _text(node: Node) -> str:
    html = escape(node["text"])
    for mark in reversed(node.get("marks", [])):
        html = _marked(html, mark)
    return html


def _marked(html: str, mark: dict[str, Any]) -> str:
    if mark["type"] != "link":
        return _wrapped(escape(mark["type"]), html)
    href = mark.get("attrs", {}).get("href", "")
    if not is_safe_href(href):
        return html
    return f'<a href="{escape(href)}" rel="noreferrer noopener nofollow">{html}</a>'


def _code_block(node: Node) -> str:
    return f"<pre><code>{_content(node)}</code></pre>"


def _tick_list(node: Node) -> str:
    return f'<ul class="ticked">{_content(node)}</ul>'


def _tick_item(node: Node) -> str:
    is_checked = node.get("attrs", {}).get("checked") is True
    checked, said, told = (" checked", "Done", "true") if is_checked else ("", "Open", "false")
    return (
        f'<li data-checked="{told}"><input type="checkbox" disabled{checked} aria-label="{said}">'
        f"<div>{_content(node)}</div></li>"
    )


def _hard_break(_: Node) -> str:
    return "<br>"


OTHERS: dict[str, Callable[[Node], str]] = {
    "text": _text,
    "code_block": _code_block,
    "tick_list": _tick_list,
    "tick_item": _tick_item,
    "hard_break": _hard_break,
}
