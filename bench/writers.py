"""Two people write a plan, as people do: bursts of keys, caret jumps, corrections, deletions.

Each has a Y document and hears of every change of the other's at once; each evening is a new page
and so a new client. The shape is that of y-prosemirror: a paragraph with one text in it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from bench.typists import WORDS

EVENINGS = 4
TAKEN_BACK, CUT, NEW_PARAGRAPH = 0.07, 0.01, 0.012
LONGEST_BURST, LONGEST_CUT = 60, 20


@dataclass
class Writer:
    """One person's page of the plan."""

    doc: Doc[Any]
    items: list[str]
    luck: random.Random
    made: list[bytes] = field(default_factory=list)
    paragraph: XmlElement | None = None
    text: XmlText | None = None
    at: int = 0

    def __post_init__(self) -> None:
        self.doc.observe(lambda event: self.made.append(event.update))

    def change(self) -> bytes:
        """One edit; what the other person's page is told."""
        self.made.clear()
        with self.doc.transaction():
            self._change()
        return self.made[-1]

    def jump(self) -> None:
        """Put the caret somewhere, most often at the end of an item."""
        item = self.luck.choice(self.items)
        fragment: XmlFragment = self.doc.get(f"item:{item}", type=XmlFragment)
        with self.doc.transaction():
            many = len(fragment.children)
            place = many - 1 if self.luck.random() < 0.6 else self.luck.randrange(many)
            self.paragraph = cast("XmlElement", fragment.children[place])
            self.text = None
            if len(self.paragraph.children):
                self.text = cast("XmlText", self.paragraph.children[0])
                length = len(str(self.text))
                self.at = length if self.luck.random() < 0.5 else self.luck.randint(0, length)

    def _change(self) -> None:
        assert self.paragraph is not None
        if self.text is None:
            self.text, self.at = self.paragraph.children.append(XmlText("W")), 1
            return
        length, luck = len(str(self.text)), self.luck.random()
        self.at = min(self.at, length)  # the other person may have taken something away
        if luck < NEW_PARAGRAPH and self.at == length:
            above = cast("XmlFragment", self.paragraph.parent)
            self.paragraph = above.children.append(XmlElement("paragraph"))
            self.text, self.at = self.paragraph.children.append(XmlText("W")), 1
        elif luck < NEW_PARAGRAPH + TAKEN_BACK and self.at:
            self.at -= 1
            del self.text[self.at : self.at + 1]
        elif luck < NEW_PARAGRAPH + TAKEN_BACK + CUT and self.at > LONGEST_CUT:
            cut = self.luck.randint(2, LONGEST_CUT)
            self.at -= cut
            del self.text[self.at : self.at + cut]
        else:
            self.text.insert(self.at, self.luck.choice(WORDS))
            self.at += 1


def written(state: bytes, items: list[str], edits: int, seed: int) -> Iterator[bytes]:
    """What two people's pages send while they write a plan, in the order in which it comes."""
    luck = random.Random(seed)
    changes: list[bytes] = [state]
    for evening in range(EVENINGS):
        pair = [_writer(changes, items, luck) for _ in range(2)]
        left = edits * (evening + 1) // EVENINGS - edits * evening // EVENINGS
        while left:
            one, other = luck.sample(pair, 2)
            one.jump()
            burst = min(left, luck.randint(1, LONGEST_BURST))
            for _ in range(burst):
                change = one.change()
                other.doc.apply_update(change)
                changes.append(change)
                yield change
            left -= burst


def _writer(changes: list[bytes], items: list[str], luck: random.Random) -> Writer:
    doc: Doc[Any] = Doc(client_id=luck.getrandbits(31))
    for change in changes:
        doc.apply_update(change)
    return Writer(doc, items, luck)
