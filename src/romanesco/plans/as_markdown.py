"""A list of prompts and their words as one Markdown text. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    prompt: str
    body: str


def as_markdown(sections: Iterable[Section]) -> str:
    """Each prompt as a second-level heading with its body below, one blank line between."""
    return "\n\n".join(_one(section) for section in sections)


def _one(section: Section) -> str:
    heading = f"## {one_line(section.prompt)}"
    return f"{heading}\n\n{section.body.strip()}" if section.body.strip() else heading


def one_line(text: str) -> str:
    """Text that cannot begin a new block."""
    return " ".join(text.split())
