"""Judges an update before any other code reads it, and keeps the document's outline.

A hostile update can end the process (deep nesting overflows the stack of Yrs) or drive two
replicas apart for good (half a surrogate pair), so nothing reaches Yrs that has not passed here.

What may take long is there in steps, too: between the first and the last nobody else may ask.
"""

from collections.abc import Collection, Mapping
from heapq import heappop, heappush

from romanesco.ydocs import contents
from romanesco.ydocs.lib0 import Malformed
from romanesco.ydocs.outline import GONE, Outline, Place, Undo, splits_at
from romanesco.ydocs.ranges import Ranges
from romanesco.ydocs.rules import Barred, HalfCharacter, Missing, NotAllowed, Rules, TooLong
from romanesco.ydocs.steps import AT_ONCE, Steps, finish
from romanesco.ydocs.update import GC, SKIP, STRING, Id, Struct, Update, decode_in_steps


class UpdateCheck:
    """One document's outline, and the judgement of each update that wants to be added to it."""

    __slots__ = ("barred", "outline", "rules")

    def __init__(self, rules: Rules, barred: Collection[int] = ()) -> None:
        self.rules = rules
        self.barred = frozenset(barred)
        self.outline = Outline()

    def trust(self, update: bytes) -> bool:
        """Add what is stored already, or what the server itself wrote.

        Such an update may bring new roots and be of any length. Raises `Malformed`, `Missing`.
        """
        return finish(self.trust_in_steps(update))

    def trust_in_steps(self, update: bytes) -> Steps[bool]:
        decoded = yield from decode_in_steps(update)
        return (yield from self._add(decoded, is_trusted=True))

    def accept(self, update: Update) -> bool:
        """Add a decoded update from outside; False if it brings nothing new.

        Raises kinds of `Malformed`, `Barred`, `TooLong`, or `Missing` if it builds on what has
        not come yet. After an error the outline is as it was.
        """
        return finish(self.accept_in_steps(update))

    def accept_in_steps(self, update: Update) -> Steps[bool]:
        if update.ends_in_gap:
            raise Malformed("nothing follows a gap")
        if self.barred:
            mentioned = yield from _mentioned(update)
            if not self.barred.isdisjoint(mentioned):
                raise Barred
        return (yield from self._add(update, is_trusted=False))

    def writers(self, update: Update) -> list[int]:
        """The clients of whom an update brings structs that are new here."""
        found = []
        for client, structs in update.structs.items():
            last = structs[-1]
            if last.clock + last.length > self.outline.end(client):
                found.append(client)
        return found

    def is_known(self, update: Update) -> bool:
        """Whether an update brings nothing new."""
        return finish(self.is_known_in_steps(update))

    def is_known_in_steps(self, update: Update) -> Steps[bool]:
        if self.writers(update):
            return False
        for number, (client, start, length) in enumerate(update.deletions):
            if number % AT_ONCE == AT_ONCE - 1:
                yield
            if self._undeleted(client, start, start + length):
                return False
        return True

    def would_delete(self, update: Update) -> Steps[tuple[int, int]]:
        """How many pieces of what is here an update deletes, and how much text is in them."""
        pieces = text = 0
        for number, (client, start, length) in enumerate(update.deletions):
            if number % AT_ONCE == AT_ONCE - 1:
                yield
            runs = self.outline.runs.get(client)
            if runs is not None:
                for part in self._undeleted(client, start, min(start + length, runs.end)):
                    pieces += 1
                    text += sum(units for _, units in runs.text_of(*part))
        return pieces, text

    def _add(self, update: Update, *, is_trusted: bool) -> Steps[bool]:
        undo = Undo(self.outline)
        try:
            has_structs = yield from self._add_structs(update, undo, is_trusted=is_trusted)
            deletions = yield from self._deletions(update)
            if not is_trusted:
                self._refuse_growth(undo.lengths)
        except Exception:
            undo.apply()
            raise
        for client, parts in deletions.items():
            yield from self.outline.runs[client].delete_all(parts)
        return has_structs or bool(deletions)

    def _add_structs(self, update: Update, undo: Undo, *, is_trusted: bool) -> Steps[bool]:
        """Add new structs, each after what it stands beside, whoever wrote that."""
        queues = yield from self._queues(update)
        turns = list(queues)
        waiting: dict[int, list[tuple[int, int]]] = {}
        added = 0
        for client in turns:
            undo.marks[client] = self.outline.runs_of(client).mark()
        while turns:
            client = turns.pop()
            queue = queues[client]
            missing: Id | None = None
            while queue and (missing := self._missing(queue[-1])) is None:
                self._add_struct(queue.pop(), undo, is_trusted=is_trusted)
                added += 1
                if added % AT_ONCE == 0:
                    yield
            if queue and missing is not None:
                heappush(waiting.setdefault(missing[0], []), (missing[1], client))
            # Only those are woken whose neighbour is here now, so that no update takes long.
            those = waiting.get(client)
            while those and self.outline.knows((client, those[0][0])):
                turns.append(heappop(those)[1])
        if any(queues.values()):
            raise Missing
        return bool(queues)

    def _queues(self, update: Update) -> Steps[dict[int, list[Struct]]]:
        """What is new of each client's, last one first."""
        queues: dict[int, list[Struct]] = {}
        for number, (client, structs) in enumerate(update.structs.items()):
            if number % AT_ONCE == AT_ONCE - 1:
                yield
            if queue := self._unknown(structs):
                queues[client] = queue
        return queues

    def _unknown(self, structs: list[Struct]) -> list[Struct]:
        """The structs that are not known to the end, last one first."""
        end = self.outline.end(structs[0].client)
        return [
            struct
            for struct in reversed(structs)
            if struct.clock + struct.length > end and struct.kind != SKIP
        ]

    def _missing(self, struct: Struct) -> Id | None:
        """The first struct that this one needs and that is not here."""
        client, clock, _, _, origin, right_origin, parent, *_ = struct
        runs = self.outline.runs
        if clock > runs[client].end:
            return (client, clock - 1)
        for each in (origin, right_origin, parent):
            if each is not None and not isinstance(each, str):
                neighbour = runs.get(each[0])
                if neighbour is None or each[1] >= neighbour.end:
                    return each
        return None

    def _add_struct(self, struct: Struct, undo: Undo, *, is_trusted: bool) -> None:
        runs = self.outline.runs[struct.client]
        offset = runs.end - struct.clock
        if offset and struct.kind == STRING and splits_at(struct.text, offset):
            raise HalfCharacter("a text begins within a character")
        place = self._place(struct, undo, is_trusted=is_trusted)
        self.outline.add(struct, runs, place, contents.opened(self.rules, struct, place))

    def _place(self, struct: Struct, undo: Undo, *, is_trusted: bool) -> Place:
        if struct.kind == GC:
            return GONE
        parent = struct.parent
        if parent is None:
            return self._between(struct.origin, struct.right_origin)
        if isinstance(parent, str):
            return self._root(parent, undo, is_trusted=is_trusted).under(struct.key)
        return self._parent(parent).under(struct.key)

    def _root(self, name: str, undo: Undo, *, is_trusted: bool) -> Place:
        root = self.outline.roots.get(name)
        if root is None:
            # Every item's root is planted by the server: a client has no other to write under.
            if not (is_trusted and self.rules.is_root(name)):
                raise NotAllowed("there is no such root")
            root = self.outline.root(name)
            undo.roots.append(name)
        return root

    def _parent(self, identity: Id) -> Place:
        runs = self.outline.runs[identity[0]]
        node = runs.nodes.get(identity[1])
        if node is not None:
            return node
        if runs.is_dead_at(identity[1]):
            return GONE
        raise NotAllowed("a parent holds nothing")

    def _between(self, origin: Id | None, right_origin: Id | None) -> Place:
        """The place of both neighbours; nowhere if one of them is collected (as Yjs has it)."""
        left = right = None
        if origin is not None:
            left = self._beside(origin, cut=origin[1] + 1)
        if right_origin is not None:
            right = self._beside(right_origin, cut=right_origin[1])
        place = left or right
        assert place is not None  # what has no neighbour has a parent
        if place.root is None or (right is not None and right.root is None):
            return GONE
        if right is not None and right is not place:
            raise NotAllowed("two neighbours stand in different places")
        return place

    def _beside(self, neighbour: Id, *, cut: int) -> Place:
        runs = self.outline.runs[neighbour[0]]
        if runs.splits(cut):
            raise HalfCharacter("an insertion falls within a character")
        return runs.place_at(neighbour[1])

    def _deletions(self, update: Update) -> Steps[dict[int, list[tuple[int, int]]]]:
        """What of the delete set is new, by client, its text taken off the roots' lengths."""
        asked = yield from self._asked_deletions(update)
        found: dict[int, list[tuple[int, int]]] = {}
        for client, spans in asked.items():
            ranges, runs = Ranges(), self.outline.runs[client]
            yield from ranges.update_in_steps(spans)
            for number, span in enumerate(ranges):
                if number % AT_ONCE == AT_ONCE - 1:
                    yield
                for part in self._undeleted(client, *span):
                    self.outline.erase(runs, *part)
                    found.setdefault(client, []).append(part)
        return found

    def _asked_deletions(self, update: Update) -> Steps[dict[int, list[tuple[int, int]]]]:
        """The delete set by client, once it is known to cut no character in two."""
        asked: dict[int, list[tuple[int, int]]] = {}
        for number, (client, start, length) in enumerate(update.deletions):
            if number % AT_ONCE == AT_ONCE - 1:
                yield
            runs = self.outline.runs.get(client)
            stop = start + length
            if runs is None or stop > runs.end:
                raise Missing
            if runs.pairs and (runs.splits(start) or runs.splits(stop)):
                raise HalfCharacter("a deletion ends within a character")
            asked.setdefault(client, []).append((start, stop))
        return asked

    def _undeleted(self, client: int, start: int, stop: int) -> list[tuple[int, int]]:
        """What of a deletion is new."""
        runs = self.outline.runs.get(client)
        deleted = runs.deleted if runs else None
        return deleted.missing(start, stop) if deleted else [(start, stop)]

    def _refuse_growth(self, before: Mapping[str, int]) -> None:
        most = self.rules.max_root_length
        for root, length in self.outline.lengths.items():
            if length > most and length > before.get(root, 0):
                raise TooLong(root)


def _mentioned(update: Update) -> Steps[set[int]]:
    """Every client that an update speaks of, as a writer or as a neighbour."""
    mentioned = set(update.structs) | {deletion.client for deletion in update.deletions}
    for structs in update.structs.values():
        for number, (_, _, _, _, origin, right_origin, parent, *_) in enumerate(structs):
            if number % AT_ONCE == 0:
                yield
            for each in (origin, right_origin, parent):
                if each is not None and not isinstance(each, str):
                    mentioned.add(each[0])
    return mentioned
