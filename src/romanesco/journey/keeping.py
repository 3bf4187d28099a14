"""Keeping a plan as it stands, together with what was promised at its session."""

from datetime import datetime

from romanesco.actions.models import ActionItem
from romanesco.actions.queries import actions_of
from romanesco.pairs.models import Pair
from romanesco.plans import versions
from romanesco.plans.models import Plan
from romanesco.plans.versions_packed import KeptPromise


def keep_version(plan: Plan, name: str, *, at: datetime) -> None:
    """Keep the plan under this name, in the caller's transaction, where the two keep versions."""
    promises = [_promise(one, plan.session.pair) for one in actions_of(plan.session)]
    versions.keep(plan, name, at=at, promises=promises)


def _promise(action: ActionItem, pair: Pair) -> KeptPromise:
    state = "done" if action.done_at else "let_go" if action.let_go_at else "open"
    owner = pair.side_of(action.owner).value
    return KeptPromise(action.text, owner, action.due_on, state, action.item)
