"""The short way for what people do all day: some text inserted beside known text, some deleted.

Such an update is recognised by its bytes and held against the same rules as any other, without
being taken apart first. Whatever is not quite of this shape, or not fine in every respect, is left
to `update.decode` and `UpdateCheck.accept`, which alone say what is wrong: here nothing is refused.
"""

import re
from collections.abc import Callable

from romanesco.ydocs.contents import holds_text
from romanesco.ydocs.lib0 import A_CLIENT, A_CLOCK, read_client, read_clock, utf16_length
from romanesco.ydocs.outline import Place
from romanesco.ydocs.update import MAX_CLOCK, STRING
from romanesco.ydocs.update_check import UpdateCheck

_ID = A_CLIENT + A_CLOCK
# One struct of one client: a text with both neighbours, the left one or the right one, below 128
# bytes, because more is pasted and not typed. Nothing is deleted.
_INSERTION = re.compile(
    rb"\x01\x01" + _ID + rb"(?:(\xc4)|(\x84)|\x44)" + _ID + rb"(?(3)" + _ID + rb")"
    rb"([\x01-\x7f])(.+)\x00",
    re.DOTALL,
).fullmatch
# No structs, and one range of what one client wrote.
_DELETION = re.compile(rb"\x00\x01" + A_CLIENT + rb"\x01" + A_CLOCK + A_CLOCK).fullmatch

type IsOfAnother = Callable[[int], bool]


def press(check: UpdateCheck, update: bytes, is_of_another: IsOfAnother) -> bool:
    """Add an update to the outline, if it is a keystroke that is fine and new.

    False, and nothing has happened, if it has to go the long way: also where its client
    `is_of_another` person, which is asked last: where it is not, the key is taken. Yrs can read
    whatever passes: its clients are known already, its clocks end below 2^31, its text is UTF-8,
    and not a byte is left over.
    """
    found = _INSERTION(update)
    if found is not None:
        return _insert(check, found, is_of_another)
    found = _DELETION(update)
    return found is not None and _delete(check, *found.groups())


def _insert(check: UpdateCheck, found: re.Match[bytes], is_of_another: IsOfAnother) -> bool:
    client, clock, both, left, one, one_clock, other, other_clock, size, piece = found.groups()
    writer = read_client(client)
    outline = check.outline
    runs = outline.runs.get(writer)
    if runs is None or len(piece) != size[0] or read_clock(clock) != runs.end:
        return False
    place = _place_beside(check, one, one_clock, 1 if both or left else 0)
    if place is None or place.root is None or not holds_text(place):
        return False
    if both and _place_beside(check, other, other_clock, 0) is not place:
        return False
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return False
    length = utf16_length(text)
    total = outline.lengths.get(place.root, 0) + length
    if total > check.rules.max_root_length or runs.end + length > MAX_CLOCK:
        return False
    if writer in check.barred or is_of_another(writer):
        return False
    outline.lengths[place.root] = total
    if len(text) != length:
        runs.add_pairs(text, runs.end)
    runs.append(length, place, STRING)
    return True


def _place_beside(check: UpdateCheck, client: bytes, clock: bytes, cut: int) -> Place | None:
    """Where a neighbour stands, if it is known and no character is cut in two `cut` after it."""
    neighbour = read_client(client)
    at = read_clock(clock)
    runs = check.outline.runs.get(neighbour)
    if runs is None or at >= runs.end or neighbour in check.barred or runs.splits(at + cut):
        return None
    return runs.place_at(at)


def _delete(check: UpdateCheck, client: bytes, clock: bytes, size: bytes) -> bool:
    owner = read_client(client)
    start = read_clock(clock)
    stop = start + read_clock(size)
    runs = check.outline.runs.get(owner)
    if runs is None or not start < stop <= runs.end or owner in check.barred:
        return False
    if runs.splits(start) or runs.splits(stop):
        return False
    if runs.deleted is not None and runs.deleted.holds_some(start, stop):
        return False
    check.outline.erase(runs, start, stop)
    runs.delete(start, stop)
    return True
