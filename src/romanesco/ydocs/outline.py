"""The outline of a Y document: where each struct stands, without its content.

A live update names its place only by the ids of its neighbours. To know how deep it nests, which
root it lengthens and whether it cuts a character in two, one has to remember where earlier
structs stand. Runs of neighbours in one place share one entry, so a typed page is a few dozen;
they are kept in arrays, because a plan that rests in memory should weigh little.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from sys import intern

from romanesco.ydocs.lib0 import utf16_length
from romanesco.ydocs.ranges import Ranges
from romanesco.ydocs.steps import Steps
from romanesco.ydocs.update import DELETED, GC, STRING, Id, Struct

NOTHING: array[int] = array("I")


class Place:
    """Among the children of a root (`doc`), an element or a text (`text`); or, with a `key`,
    under one of its attributes.

    `depth` says how many elements it stands in, `holder` names the element around a text; `root`
    is None where all is collected already.
    """

    __slots__ = ("_attributes", "depth", "holder", "key", "name", "root")

    def __init__(
        self, name: str, root: str | None, depth: int, holder: str = "", key: str | None = None
    ) -> None:
        self.name = name
        self.root = root
        self.depth = depth
        self.holder = holder
        self.key = key
        self._attributes: dict[str, Place] | None = None

    def under(self, key: str | None) -> "Place":
        """The place of an attribute of what holds this, or this one itself."""
        if key is None:
            return self
        place = Place(self.name, self.root, self.depth, self.holder, key)
        if self.root is None:
            return place
        if self._attributes is None:
            self._attributes = {}
        return self._attributes.setdefault(key, place)


# Where a struct goes whose neighbours are collected: nowhere that anybody sees.
GONE = Place("gone", None, 0)


class Runs:
    """One client's structs, in the order of their clocks and without a gap."""

    __slots__ = ("deleted", "end", "kinds", "nodes", "pairs", "places", "starts")

    def __init__(self) -> None:
        self.starts = array("I")
        self.places: list[Place] = []
        self.kinds = bytearray()
        self.end = 0
        # What can hold others, by its clock.
        self.nodes: dict[int, Place] = {}
        # The clocks of high surrogates: between one and the next, a character would be cut in two.
        self.pairs = NOTHING
        self.deleted: Ranges | None = None

    def append(self, length: int, place: Place, kind: int) -> None:
        places = self.places
        if not places or places[-1] is not place or self.kinds[-1] != kind:
            self.starts.append(self.end)
            places.append(place)
            self.kinds.append(kind)
        self.end += length

    def place_at(self, clock: int) -> Place:
        starts = self.starts
        if clock >= starts[-1]:  # most often it is where the client wrote last
            return self.places[-1]
        return self.places[bisect_right(starts, clock) - 1]

    def is_dead_at(self, clock: int) -> bool:
        return self.kinds[bisect_right(self.starts, clock) - 1] in (GC, DELETED)

    def text_of(self, start: int, stop: int) -> Iterator[tuple[str, int]]:
        """How much text under which root stands from `start` to `stop`."""
        starts = self.starts
        index = bisect_right(starts, start) - 1
        while start < stop:
            index += 1
            end = min(stop, starts[index] if index < len(starts) else self.end)
            root = self.places[index - 1].root
            if root is not None and self.kinds[index - 1] == STRING:
                yield root, end - start
            start = end

    def splits(self, clock: int) -> bool:
        """Whether a cut before `clock` would leave half a character."""
        pairs = self.pairs
        if not pairs:
            return False
        at = bisect_left(pairs, clock - 1)
        return at < len(pairs) and pairs[at] == clock - 1

    def add_pairs(self, text: str, clock: int) -> None:
        """Note the characters of two units in a text that begins at `clock`."""
        if not self.pairs:
            self.pairs = array("I")
        # What is before the end is known, and noted already.
        self.pairs.extend(
            clock + high for high in high_surrogates(text) if clock + high >= self.end
        )

    def delete(self, start: int, stop: int) -> None:
        if self.deleted is None:
            self.deleted = Ranges()
        self.deleted.add(start, stop)

    def delete_all(self, spans: list[tuple[int, int]]) -> Steps[None]:
        if self.deleted is None:
            self.deleted = Ranges()
        yield from self.deleted.update_in_steps(spans)

    def mark(self) -> tuple[int, int]:
        """What `cut` needs to come back here."""
        return len(self.places), self.end

    def cut(self, mark: tuple[int, int]) -> None:
        """Back to how it was at a mark."""
        runs, self.end = mark
        del self.starts[runs:], self.places[runs:], self.kinds[runs:]
        if self.pairs:
            del self.pairs[bisect_left(self.pairs, self.end) :]
        for clock in [clock for clock in self.nodes if clock >= self.end]:
            del self.nodes[clock]


class Outline:
    """Everything that is known of a document's shape."""

    __slots__ = ("erased", "lengths", "roots", "runs")

    def __init__(self) -> None:
        # UTF-16 units of text that were ever deleted, each of them a byte or more.
        self.erased = 0
        self.runs: dict[int, Runs] = {}
        self.roots: dict[str, Place] = {}
        # UTF-16 units of text that stand under each root.
        self.lengths: dict[str, int] = {}

    def runs_of(self, client: int) -> Runs:
        runs = self.runs.get(client)
        if runs is None:
            runs = self.runs[client] = Runs()
        return runs

    def end(self, client: int) -> int:
        runs = self.runs.get(client)
        return runs.end if runs else 0

    def knows(self, identity: Id) -> bool:
        runs = self.runs.get(identity[0])
        return runs is not None and identity[1] < runs.end

    def root(self, name: str) -> Place:
        name = intern(name)
        return self.roots.setdefault(name, Place("doc", name, 0))

    def erase(self, runs: Runs, start: int, stop: int) -> None:
        """Take the text from `start` to `stop` off the length of its root."""
        for root, length in runs.text_of(start, stop):
            self.lengths[root] -= length
            self.erased += length

    def add(self, struct: Struct, runs: Runs, place: Place, node: Place | None) -> None:
        """Add a struct to its client's runs, from what they know of it already."""
        length = struct.clock + struct.length - runs.end
        if struct.kind == STRING:
            root = place.root
            if root is not None:
                self.lengths[root] = self.lengths.get(root, 0) + length
            if len(struct.text) != struct.length:
                runs.add_pairs(struct.text, struct.clock)
        elif node is not None:
            runs.nodes[struct.clock] = node
        runs.append(length, place, struct.kind)


class Undo:
    """How an outline was before an update, so that a refused one leaves no trace."""

    __slots__ = ("erased", "lengths", "marks", "outline", "roots")

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.lengths = dict(outline.lengths)
        self.erased = outline.erased
        self.roots: list[str] = []
        self.marks: dict[int, tuple[int, int]] = {}

    def apply(self) -> None:
        runs = self.outline.runs
        for client, mark in self.marks.items():
            runs[client].cut(mark)
            if not runs[client].end:
                del runs[client]
        for root in self.roots:
            del self.outline.roots[root]
        self.outline.lengths = self.lengths
        self.outline.erased = self.erased


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
