"""What people type, as their editors' bytes: cheap enough to be made for thousands at once.

The first key in an item is made by Yrs, once for each item; from then on only the client and the
clock differ, and the rest is written by hand: each key is one letter after the one before, and a
full line is followed by a new paragraph, as y-prosemirror does it.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from bench.typists import LINE_LENGTH, WORDS
from romanesco.live import frames
from romanesco.ydocs.lib0 import var_uint

# Stands for the writer in the template of an item's first key.
SOMEBODY = 0x7A5B3C1
FIRST_KEY_STRUCTS = 3  # the paragraph, its text, the letter
PARAGRAPH = b"\x03\x09paragraph"


class Stroke(NamedTuple):
    """One key: the message that says so (`update`), then where the caret is, and the clock."""

    update: bytes
    caret: bytes
    clock: int


def template(state: bytes, item: str) -> bytes:
    """The first key at the end of one item, in a paragraph of its own, written by `SOMEBODY`."""
    doc: Doc[Any] = Doc(client_id=SOMEBODY)
    doc.apply_update(state)
    before = doc.get_state()
    fragment: XmlFragment = doc.get(f"item:{item}", type=XmlFragment)
    with doc.transaction():
        fragment.children.append(XmlElement("paragraph")).children.append(XmlText(WORDS[0]))
    return doc.get_update(before)


@dataclass
class Writer:
    """One page that somebody types in: its client id, and how far it is."""

    client: int
    item: str
    template: bytes
    clock: int = 0
    awareness: int = 0
    _line: int = 0
    _paragraph: int = 0
    _letter_number: int = 0

    def __post_init__(self) -> None:
        self._id = var_uint(self.client)
        end = f'{{"type":null,"tname":null,"item":{{"client":{self.client},"clock":'
        self._states = (
            '{"user":{"name":"Theo"},"cursor":{"anchor":' + end,
            '},"assoc":0},"head":' + end,
            f'}},"assoc":0}}}},"item":"{self.item}"}}',
        )

    def strokes(self, count: int, *, carets: bool = True) -> list[Stroke]:
        """The next keys."""
        return [self._stroke(carets) for _ in range(count)]

    def caret(self) -> bytes:
        """Where this person is now; each time it is said is later than the one before."""
        self.awareness += 1
        anchor, head, rest = self._states
        last = max(0, self.clock - 1)
        state = f"{anchor}{last}{head}{last}{rest}".encode()
        entry = b"\x01" + self._id + var_uint(self.awareness) + var_uint(len(state)) + state
        return bytes((frames.AWARENESS,)) + var_uint(len(entry)) + entry

    def _stroke(self, carets: bool) -> Stroke:
        letter = bytes((1, ord(WORDS[self._letter_number % len(WORDS)])))
        self._letter_number += 1
        if self.clock == 0:
            change = self._first()
        elif self._line >= LINE_LENGTH:
            change = self._new_paragraph(letter)
        else:
            change = self._letter(letter)
        return Stroke(frames.update(change), self.caret() if carets else b"", self.clock)

    def _first(self) -> bytes:
        self.clock, self._line = FIRST_KEY_STRUCTS, 1
        return self.template.replace(var_uint(SOMEBODY), self._id)

    def _letter(self, letter: bytes) -> bytes:
        clock = self.clock
        self.clock += 1
        self._line += 1
        after = b"\x84" + self._id + var_uint(clock - 1)
        return b"\x01\x01" + self._id + var_uint(clock) + after + letter + b"\x00"

    def _new_paragraph(self, letter: bytes) -> bytes:
        clock, before = self.clock, self._paragraph
        self.clock, self._line, self._paragraph = clock + FIRST_KEY_STRUCTS, 1, clock
        own = b"\x00" + self._id
        return b"".join((
            b"\x01\x03", self._id, var_uint(clock),
            b"\x87", self._id, var_uint(before), PARAGRAPH,
            b"\x07", own, var_uint(clock), b"\x06",
            b"\x04", own, var_uint(clock + 1), letter, b"\x00",
        ))  # fmt: skip


def state_vector(clocks: dict[int, int]) -> bytes:
    """What somebody has, as step 1 says it."""
    parts = [var_uint(client) + var_uint(clock) for client, clock in clocks.items()]
    return var_uint(len(parts)) + b"".join(parts)
