"""The outline of a Y document: where each struct stands, without its content.

A live update names its place only by the ids of its neighbours. To know how deep it nests, which
root it lengthens and whether it cuts a character in two, one has to remember where earlier
structs stand. Runs of neighbours in one place share one entry, so a typed page is a few dozen.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from romanesco.ydocs.lib0 import utf16_length
from romanesco.ydocs.ranges import Ranges
from romanesco.ydocs.update import Id, Kind, Struct

DEAD = frozenset({Kind.GC, Kind.DELETED})


@dataclass(eq=False)
class Node:
    """A root (`doc`), an element or a text (`text`), and how many elements it stands in.

    `holder` is the name of the element around a text, `root` None where all is collected already.
    """

    name: str
    root: str | None
    depth: int
    holder: str = ""
    places: dict[str | None, "Place"] = field(default_factory=dict)

    def place(self, key: str | None) -> "Place":
        return self.places.setdefault(key, Place(self, key))


@dataclass(frozen=True, eq=False)
class Place:
    """Among the children of a node, or under one of its attributes."""

    node: Node
    key: str | None


@dataclass
class Runs:
    """One client's structs, in the order of their clocks and without a gap."""

    starts: list[int] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    end: int = 0

    def append(self, length: int, place: Place, kind: Kind) -> None:
        is_same = self.starts and self.places[-1] is place and self.kinds[-1] is kind
        if not is_same:
            self.starts.append(self.end)
            self.places.append(place)
            self.kinds.append(kind)
        self.end += length

    def at(self, clock: int) -> tuple[Place, Kind]:
        index = bisect_right(self.starts, clock) - 1
        return self.places[index], self.kinds[index]

    def between(self, start: int, stop: int) -> Iterator[tuple[int, Place, Kind]]:
        """Each run that overlaps `start`..`stop`, with the length of the overlap."""
        index = bisect_right(self.starts, start) - 1
        while index < len(self.starts) and self.starts[index] < stop:
            last = self.starts[index + 1] if index + 1 < len(self.starts) else self.end
            overlap = min(stop, last) - max(start, self.starts[index])
            yield overlap, self.places[index], self.kinds[index]
            index += 1

    def cut(self, runs: int, end: int) -> None:
        """Back to how it was with that many runs."""
        del self.starts[runs:], self.places[runs:], self.kinds[runs:]
        self.end = end


@dataclass
class Outline:
    """Everything that is known of a document's shape."""

    runs: dict[int, Runs] = field(default_factory=dict)
    nodes: dict[Id, Node] = field(default_factory=dict)
    roots: dict[str, Node] = field(default_factory=dict)
    # The clocks of high surrogates: between one and the next, a character would be cut in two.
    pairs: dict[int, set[int]] = field(default_factory=dict)
    deleted: dict[int, Ranges] = field(default_factory=dict)
    # UTF-16 units of text that stand under each root.
    lengths: dict[str, int] = field(default_factory=dict)
    # Where a struct goes whose neighbours are collected: nowhere that anybody sees.
    gone: Place = field(default_factory=lambda: Node("gone", None, 0).place(None))

    def end(self, client: int) -> int:
        runs = self.runs.get(client)
        return runs.end if runs else 0

    def knows(self, identity: Id) -> bool:
        return identity[1] < self.end(identity[0])

    def splits(self, client: int, clock: int) -> bool:
        """Whether a cut before `clock` would leave half a character."""
        return clock - 1 in self.pairs.get(client, ())

    def add(self, struct: Struct, place: Place, node: Node | None, offset: int) -> None:
        """Add a struct's part from `offset` on (what is before it is known already)."""
        runs = self.runs.setdefault(struct.client, Runs())
        runs.append(struct.length - offset, place, struct.kind)
        if node is not None:
            self.nodes[struct.client, struct.clock] = node
        if struct.kind is Kind.STRING:
            self._add_text(struct, place.node.root, offset)

    def _add_text(self, struct: Struct, root: str | None, offset: int) -> None:
        if root is not None:
            self.lengths[root] = self.lengths.get(root, 0) + struct.length - offset
        if len(struct.text) != struct.length:
            pairs = self.pairs.setdefault(struct.client, set())
            pairs.update(struct.clock + high for high in high_surrogates(struct.text))

    def removed_text(self, client: int, start: int, stop: int) -> Iterator[tuple[str, int]]:
        """How much text under which root a deletion takes away."""
        for length, place, kind in self.runs[client].between(start, stop):
            if kind is Kind.STRING and place.node.root is not None:
                yield place.node.root, length


def high_surrogates(text: str) -> Iterator[int]:
    """The UTF-16 offsets of characters that take two units."""
    offset = 0
    for character in text:
        if ord(character) > 0xFFFF:
            yield offset
            offset += 1
        offset += 1


def splits_at(text: str, offset: int) -> bool:
    """Whether cutting `text` at a UTF-16 offset leaves half a character."""
    return utf16_length(text) != len(text) and offset - 1 in set(high_surrogates(text))
