"""One state out of a checkpoint and the updates after it, by applying them.

What cannot be read is left out and named, and so is what builds on it: whoever stores the state
keeps those rows. Nothing is fed to Yrs that does not fit its checksum, since a strange update can
end the process. The work is done in breaths, so that an event loop beside it never waits long.
"""

import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pycrdt import Doc, TransactionEvent

from romanesco.ydocs.lib0 import Malformed
from romanesco.ydocs.update import clocks, decode

# So long (seconds) may Python be held at once, and so long is it let go.
BREATH, PAUSE = 0.000_5, 0.000_1


class Row(NamedTuple):
    """A stored update, and the row in which it stands, alone or among others; None: in no row of
    its document yet. What is not sound are not the bytes that we wrote."""

    seq: int | None
    update: bytes
    is_sound: bool = True


@dataclass
class Merged:
    """A state; and, by their places, which updates are in it as a whole, and which are not:
    damaged, or built on those."""

    state: bytes
    folded: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)


class Breath:
    """Lets other threads have Python, now and then, in the midst of long work."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def pause(self) -> None:
        if time.perf_counter() - self._since > BREATH:
            time.sleep(PAUSE)
            self._since = time.perf_counter()


def is_sound(content: bytes, checksum: int) -> bool:
    """Whether these bytes are the ones that we wrote."""
    return zlib.crc32(content) == checksum


def merge(checkpoint: bytes, rows: Iterable[Row]) -> Merged:
    """Apply all, in whatever order; deleted text is collected then. Raises `ValueError` if Yrs
    cannot read the checkpoint."""
    doc: Doc[Any] = Doc()
    if checkpoint:
        doc.apply_update(checkpoint)
    changes: list[bytes] = []
    watching = doc.observe(_kept_in(changes))
    merged = Merged(b"")
    unsure: dict[int, bytes] = {}
    breath = Breath()
    for place, row in enumerate(rows):
        breath.pause()
        if not _is_applied(doc, row):
            merged.damaged.append(place)
        elif changes == [row.update]:
            merged.folded.append(place)
        else:
            unsure[place] = row.update
        changes.clear()
    doc.unobserve(watching)
    merged.waiting = _waiting(unsure, doc, breath)
    merged.folded += sorted(unsure.keys() - set(merged.waiting))
    merged.state = doc.get_update()
    return merged


def _kept_in(changes: list[bytes]) -> Any:
    def keep(event: TransactionEvent) -> None:
        changes.append(event.update)

    return keep


def _is_applied(doc: Doc[Any], row: Row) -> bool:
    if not row.is_sound:
        return False
    try:
        doc.apply_update(row.update)
    except (ValueError, RuntimeError):
        return False
    return True


def _waiting(unsure: dict[int, bytes], doc: Doc[Any], breath: Breath) -> list[int]:
    """What changed nothing, or other bytes than its own, was known before, is written in another
    way by Yrs, or waits for what is not here; and what waits is not in the state. What it waited
    for may have come after it: Yrs does not always notice, so it is applied again."""
    waiting, before = list(unsure), -1
    while waiting and len(waiting) != before:
        before = len(waiting)
        for place in waiting:
            breath.pause()
            doc.apply_update(unsure[place])
        ends = clocks(doc.get_state())
        waiting = [place for place in waiting if not _is_within(unsure[place], ends)]
    return waiting


def _is_within(update: bytes, ends: dict[int, int]) -> bool:
    try:
        decoded = decode(update)
    except Malformed:
        return False  # it is kept as it is
    last = [structs[-1] for structs in decoded.structs.values()]
    spans = [(each.client, each.clock + each.length) for each in last]
    spans += [(each.client, each.clock + each.length) for each in decoded.deletions]
    return all(end <= ends.get(client, 0) for client, end in spans)
