"""The words of a plan as text that is read and not parsed: no marks, no escapes. Pure."""

from romanesco.plans.body import Body, Node, is_empty


def plain_words(body: Body) -> str:
    """The words, with signs for what is listed; a broken line is a line. "" without words."""
    return "" if is_empty(body) else _blocks(body, "\n\n")


def _blocks(nodes: Body, gap: str) -> str:
    return gap.join(piece for node in nodes if (piece := _block(node)).strip())


def _block(node: Node) -> str:
    content: Body = node.get("content", [])
    match node["type"]:
        case "paragraph" | "code_block":
            return "".join(_inline(child) for child in content)
        case "blockquote":
            return _set_in(_blocks(content, "\n\n"), "> ", "> ")
    entries = [_entry(item, node["type"], number) for number, item in enumerate(content, start=1)]
    return "\n".join(entry for entry in entries if entry.strip())


def _entry(item: Node, kind: str, number: int) -> str:
    marker = f"{number}. " if kind == "ordered_list" else "- "
    if item["type"] == "tick_item":
        marker += "[x] " if item.get("attrs", {}).get("checked") else "[ ] "
    return _set_in(_blocks(item.get("content", []), "\n"), marker, "  ")


def _set_in(text: str, first: str, others: str) -> str:
    head, *rest = text.split("\n")
    return "\n".join([f"{first}{head}", *(f"{others}{line}".rstrip() for line in rest)])


def _inline(node: Node) -> str:
    if node["type"] == "hard_break":
        return "\n"
    text: str = node["text"]
    links = [mark["attrs"]["href"] for mark in node.get("marks", []) if mark["type"] == "link"]
    is_told = not links or links[0] in (text, f"mailto:{text}")
    return text if is_told else f"{text} ({links[0]})"
