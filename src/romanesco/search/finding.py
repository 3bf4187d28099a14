"""Finding words again: in one's own pairs, and only what one may see now.

Two things keep the partner's draft out. Passages that one person alone may find are on a shelf of
their own, which nobody else's search reads; and each passage that was found is held against the
rules of sharing as they are at this moment (share_rule.py), before anything is counted or shown.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
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
    passage.id, passage.pair_id, passage.plan_id, passage.kind,
    meeting.starts_at, passage.said_at,
    plan.prepared_by, plan.shared_at IS NOT NULL, plan.opened_at IS NOT NULL,
    plan.share_due_at IS NULL, meeting.state
"""
_BESIDE = """
    LEFT JOIN romanesco_plan AS plan ON plan.id = passage.plan_id
    LEFT JOIN romanesco_mentoringsession AS meeting ON meeting.id = plan.session_id
    WHERE passage.pair_id IN (%s) AND (passage.reader_id IS NULL OR passage.reader_id = %s)
"""
# The words first: they name a few passages, and nothing else is read.
SQLITE = f"""
    SELECT {_COLUMNS}, passage.id IN (
        SELECT rowid FROM romanesco_passagewords WHERE romanesco_passagewords MATCH %s)
    FROM romanesco_passagewords AS found
    CROSS JOIN romanesco_passage AS passage ON passage.id = found.rowid
    {_BESIDE} AND found.romanesco_passagewords MATCH %s
    ORDER BY COALESCE(meeting.starts_at, passage.said_at) DESC, passage.id DESC LIMIT {MOST}
"""  # noqa: S608 (made of the pieces above)
POSTGRES = f"""
    SELECT {_COLUMNS}, passage.words @@ %s::tsquery
    FROM romanesco_passage AS passage
    {_BESIDE} AND passage.words @@ %s::tsquery
    ORDER BY COALESCE(meeting.starts_at, passage.said_at) DESC, passage.id DESC LIMIT {MOST}
"""  # noqa: S608


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
    is_whole: bool  # all that was asked for is there as whole words


def find(person: Person, pairs: Collection[Pair], asked: Asked) -> list[Hit]:
    """What there is of this in some of a person's pairs, the newest first."""
    mine = {pair.id: pair.side_of(person).value for pair in pairs}
    if not asked or not mine:
        return []
    try:
        bring_up_to_date(list(mine))
    except OperationalError as error:
        # Somebody else is writing all the time. What is marked stays so, and is made anew later.
        logger.warning("Could not bring a search up to date: %s", type(error).__name__)
    found = [_hit(row, mine) for row in _rows(person, list(mine), asked)]
    return [hit for hit in found if hit is not None]


def _rows(person: Person, pairs: list[UUID], asked: Asked) -> list[Sequence[Any]]:
    sql = POSTGRES if connection.vendor == "postgresql" else SQLITE
    whole, any_ = (rows.sought(each, pairs, person.pk) for each in (asked.exactly, asked))
    return many.rows(sql, whole, pairs, person.pk, any_)


def _hit(row: Sequence[Any], mine: dict[UUID, str]) -> Hit | None:
    id_, pair, plan, kind, starts_at, said_at, *rules, is_whole = row
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
        is_whole=bool(is_whole),
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
