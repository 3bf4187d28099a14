"""Finding words again: in one's own pairs, and only what one may see now.

Two things keep the partner's draft out. Passages that one person alone may find are on a shelf of
their own, which nobody else's search reads; and each passage that was found is held against the
rules of sharing as they are at this moment (share_rule.py), before anything is counted or shown.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection

from romanesco.base import many
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import share_rule
from romanesco.search import rows
from romanesco.search.asking import Asked
from romanesco.search.indexing import bring_up_to_date
from romanesco.search.models import PassageKind

logger = logging.getLogger(__name__)

OF_PLAN = (PassageKind.AGENDA, PassageKind.ASKED)
# Beyond so many passages the older ones are left out.
MOST = 2_000

_COLUMNS = """
    passage.pair_id, passage.plan_id, passage.kind, meeting.starts_at, passage.said_at,
    plan.prepared_by, plan.shared_at IS NOT NULL, plan.opened_at IS NOT NULL,
    plan.share_due_at IS NULL, meeting.state
"""
_BESIDE = """
    LEFT JOIN romanesco_plan AS plan ON plan.id = passage.plan_id
    LEFT JOIN romanesco_mentoringsession AS meeting ON meeting.id = plan.session_id
    WHERE passage.pair_id IN (%s) AND (passage.reader_id IS NULL OR passage.reader_id = %s)
"""
_NEWEST = f"""
    ORDER BY COALESCE(meeting.starts_at, passage.said_at) DESC, passage.id DESC LIMIT {MOST}
"""
# The words first: they name a few passages, and nothing else is read.
SQLITE = f"""
    WITH found AS (SELECT id, SUM(bit) AS bits FROM ({{}}) GROUP BY id)
    SELECT passage.id, found.bits, {_COLUMNS}
    FROM found CROSS JOIN romanesco_passage AS passage ON passage.id = found.id
    {_BESIDE} {_NEWEST}
"""  # noqa: S608 (made of the pieces above)
ONE_SQLITE = """
    SELECT {} AS bit, rowid AS id FROM romanesco_passagewords WHERE romanesco_passagewords MATCH %s
"""
POSTGRES = f"""
    SELECT passage.id, {{}}, {_COLUMNS}
    FROM romanesco_passage AS passage
    {_BESIDE} AND passage.words @@ %s::tsquery {_NEWEST}
"""  # noqa: S608
ONE_POSTGRES = "{} * (passage.words @@ %s::tsquery)::int"


@dataclass(frozen=True)
class Hit:
    """A passage that was found, and that this person may see now."""

    id: int
    pair_id: UUID
    plan_id: UUID | None
    kind: str
    at: datetime
    may_see_plan: bool
    is_news: bool  # to read it is the partner's first look at what was shared
    bits: int  # which parts of what was asked for are there, and then which as whole words


def find(person: Person, pairs: Collection[Pair], asked: Asked) -> list[list[Hit]]:
    """What there is of this in some of a person's pairs, session by session, the newest first:
    all that was asked for has to be in a session, in whatever this person may see of it."""
    mine = {pair.id: pair.side_of(person).value for pair in pairs}
    if not asked or not mine:
        return []
    try:
        bring_up_to_date(list(mine))
    except OperationalError as error:
        # Somebody else is writing all the time. What is marked stays so, and is made anew later.
        logger.warning("Could not bring a search up to date: %s", type(error).__name__)
    hits = [hit for row in _rows(person, list(mine), asked) if (hit := _hit(row, mine))]
    return [group for group in _grouped(hits) if has_all(group, asked)]


def is_whole(hits: Iterable[Hit], asked: Asked) -> bool:
    """Whether all that was asked for is among these, as whole words."""
    return _bits(hits) == (1 << len(asked.parts) + len(asked.whole)) - 1


def has_all(hits: Iterable[Hit], asked: Asked) -> bool:
    parts = (1 << len(asked.parts)) - 1
    return _bits(hits) & parts == parts


def _bits(hits: Iterable[Hit]) -> int:
    return reduce(or_, (hit.bits for hit in hits), 0)


def _grouped(hits: Iterable[Hit]) -> list[list[Hit]]:
    groups: dict[object, list[Hit]] = defaultdict(list)
    for hit in hits:
        groups[hit.plan_id or hit.id].append(hit)
    return list(groups.values())


def _rows(person: Person, pairs: list[UUID], asked: Asked) -> list[Sequence[Any]]:
    """Each passage that has any part of it, with a bit for each of those."""
    sought = [rows.sought(part, pairs, person.pk) for part in (*asked.parts, *asked.whole)]
    bits = [1 << number for number in range(len(sought))]
    if connection.vendor == "postgresql":
        each = " + ".join(ONE_POSTGRES.format(bit) for bit in bits)
        return many.rows(POSTGRES.format(each), *sought, pairs, person.pk, " | ".join(sought))
    each = " UNION ALL ".join(ONE_SQLITE.format(bit) for bit in bits)
    return many.rows(SQLITE.format(each), *sought, pairs, person.pk)


def _hit(row: Sequence[Any], mine: dict[UUID, str]) -> Hit | None:
    id_, bits, pair, plan, kind, starts_at, said_at, *rules = row
    pair_id = many.uuid_of(pair)
    may_see, is_revealed, is_news = _may(mine[pair_id], *rules) if plan else (False, False, False)
    if (kind in OF_PLAN and not may_see) or (kind == PassageKind.LINES and not is_revealed):
        return None
    return Hit(
        id=id_,
        pair_id=pair_id,
        plan_id=many.uuid_of(plan) if plan else None,
        kind=kind,
        at=many.instant_of(starts_at or said_at),
        may_see_plan=may_see,
        is_news=is_news and kind in (*OF_PLAN, PassageKind.LINES),
        bits=bits,
    )


def _may(
    side: str, who: str, is_shared: bool, is_opened: bool, is_open_rule: bool, state: str
) -> tuple[bool, bool, bool]:
    """Whether this side sees the plan now, and both lines; and whether that is news to it."""
    is_shared, is_opened = bool(is_shared), bool(is_opened)
    now = share_rule.state_of(state, is_shared=is_shared)
    return (
        share_rule.may_see(side, who, is_shared=is_shared),
        share_rule.is_revealed(now, is_open_rule=bool(is_open_rule)),
        share_rule.is_news(side, who, is_shared=is_shared, is_opened=is_opened),
    )
