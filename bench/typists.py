"""What people type, as the bytes that their editors would send: made before anything is timed.

The updates have the shape that y-prosemirror gives them: a first key in an empty paragraph makes
its text, each further one is inserted after the one before, now and then one is taken back, and
Enter begins a paragraph.
"""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, cast

from pycrdt import Doc, TransactionEvent, XmlElement, XmlFragment, XmlText

from romanesco.live import frames
from romanesco.ydocs import update

WORDS = (
    "What went well since we last met: the talk in March, and that I asked for help early. "
    "I would like to hear how you decide what to leave undone; my list only ever grows. "
)
LINE_LENGTH = 90
TAKEN_BACK_EVERY = 23


@dataclass(frozen=True)
class Key:
    """One key: the update that its editor makes, and where the writer's clock then stands."""

    update: bytes
    clock: int

    @property
    def frame(self) -> bytes:
        return frames.update(self.update)


@dataclass
class Typist:
    """One person at one item of one plan, with all keys that will be typed."""

    plan: str
    document: str
    token: str
    item: str
    client: int
    before: bytes
    """The plan as it was synced, before the first key."""
    state_vector: bytes
    keys: list[Key] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/live/plans/{self.plan}?schema=1&document={self.document}"

    def awareness(self, clock: int) -> bytes:
        """Where the caret is: an editor says so after every key."""
        end = {"type": None, "tname": None, "item": {"client": self.client, "clock": clock}}
        state = {
            "user": {"name": "Theo"},
            "cursor": {"anchor": {**end, "assoc": 0}, "head": {**end, "assoc": 0}},
            "item": self.item,
        }
        said = json.dumps(state, separators=(",", ":")).encode()
        return frames.awareness([frames.Entry(self.client, clock + 1, said)])


def typist(
    state: bytes, *, plan: str, document: str, token: str, item: str, keys: int, seed: int
) -> Typist:
    """Somebody who has synced `state` and types so many keys at the end of one item."""
    client = random.Random(seed).getrandbits(31)
    doc: Doc[Any] = Doc(client_id=client)
    doc.apply_update(state)
    made = Typist(plan, document, token, item, client, state, doc.get_state())
    changes: list[bytes] = []

    def keep(event: TransactionEvent) -> None:
        changes.append(event.update)

    doc.observe(keep)
    clock = 0
    for _ in _typed(doc, item, keys):
        (change,) = changes
        changes.clear()
        clock = _clock_after(change, client, clock)
        made.keys.append(Key(change, clock))
    return made


def _typed(doc: Doc[Any], item: str, keys: int) -> Iterator[None]:
    """Type; each step is one transaction."""
    fragment: XmlFragment = doc.get(f"item:{item}", type=XmlFragment)
    with doc.transaction():
        last = cast("XmlElement", fragment.children[len(fragment.children) - 1])
        paragraph = last if last.tag == "paragraph" and not len(last.children) else None
    text: XmlText | None = None
    length = 0
    letters = cycle(WORDS)
    for number in range(1, keys + 1):
        with doc.transaction():
            if paragraph is None:
                paragraph, text = fragment.children.append(XmlElement("paragraph")), None
            elif text is None:
                text = paragraph.children.append(XmlText(next(letters)))
                length = 1
            elif length >= LINE_LENGTH:
                paragraph, text = fragment.children.append(XmlElement("paragraph")), None
            elif number % TAKEN_BACK_EVERY == 0:
                length -= 1
                del text[length : length + 1]
            else:
                text.insert(length, next(letters))
                length += 1
        yield


def _clock_after(change: bytes, client: int, before: int) -> int:
    structs = update.decode(change).structs.get(client)
    return structs[-1].clock + structs[-1].length if structs else before


def text_of(state: bytes, item: str, updates: Iterable[bytes] = ()) -> str:
    """An item's whole text after these updates, to compare what was typed with what is kept."""
    doc: Doc[Any] = Doc()
    for change in (state, *updates):
        doc.apply_update(change)
    fragment: XmlFragment = doc.get(f"item:{item}", type=XmlFragment)
    with doc.transaction():
        return str(fragment)


def clock_of(state: bytes, client: int) -> int:
    """How far a document has heard of a client."""
    structs = update.decode(state).structs.get(client)
    return structs[-1].clock + structs[-1].length if structs else 0


def interleaved[T](groups: Iterable[list[T]]) -> list[T]:
    """The members of all groups, taken in turn."""
    return [each for members in zip(*groups, strict=True) for each in members]
