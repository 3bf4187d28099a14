"""A list of prompts and their words as one Markdown text. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    prompt: str
    body: str
    about: str = ""  # a line between the two


def as_markdown(sections: Iterable[Section]) -> str:
    """Each prompt as a second-level heading with its body below, one blank line between."""
    return "\n\n".join(_one(section) for section in sections)


def _one(section: Section) -> str:
    parts = [f"## {one_line(section.prompt)}", one_line(section.about), section.body.strip()]
    return "\n\n".join(part for part in parts if part)


def one_line(text: str) -> str:
    """Text that cannot begin a new block."""
    return " ".join(text.split())
