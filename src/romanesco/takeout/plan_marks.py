"""What is written into a plan's Markdown so that it can be edited elsewhere and brought back.

At the top stands which plan it is and, for each item, digests of its prompt and of its pieces as
they were: with them what was changed there and what was changed here can be told apart without
keeping anything here. Under each heading stands the item's id. Pure.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from romanesco.plans.body import Body, Node
from romanesco.plans.markdown_reading import read
from romanesco.plans.markdown_writing import body_to_markdown

LISTS = ("bullet_list", "ordered_list", "tick_list")
OURS = "<!-- stays here: this part is not brought back -->"
FORM = "romanesco-plan"


@dataclass(frozen=True)
class Piece:
    """What is merged as one: a paragraph, a quotation, some code, or one entry of a list."""

    node: Node
    within: str = ""  # the list that an entry stands in

    @property
    def block(self) -> Node:
        return {"type": self.within, "content": [self.node]} if self.within else self.node

    @property
    def digest(self) -> str:
        """Short; "" for what Markdown does not show, such as spaces at the end of a line. After
        one way there and back, since some marks and spaces do not come back."""
        text = body_to_markdown(read(body_to_markdown([self.block])))
        return digest("\n".join(line.rstrip() for line in text.split("\n")).strip("\n"))


@dataclass(frozen=True)
class Marked:
    """An item as it was when the Markdown was made."""

    prompt: str
    pieces: tuple[str, ...]


def pieces(body: Body) -> list[Piece]:
    """A body as the pieces that are merged."""
    found = []
    for block in body:
        if block["type"] in LISTS:
            found += [Piece(entry, block["type"]) for entry in block["content"]]
        else:
            found.append(Piece(block))
    return found


def body_of(found: Iterable[Piece]) -> Body:
    """The body again; entries of one kind side by side are one list."""
    body: Body = []
    for piece in found:
        if piece.within and body and body[-1]["type"] == piece.within:
            body[-1] = body[-1] | {"content": [*body[-1]["content"], piece.node]}
        else:
            body.append(piece.block)
    return body


def digest(text: str) -> str:
    """Short, the same for the same text; "" for none."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10] if text else ""


def prompt_digest(prompt: str) -> str:
    return digest(" ".join(prompt.split()))


def marked(prompt: str, body: Body) -> Marked:
    shown = (piece.digest for piece in pieces(body))
    return Marked(prompt_digest(prompt), tuple(each for each in shown if each))


def item_mark(item_id: UUID | str) -> str:
    """The line beneath an item's heading."""
    return f"<!-- item {item_id} -->"


def front_matter(plan_id: UUID | str, items: Iterable[tuple[UUID | str, str, Body]]) -> str:
    """The lines above a plan's Markdown: YAML, as many editors have it."""
    marks = {str(item_id): marked(prompt, body) for item_id, prompt, body in items}
    lines = [f"  {key}: {' '.join((mark.prompt, *mark.pieces))}" for key, mark in marks.items()]
    head = ["---", f"kind: {FORM}", f"id: {plan_id}", f"version: {version_of(marks)}"]
    return "\n".join([*head, "items:" if lines else "items: {}", *lines, "---"])


def version_of(marks: dict[str, Marked]) -> str:
    """Which version of a plan this is: the same for the same words."""
    told = {key: [mark.prompt, *mark.pieces] for key, mark in sorted(marks.items())}
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
