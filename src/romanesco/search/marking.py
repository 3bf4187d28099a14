"""Noting what has changed, in the transaction that changes it.

A mark is a row of its own and waits for nobody: two who change a plan at once write one each. What
people type is not marked key by key, but when it is folded (`ydocs/store.py`).
"""

from uuid import UUID

from romanesco.base import bus, many
from romanesco.search.models import SearchMark

MARK_PLAN = """
    INSERT INTO romanesco_searchmark (pair_id, plan_id)
    SELECT meeting.pair_id, plan.id FROM romanesco_plan AS plan
    JOIN romanesco_mentoringsession AS meeting ON meeting.id = plan.session_id
    WHERE {} = %s
"""


def begin() -> None:
    """From now on what is announced in this process is marked."""
    bus.listen_within(mark)


def mark(told: bus.Within) -> None:
    """Note what an announcement says has changed."""
    match told:
        case bus.PlanChanged(plan_id) | bus.PlanWritten(plan_id):
            _mark_plans("plan.id", plan_id)
        case bus.DocumentUpdated(document_id, _) | bus.DocumentFolded(document_id):
            _mark_plans("plan.document_id", document_id)
        case bus.PairChanged(pair_id):
            SearchMark.objects.create(pair_id=pair_id)
        case _:
            pass


def mark_all(pair_id: UUID) -> None:
    """Everything of a pair is to be read again: its plans, and what stands beside them."""
    _mark_plans("meeting.pair_id", pair_id)
    SearchMark.objects.create(pair_id=pair_id)


def _mark_plans(column: str, value: UUID) -> None:
    many.write(MARK_PLAN.format(column), value)
