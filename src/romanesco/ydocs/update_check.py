"""Judges an update before any other code reads it, and keeps the document's outline.

A hostile update can end the process (deep nesting overflows the stack of Yrs) or drive two
replicas apart for good (half a surrogate pair), so nothing reaches Yrs that has not passed here.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import chain

from romanesco.ydocs.outline import DEAD, Node, Outline, Place, Runs, splits_at
from romanesco.ydocs.ranges import Ranges
from romanesco.ydocs.rules import (
    Barred,
    HalfCharacter,
    Missing,
    NotAllowed,
    Rules,
    TooDeep,
    TooLong,
)
from romanesco.ydocs.update import Id, Kind, Struct, Update, decode

# No mark's attributes are longer (a link's address is at most 2,000 characters).
MAX_FORMAT = 4_096


@dataclass
class _Undo:
    """What an update has added to the outline, so that a refused one leaves no trace."""

    runs: dict[int, tuple[int, int]] = field(default_factory=dict)
    nodes: list[Id] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)
    lengths: dict[str, int] = field(default_factory=dict)

    def apply(self, outline: Outline) -> None:
        for client, (runs, end) in self.runs.items():
            outline.runs[client].cut(runs, end)
            pairs = outline.pairs.get(client, set())
            pairs.difference_update([clock for clock in pairs if clock >= end])
        for identity in self.nodes:
            outline.nodes.pop(identity, None)
        for root in self.roots:
            outline.roots.pop(root, None)
        outline.lengths = self.lengths


class UpdateCheck:
    """One document's outline, and the judgement of each update that wants to be added to it."""

    def __init__(self, rules: Rules, barred: Collection[int] = ()) -> None:
        self.rules = rules
        self.barred = frozenset(barred)
        self.outline = Outline()

    def trust(self, update: bytes) -> bool:
        """Add what is stored already, or what the server itself wrote.

        Such an update may bring new roots and be of any length. Raises `Malformed`, `Missing`.
        """
        return self._add(decode(update), is_trusted=True)

    def accept(self, update: Update) -> bool:
        """Add a decoded update from outside; False if it brings nothing new.

        Raises kinds of `Malformed`, `Barred`, `TooLong`, or `Missing` if it builds on what has
        not come yet. After an error the outline is as it was.
        """
        if self.barred and not self.barred.isdisjoint(_mentioned(update)):
            raise Barred
        return self._add(update, is_trusted=False)

    def writers(self, update: Update) -> list[int]:
        """The clients of whom an update brings structs that are new here."""
        end = self.outline.end
        last = {client: structs[-1] for client, structs in update.structs.items()}
        return [c for c, struct in last.items() if struct.clock + struct.length > end(c)]

    def is_known(self, update: Update) -> bool:
        """Whether an update brings nothing new."""
        empty = Ranges()
        return not self.writers(update) and not any(
            self.outline.deleted.get(client, empty).missing(start, start + length)
            for client, start, length in update.deletions
        )

    def _add(self, update: Update, *, is_trusted: bool) -> bool:
        undo = _Undo(lengths=dict(self.outline.lengths))
        try:
            has_structs = self._add_structs(update, undo, is_trusted=is_trusted)
            deletions = self._deletions(update)
            if not is_trusted:
                self._refuse_growth(undo.lengths)
        except Exception:
            undo.apply(self.outline)
            raise
        for client, start, stop in deletions:
            self.outline.deleted.setdefault(client, Ranges()).add(start, stop)
        return has_structs or bool(deletions)

    def _add_structs(self, update: Update, undo: _Undo, *, is_trusted: bool) -> bool:
        """Add new structs, each after what it stands beside, whoever wrote that."""
        queues = {client: self._unknown(structs) for client, structs in update.structs.items()}
        queues = {client: queue for client, queue in queues.items() if queue}
        turns = list(queues)
        waiting: dict[int, list[tuple[int, int]]] = {}
        while turns:
            client = turns.pop()
            queue = queues[client]
            while queue and (missing := self._missing(queue[-1])) is None:
                self._add_struct(queue.pop(), undo, is_trusted=is_trusted)
            if queue and missing is not None:
                heappush(waiting.setdefault(missing[0], []), (missing[1], client))
            # Only those are woken whose neighbour is here now, so that no update takes long.
            those = waiting.get(client, [])
            while those and self.outline.knows((client, those[0][0])):
                turns.append(heappop(those)[1])
        if any(queues.values()):
            raise Missing
        return bool(queues)

    def _unknown(self, structs: list[Struct]) -> list[Struct]:
        """The structs that are not known to the end, last one first."""
        end = self.outline.end(structs[0].client)
        return [
            struct
            for struct in reversed(structs)
            if struct.clock + struct.length > end and struct.kind is not Kind.SKIP
        ]

    def _missing(self, struct: Struct) -> Id | None:
        """The first struct that this one needs and that is not here."""
        if struct.clock > self.outline.end(struct.client):
            return (struct.client, struct.clock - 1)
        parent = struct.parent if isinstance(struct.parent, tuple) else None
        for each in (struct.origin, struct.right_origin, parent):
            if each is not None and not self.outline.knows(each):
                return each
        return None

    def _add_struct(self, struct: Struct, undo: _Undo, *, is_trusted: bool) -> None:
        outline = self.outline
        runs = outline.runs.setdefault(struct.client, Runs())
        undo.runs.setdefault(struct.client, (len(runs.starts), runs.end))
        offset = outline.end(struct.client) - struct.clock
        if offset and struct.kind is Kind.STRING and splits_at(struct.text, offset):
            raise HalfCharacter("a text begins within a character")
        place = self._place(struct, undo, is_trusted=is_trusted)
        node = self._node(struct, place)
        if node is not None:
            undo.nodes.append((struct.client, struct.clock))
        outline.add(struct, place, node, offset)

    def _place(self, struct: Struct, undo: _Undo, *, is_trusted: bool) -> Place:
        if struct.kind is Kind.GC:
            return self.outline.gone
        if isinstance(struct.parent, str):
            return self._root(struct.parent, undo, is_trusted=is_trusted).place(struct.key)
        if struct.parent is not None:
            return self._parent(struct.parent).place(struct.key)
        return self._between(struct.origin, struct.right_origin)

    def _root(self, name: str, undo: _Undo, *, is_trusted: bool) -> Node:
        root = self.outline.roots.get(name)
        if root is None:
            # Every item's root is planted by the server: a client has no other to write under.
            if not (is_trusted and self.rules.is_root(name)):
                raise NotAllowed("there is no such root")
            root = self.outline.roots[name] = Node("doc", name, 0)
            undo.roots.append(name)
        return root

    def _parent(self, identity: Id) -> Node:
        node = self.outline.nodes.get(identity)
        if node is not None:
            return node
        if self.outline.runs[identity[0]].at(identity[1])[1] in DEAD:
            return self.outline.gone.node
        raise NotAllowed("a parent holds nothing")

    def _between(self, origin: Id | None, right_origin: Id | None) -> Place:
        """The place of both neighbours; nowhere if one of them is collected (as Yjs has it)."""
        places = []
        if origin is not None:
            if self.outline.splits(origin[0], origin[1] + 1):
                raise HalfCharacter("an insertion falls within a character")
            places.append(self.outline.runs[origin[0]].at(origin[1])[0])
        if right_origin is not None:
            if self.outline.splits(*right_origin):
                raise HalfCharacter("an insertion falls within a character")
            places.append(self.outline.runs[right_origin[0]].at(right_origin[1])[0])
        if any(place.node.root is None for place in places):
            return self.outline.gone
        if places[0] is not places[-1]:
            raise NotAllowed("two neighbours stand in different places")
        return places[0]

    def _node(self, struct: Struct, place: Place) -> Node | None:
        """The node that a struct opens, if it opens one. Raises if it may not stand there."""
        match struct.kind:
            case Kind.ELEMENT | Kind.TEXT:
                return self._opened(struct, place)
            case Kind.STRING:
                _require(_holds_text(place))
            case Kind.FORMAT:
                _require(_holds_text(place) and self._is_mark(struct, place))
            case Kind.VALUE:
                _require(self._is_attribute(struct, place))
        return None

    def _opened(self, struct: Struct, place: Place) -> Node:
        is_element = struct.kind is Kind.ELEMENT
        name = struct.text if is_element else "text"
        above = place.node
        depth = above.depth + is_element
        if depth > self.rules.max_depth:
            raise TooDeep(f"more than {self.rules.max_depth} elements within each other")
        allowed = self.rules.names if above.root is None else self.rules.children(above.name)
        _require(place.key is None and name in allowed and (name != "text" or not is_element))
        return Node(name, above.root, depth, holder=above.name)

    def _is_mark(self, struct: Struct, place: Place) -> bool:
        if len(struct.text) > MAX_FORMAT or struct.name not in self.rules.marks:
            return False
        if struct.text == "null":  # the mark ends here
            return True
        if place.node.holder and not self.rules.takes_marks(place.node.holder):
            return False
        try:
            attrs = json.loads(struct.text)
        except (ValueError, RecursionError):
            return False
        return self.rules.is_mark(struct.name, attrs)

    def _is_attribute(self, struct: Struct, place: Place) -> bool:
        if place.node.root is None:
            return True
        key = place.key
        return key is not None and self.rules.is_attribute(place.node.name, key, struct.value)

    def _deletions(self, update: Update) -> list[tuple[int, int, int]]:
        """What of the delete set is new, its text taken off the roots' lengths."""
        found = []
        seen: dict[int, Ranges] = {}
        for client, start, length in update.deletions:
            stop = start + length
            if stop > self.outline.end(client):
                raise Missing
            if self.outline.splits(client, start) or self.outline.splits(client, stop):
                raise HalfCharacter("a deletion ends within a character")
            known = self.outline.deleted.get(client) or Ranges()
            for piece in known.missing(start, stop):
                for part in seen.setdefault(client, Ranges()).missing(*piece):
                    self._take_off(client, *part)
                    found.append((client, *part))
                seen[client].add(*piece)
        return found

    def _take_off(self, client: int, start: int, stop: int) -> None:
        for root, length in self.outline.removed_text(client, start, stop):
            self.outline.lengths[root] -= length

    def _refuse_growth(self, before: Mapping[str, int]) -> None:
        for root, length in self.outline.lengths.items():
            if length > self.rules.max_root_length and length > before.get(root, 0):
                raise TooLong(root)


def _holds_text(place: Place) -> bool:
    return place.key is None and (place.node.name == "text" or place.node.root is None)


def _require(is_allowed: bool) -> None:
    if not is_allowed:
        raise NotAllowed("such content does not belong there")


def _mentioned(update: Update) -> set[int]:
    """Every client that an update speaks of, as a writer or as a neighbour."""
    mentioned = set(update.structs) | {deletion.client for deletion in update.deletions}
    for struct in chain.from_iterable(update.structs.values()):
        parent = struct.parent if isinstance(struct.parent, tuple) else None
        neighbours = (struct.origin, struct.right_origin, parent)
        mentioned.update(each[0] for each in neighbours if each is not None)
    return mentioned
