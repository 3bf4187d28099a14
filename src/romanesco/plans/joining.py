"""Who may join live plans, and write: asked for many at once, in one query.

The rules are those of the pages (share_rule.py), fed with plain rows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from romanesco.base import many
from romanesco.base.errors import NotFound
from romanesco.pairs.models import Side
from romanesco.plans import share_rule

PLANS = """
    SELECT plan.id, plan.document_id, plan.prepared_by,
        plan.shared_at IS NOT NULL, plan.opened_at IS NOT NULL,
        meeting.state, pair.id, pair.state, pair.mentor_id, pair.mentee_id
    FROM romanesco_plan AS plan
    JOIN romanesco_mentoringsession AS meeting ON meeting.id = plan.session_id
    JOIN romanesco_pair AS pair ON pair.id = meeting.pair_id
    WHERE plan.id IN (%s)
"""


@dataclass(frozen=True)
class PlanAccess:
    """What a live connection needs to know of a plan that its person may see; `is_news`: to join
    is the partner's first look at what was shared."""

    plan_id: UUID
    pair_id: UUID
    document_id: UUID
    may_write: bool
    is_news: bool


@dataclass(frozen=True)
class _Plan:
    """A row of PLANS."""

    id: UUID
    document_id: UUID
    prepared_by: str
    is_shared: bool
    is_opened: bool
    session_state: str
    pair_id: UUID
    pair_state: str
    mentor_id: UUID
    mentee_id: UUID


type Asked = tuple[UUID, UUID]
"""A person, and the plan that they would join."""


def accesses(asked: Collection[Asked]) -> dict[Asked, PlanAccess]:
    """For each person and plan what they may there; a plan that is not theirs to see is missing,
    like one that does not exist."""
    plans = {plan.id: plan for plan in _plans({plan_id for _, plan_id in asked})}
    found = {
        (person_id, plan_id): _access(person_id, plans[plan_id])
        for person_id, plan_id in asked
        if plan_id in plans
    }
    return {each: access for each, access in found.items() if access is not None}


def _plans(plan_ids: Collection[UUID]) -> list[_Plan]:
    return [_plan(row) for row in many.rows(PLANS, plan_ids)]


def _plan(row: Sequence[Any]) -> _Plan:
    plan, document, who, shared, opened, session_state, pair, pair_state, mentor, mentee = row
    return _Plan(
        id=many.uuid_of(plan),
        document_id=many.uuid_of(document),
        prepared_by=who,
        is_shared=bool(shared),
        is_opened=bool(opened),
        session_state=session_state,
        pair_id=many.uuid_of(pair),
        pair_state=pair_state,
        mentor_id=many.uuid_of(mentor),
        mentee_id=many.uuid_of(mentee),
    )


def _access(person_id: UUID, plan: _Plan) -> PlanAccess | None:
    try:
        side = Side.of(person_id, plan.mentor_id, plan.mentee_id).value
    except NotFound:
        return None
    who, is_shared = plan.prepared_by, plan.is_shared
    if not share_rule.may_see(side, who, is_shared=is_shared):
        return None
    state = share_rule.state_of(plan.session_state, is_shared=is_shared)
    return PlanAccess(
        plan.id,
        plan.pair_id,
        plan.document_id,
        may_write=share_rule.may_write_in(plan.pair_state, side, who, state),
        is_news=share_rule.is_news(side, who, is_shared=is_shared, is_opened=plan.is_opened),
    )
