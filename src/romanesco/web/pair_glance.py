"""What a pair's page shows to one of the two: never a word of a plan that is not theirs to see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from romanesco.actions.queries import open_actions
from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import current_versions
from romanesco.closing.final import had_final_session
from romanesco.goals.queries import goals_of
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import may_see, may_start, waiting_topics
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.places import place_url
from romanesco.sessions.queries import sessions_ahead, sessions_past
from romanesco.web.agreement_words import rule_in_words
from romanesco.web.attendance import Coming, coming_to
from romanesco.web.attention import step
from romanesco.web.glances import session_facts
from romanesco.web.loop import brought_up, held_lately
from romanesco.web.pair_frame import pair_frame
from romanesco.web.pair_rhythm import PairRhythm, pair_rhythm
from romanesco.web.suggestions import suggestion_for

LATELY = timedelta(days=7)
A_FEW = 5


@dataclass(frozen=True)
class SessionSeen:
    """A session with what one of the two may know of its plan."""

    session: MentoringSession
    plan: Plan | None
    may_see: bool = False
    may_start: bool = False
    step: str = ""
    place_url: str | None = None
    coming: Coming | None = None
    away: str = ""  # who is away on that day
    is_of_rhythm: bool = False
    was_on_its_day: bool = False  # a session of an earlier rhythm may only stand for that day


def pair_context(pair: Pair, me: Person, *, at: datetime) -> dict[str, Any]:
    """Everything the pair's page asks for, in a constant number of queries."""
    ahead = list(sessions_ahead(pair).select_related("plan", "rhythm"))
    agreements = _agreements(pair, me)
    rhythm = pair_rhythm(pair, agreements["in_force"], me, at=at)
    come = coming_to(ahead, me, pair.partner_of(me))
    called_off = Q(state="cancelled", starts_at__gt=at)
    past = list(sessions_past(pair).exclude(called_off)[: A_FEW + 1])
    if len(past) <= A_FEW:  # what was called off ahead of its date comes after what was
        past += sessions_past(pair).filter(called_off)[: A_FEW + 1 - len(past)]
    return {
        **pair_frame(pair, me),
        **agreements,
        "rhythm": rhythm,
        "had_final_session": had_final_session(pair),
        "offer": suggestion_for(pair, me, agreements["in_force"] or Agreement(pair=pair), at=at),
        "now": at,
        "ahead": [_seen(session, pair, me, at, come[session.id], rhythm) for session in ahead],
        "past": with_plans(past[:A_FEW], pair, me),
        "has_more_past": len(past) > A_FEW,
        "actions": brought_up(list(open_actions(pair)), held_lately(pair.id), at=at),
        "goals": goals_of(pair.id),
        "done_lately": pair.actions.filter(done_at__gt=at - LATELY).select_related("owner"),
        "topics": topics_for(pair, me),
    }


def topics_for(pair: Pair, me: Person) -> list[AgendaItem]:
    """Topics that wait for a plan, from the plans that this person may see."""
    found = []
    for item in waiting_topics(pair):
        item.plan.session.pair = pair
        if may_see(item.plan, me):
            found.append(item)
    return found


def with_plans(past: Iterable[MentoringSession], pair: Pair, me: Person) -> list[SessionSeen]:
    """Sessions that ended, each with its plan where this person may see it."""
    sessions = list(past)
    plans = {plan.session_id: plan for plan in Plan.objects.filter(session__in=sessions)}
    found = []
    for session in sessions:
        session.pair, plan = pair, plans.get(session.id)
        if plan is not None:
            plan.session = session
        is_mine = plan is not None and may_see(plan, me)
        found.append(SessionSeen(session, plan if is_mine else None, may_see=is_mine))
    return found


def _seen(
    session: MentoringSession,
    pair: Pair,
    me: Person,
    at: datetime,
    coming: Coming,
    rhythm: PairRhythm,
) -> SessionSeen:
    session.pair = pair
    plan: Plan = session.plan
    return SessionSeen(
        session,
        plan,
        may_see=may_see(plan, me),
        may_start=may_start(plan, me, at=at),
        step=step(session_facts(plan, me), at),
        place_url=place_url(session.place),
        coming=coming,
        away=rhythm.times.who(session.starts_at, me, pair.partner_of(me)),
        is_of_rhythm=session.rhythm_id is not None,
        was_on_its_day=session.rhythm is not None
        and session.scheduled_at >= session.rhythm.begun_at,
    )


def _agreements(pair: Pair, me: Person) -> dict[str, Any]:
    found: dict[str, Any] = {"in_force": None, "proposed": None, "rule": "", "has_signed": False}
    for agreement in current_versions([pair.id]):
        agreement.pair = pair
        if agreement.in_force_at is None:
            found |= {"proposed": agreement, "has_signed": agreement.is_signed_by(me)}
        else:
            found |= {"in_force": agreement, "rule": rule_in_words(agreement, me)}
    return found
