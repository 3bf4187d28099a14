"""Words as each of the two databases keeps and looks for them.

SQLite has one index of words (FTS5) for all pairs. There each word begins with its shelf: the
pair's, or the pair's for one reader alone. So a search reads the words of its own shelves and no
others, however many other pairs there are, and its prefixes end where a shelf ends.

PostgreSQL keeps the words beside the passage (tsvector), without an index over all of them (GIN):
that would keep each word for good, also when nobody has it any more. A pair's passages are found
by the pair, and looked through.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from uuid import UUID

from django.db import connection

from romanesco.search.asking import Part
from romanesco.search.gathering import Piece
from romanesco.search.words import words

# A passage holds at most so much: PostgreSQL keeps 1 MB of words, and 16,383 places.
LONGEST_PIECE = 10_000
MOST_WORDS, MOST_BYTES = 12_000, 300_000
SHELF = 8


def parted(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces in parts that fit into one passage each; almost always that is one."""
    part: list[Piece] = []
    size = count = 0
    for piece in (short for each in pieces for short in _shortened(each)):
        tokens = [word.token for word in words(piece.text)]
        more = sum(len(token.encode()) + SHELF for token in tokens)
        if part and (count + len(tokens) > MOST_WORDS or size + more > MOST_BYTES):
            yield part
            part, size, count = [], 0, 0
        part.append(piece)
        size, count = size + more, count + len(tokens)
    if part:
        yield part


def stored(pieces: Sequence[Piece], pair_id: UUID, reader: UUID | None) -> str:
    """The words of a passage as this database keeps them. No phrase goes over from one piece to
    the next."""
    tokens = [[word.token for word in words(piece.text)] for piece in pieces]
    if connection.vendor == "postgresql":
        return _as_tsvector(tokens)
    name = shelf(pair_id, reader)
    return f" {name} ".join(" ".join(name + token for token in each) for each in tokens)


def sought(part: Part, pairs: Collection[UUID], reader: UUID) -> str:
    """A part of what is asked for, as this database is asked."""
    if connection.vendor == "postgresql":
        return _as_tsquery(part)
    shelves = [shelf(pair, who) for pair in pairs for who in (None, reader)]
    return " OR ".join(_as_match(part, name) for name in shelves)


def _shortened(piece: Piece) -> Iterator[Piece]:
    """A long text in several pieces, cut between words where it has any."""
    text = piece.text
    while len(text) > LONGEST_PIECE:
        gap = text.rfind(" ", LONGEST_PIECE // 2, LONGEST_PIECE)
        at = gap if gap > 0 else LONGEST_PIECE
        yield piece._replace(text=text[:at])
        text = text[at:].lstrip()
    yield piece._replace(text=text)


def shelf(pair_id: UUID, reader: UUID | None) -> str:
    """Eight letters that begin each word there. Two pairs may share them by chance, so that what
    is found is held against the pair's id as well."""
    name = pair_id.bytes + (reader.bytes if reader else b"")
    return blake2b(name, digest_size=SHELF // 2).hexdigest()


def _as_match(part: Part, name: str) -> str:
    """A phrase of FTS5. Words hold letters and digits alone: nothing has to be escaped."""
    phrase = " ".join(name + token for token in part.tokens)
    return f'"{phrase}"*' if part.goes_on else f'"{phrase}"'


def _as_tsquery(part: Part) -> str:
    end = ":*" if part.goes_on else ""
    return "(" + " <-> ".join(f"'{token}'" for token in part.tokens) + end + ")"


def _as_tsvector(pieces: Iterable[list[str]]) -> str:
    places: dict[str, list[int]] = defaultdict(list)
    place = 0
    for tokens in pieces:
        for token in tokens:
            place += 1
            places[token].append(place)
        place += 1
    return " ".join(f"'{token}':{','.join(map(str, at))}" for token, at in places.items())
