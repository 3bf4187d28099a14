"""What a plan does when its session goes: it goes on as another's, or makes room for one."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from romanesco.actions.models import ActionItem
from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import rules_of
from romanesco.base import bus
from romanesco.pairs.models import Pair
from romanesco.plans import begun
from romanesco.plans.access import locked
from romanesco.plans.carrying import carry_waiting, leave_out_moved
from romanesco.plans.making import fit_to_rules, last_preparer
from romanesco.plans.models import Plan
from romanesco.plans.queries import plans_with_pair
from romanesco.plans.share_rule import NOTICE, prepared_by
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.queries import sessions_ahead


def is_begun(session: MentoringSession) -> bool:
    """Whether its plan holds anything that somebody would miss."""
    plan = Plan.objects.filter(session=session).first()
    has_actions = ActionItem.objects.filter(session=session).exists()
    return has_actions or (plan is not None and begun.is_begun(plan))


def take_out(session: MentoringSession) -> None:
    """Delete a planned session that nobody has begun, with its plan."""
    plan = Plan.objects.filter(session=session).first()
    if plan is not None:
        begun.take_out(plan)
    session.delete()
    bus.announce(bus.PairChanged(pair_id=session.pair_id))


def adopt(plan: Plan, session: MentoringSession) -> datetime:
    """Let a plan go on as this session's; returns when it was to be held before."""
    was_to_start_at = plan.session.starts_at
    plan.session = session
    plan.focus = None
    plan.save(update_fields=["session", "focus"])
    leave_out_moved(plan)
    return was_to_start_at


def fit_fairly(plan: Plan, rules: Agreement, *, at: datetime) -> None:
    """Fit a draft to a date that neither of the two chose alone: as for a date of the partner's,
    the one who prepares keeps half of the time until then, or as much as there was."""
    preparer = plan.preparer
    partner = plan.session.pair.partner_of(preparer) if preparer else None
    fit_to_rules(plan, rules, at=at, dated_by=partner)


def pass_on(ended: Iterable[MentoringSession], *, after: datetime, at: datetime) -> None:
    """Let the plans that were begun go on with the nearest sessions after an instant whose plans
    are the same person's to prepare and untouched, of a rhythm or single. A draft passes only to
    a draft at least a day ahead, so that nobody opens one by skipping. Where others come first,
    topics go to those, and only what else was written passes."""
    taken: set[UUID] = set()
    for session in sorted(ended, key=lambda one: one.starts_at):
        plan = plans_with_pair().filter(session=session).first()
        if plan is None or not is_begun(session):
            continue
        soonest = at if plan.shared_at is not None else at + NOTICE
        heir = _heir(plan, max(after, soonest), taken)
        if heir is None or not _is_left(plan, heir, at):
            continue
        taken.add(heir.id)
        begun.take_out(Plan.objects.get(session=heir))
        adopt(plan, heir)
        rules = rules_of(heir.pair)
        fit_fairly(plan, rules, at=at)
        take_turns(heir.pair, rules, at=at)


def take_turns(pair: Pair, rules: Agreement, *, at: datetime) -> None:
    """Let the preparers of the rhythm's sessions alternate again, where one came in between or
    went. What was begun stays with the one who began it."""
    if rules.preparer != "turns":
        return
    plans = plans_with_pair().filter(session__pair=pair, session__state="planned")
    last: str | None = None
    for number, plan in enumerate(plans.order_by("session__starts_at")):
        if number == 0:
            last = last_preparer(plan.session)
        turn = prepared_by("turns", last)
        is_free = plan.state == "draft" and plan.session.rhythm_id is not None
        if plan.prepared_by != turn and is_free and not is_begun(plan.session):
            plan.prepared_by = turn
            fit_to_rules(plan, rules, at=at)
        last = plan.prepared_by


def carry_to_next(pair: Pair, at: datetime) -> None:
    """Carry what waits to the nearest plan ahead."""
    following = sessions_ahead(pair).first()
    if following is not None:
        carry_waiting(locked(Plan.objects.get(session=following)), at=at)


def _heir(plan: Plan, soonest: datetime, taken: set[UUID]) -> MentoringSession | None:
    """The nearest session whose plan is as the one that looks for a session, but empty."""
    alike = plans_with_pair().filter(
        session__pair=plan.session.pair_id,
        session__state="planned",
        session__starts_at__gte=soonest,
        prepared_by=plan.prepared_by,
    )
    if plan.shared_at is None:
        alike = alike.filter(shared_at=None)
    ahead = alike.exclude(session__in=taken).order_by("session__starts_at")
    return next((one.session for one in ahead if not is_begun(one.session)), None)


def _is_left(plan: Plan, heir: MentoringSession, at: datetime) -> bool:
    """Whether anything is left to pass on, once topics stand in a plan that comes before."""
    if sessions_ahead(heir.pair).first() == heir:
        return True
    carry_to_next(heir.pair, at)
    return begun.is_begun(plan, but_moved=True)
