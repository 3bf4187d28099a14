"""Making passages anew of what is marked.

The marks are read first, then what they name; all is written, and exactly these marks deleted, in
one transaction. Whatever changes meanwhile writes another mark.
"""

import json
import logging
import time
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from romanesco.plans.queries import plans_with_pair
from romanesco.search import rows
from romanesco.search.gathering import Piece, Said, said_beside, said_in
from romanesco.search.models import BESIDE, Passage, SearchMark
from romanesco.ydocs import turns

logger = logging.getLogger(__name__)

# So many plans at once: with SQLite nobody else writes meanwhile.
AT_ONCE = 8
# One at a time makes a pair's passages, so that what was read later is written later.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def bring_up_to_date(pairs: Collection[UUID], *, seconds: float = 1.0) -> bool:
    """Make anew what is marked of these pairs, for at most so long. Whether all is done."""
    until = time.monotonic() + seconds
    for pair_id in _marked(pairs):
        while _is_begun(pair_id):
            if time.monotonic() > until:
                return False
    return True


def index_marked(*, seconds: float = 1.0, rest: float = 0) -> bool:
    """The same for everybody; after each step `rest` times as long nothing is done. Whether more
    is waiting."""
    until = time.monotonic() + seconds
    while oldest := SearchMark.objects.order_by("id").values_list("pair_id", flat=True).first():
        began = time.monotonic()
        if began > until:
            return True
        _is_begun(oldest)
        time.sleep(min(rest * (time.monotonic() - began), seconds))
    return False


def _marked(pairs: Collection[UUID]) -> list[UUID]:
    mine = SearchMark.objects.filter(pair_id__in=pairs)
    return list(mine.order_by().values_list("pair_id", flat=True).distinct())


def _is_begun(pair_id: UUID) -> bool:
    """Make some of a pair's passages anew. Whether there was anything to do."""
    try:
        with turns.first(), transaction.atomic():
            _wait_for_turn(pair_id)
            return _made_anew(pair_id)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 (its words may hold what was written)
        # One pair's mishap keeps nobody else waiting; its next change is read again.
        said = "What can be found of the pair %s could not be made anew: %s"
        logger.error(said, pair_id, type(error).__name__)  # noqa: TRY400
        SearchMark.objects.filter(pair_id=pair_id).delete()
        return False


def _made_anew(pair_id: UUID) -> bool:
    marks = SearchMark.objects.filter(pair_id=pair_id).order_by("id")
    plan_ids = list(dict.fromkeys(marks.values_list("plan_id", flat=True)))[:AT_ONCE]
    done = list(marks.filter(_of(plan_ids)).values_list("id", flat=True))
    if not done:
        return False
    plans = list(plans_with_pair().filter(id__in=[each for each in plan_ids if each]))
    for plan_id, said in said_in(plans).items():
        _renew(
            Passage.objects.filter(plan=plan_id).exclude(kind__in=BESIDE), said, pair_id, plan_id
        )
    if None in plan_ids:
        beside = Passage.objects.filter(pair=pair_id, kind__in=BESIDE)
        _renew(beside, said_beside(pair_id), pair_id)
    SearchMark.objects.filter(id__in=done).delete()
    return True


def _of(plan_ids: Collection[UUID | None]) -> Q:
    """Marks of these; None stands for what is beside the plans."""
    named = Q(plan_id__in=[each for each in plan_ids if each])
    return named | Q(plan_id=None) if None in plan_ids else named


def _renew(
    there: QuerySet[Passage], said: Iterable[Said], pair_id: UUID, plan_id: UUID | None = None
) -> None:
    """Have exactly these passages there; what says the same already is left alone."""
    old = {_key(one): one.id for one in there.defer("words")}
    new = [
        Passage(
            pair_id=pair_id,
            plan_id=plan_id or one.plan,
            kind=one.kind,
            reader_id=one.reader,
            said_at=one.said_at,
            pieces=[list(piece) for piece in pieces],
        )
        for one in said
        for pieces in rows.parted(one.pieces)
    ]
    kept = {_key(one) for one in new}
    gone = [id_ for key, id_ in old.items() if key not in kept]
    if gone:
        Passage.objects.filter(id__in=gone).delete()
    fresh = [one for one in new if _key(one) not in old]
    for one in fresh:
        one.words = rows.stored([Piece(*piece) for piece in one.pieces], pair_id, one.reader_id)
    Passage.objects.bulk_create(fresh)


def _key(one: Passage) -> tuple[object, ...]:
    return one.kind, one.plan_id, one.reader_id, one.said_at, json.dumps(one.pieces)


def _wait_for_turn(pair_id: UUID) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [f"romanesco.search {pair_id}"])
