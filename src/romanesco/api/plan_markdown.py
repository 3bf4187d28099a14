"""Parts of a plan's Markdown that a kept version has, too."""

from romanesco.takeout.plan_text import heading, plain

__all__ = ["heading", "listed", "plain"]


def listed(heading: str, lines: list[str]) -> str:
    """Lines beneath their heading; nothing where there are none."""
    return "\n".join([f"## {heading}", "", *lines]) if lines else ""
