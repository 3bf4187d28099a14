"""Gathers a closing pack from what both of a pair may see: never a draft, never a private note."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from romanesco.actions.queries import open_actions
from romanesco.closing.pack import GoalTold, Pack, Promised, Said, Told
from romanesco.goals.models import Goal
from romanesco.goals.queries import goals_of
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import document
from romanesco.plans.body import Body, is_empty
from romanesco.plans.challenges import OPEN
from romanesco.plans.models import BOTH, AgendaItem, Challenge, Hope, HopeOutcome, Plan
from romanesco.plans.queries import may_see
from romanesco.ydocs import store

# Which part of the pack is made of what stands under which questions.
PARTS = {
    "wins": "wins",
    "went_well": "went_well",
    "relationship": "relationship",
    "road_ahead": "road_ahead",
    "support": "road_ahead",
    "staying_in_touch": "staying_in_touch",
}
HELD = ("live", "held")


def pack_for(pair: Pair, person: Person) -> Pack:
    """The pack of a pair that this person was found to be of, with days as on their calendar.

    Both get the same words: of plans only those whose session has begun, since a sharing before
    that may still be taken back.
    """
    zone = person.zone
    plans = _plans_of_both(pair)
    said, unread = _said(plans, zone)
    numbers = _numbers(pair)
    began = {plan.id: _day(plan.session.told_at, zone) for plan in plans}
    return Pack(
        mentor=pair.mentor.name,
        mentee=pair.mentee.name,
        begun_on=_day(pair.begun_at, zone),
        closed_on=_day(pair.state_changed_at, zone) if pair.state == "closed" else None,
        held=numbers["held"],
        first_on=_day(numbers["first"], zone) if numbers["first"] else None,
        last_on=_day(numbers["last"], zone) if numbers["last"] else None,
        wins=said["wins"],
        went_well=said["went_well"],
        relationship=said["relationship"],
        road_ahead=said["road_ahead"],
        staying_in_touch=said["staying_in_touch"],
        unread=unread,
        hopes=[Told(hope.text, began[hope.plan_id]) for hope in _hopes(plans)],
        goals=[_goal(goal, zone) for goal in goals_of(pair.id)],
        actions=[
            Promised(action.text, action.owner.first_name, action.due_on)
            for action in open_actions(pair)
        ],
        topics=_topics(pair, zone),
        challenges=[Told(one.text, began[one.plan_id]) for one in _challenges(plans)],
    )


def _plans_of_both(pair: Pair) -> list[Plan]:
    """Plans whose session has begun, the earliest first, that neither of the two may not see."""
    found = Plan.objects.filter(session__pair=pair, session__state__in=HELD)
    plans = list(
        found.select_related("session").order_by(
            Coalesce("session__started_at", "session__starts_at")
        )
    )
    return [plan for plan in plans if _is_of_both(plan, pair)]


def _is_of_both(plan: Plan, pair: Pair) -> bool:
    plan.session.pair = pair
    return may_see(plan, pair.mentor) and may_see(plan, pair.mentee)


def _said(plans: list[Plan], zone: ZoneInfo) -> tuple[dict[str, list[Said]], list[date]]:
    """What stands under the questions that the pack is made of, and the days of which it cannot
    be read; each document is read once."""
    unread: list[date] = []
    found: dict[str, list[Said]] = {part: [] for part in PARTS.values()}
    items: dict[UUID, list[AgendaItem]] = {}
    for item in AgendaItem.objects.filter(
        plan__in=[plan.id for plan in plans],
        purpose__in=PARTS,
        skipped_at=None,
        removed_at=None,
    ):
        items.setdefault(item.plan_id, []).append(item)
    for plan in plans:
        if plan.id not in items:
            continue
        bodies = _bodies(plan)
        if bodies is None:
            unread.append(_day(plan.session.told_at, zone))
            continue
        for item in items[plan.id]:
            body = bodies.get(str(item.id), [])
            if not is_empty(body):
                on, number = _day(plan.session.told_at, zone), plan.session.number
                said = Said(on, number, plan.id, item.prompt, body)
                found[PARTS[item.purpose]].append(said)
    return found, unread


def _bodies(plan: Plan) -> dict[str, Body] | None:
    """None where what is stored is damaged: the rest of the pack is whole, and says so."""
    try:
        return document.bodies(store.load(plan.document_id))
    except (store.Damaged, store.DocumentGone):
        return None


def _numbers(pair: Pair) -> dict[str, Any]:
    held = sorted(session.told_at for session in pair.sessions.filter(state="held"))
    return {
        "held": len(held),
        "first": held[0] if held else None,
        "last": held[-1] if held else None,
    }


def _hopes(plans: list[Plan]) -> QuerySet[Hope]:
    done = Hope.objects.filter(plan__in=[plan.id for plan in plans], outcome=HopeOutcome.DONE)
    return done.order_by(Coalesce("plan__session__started_at", "plan__session__starts_at"), "line")


def _challenges(plans: list[Plan]) -> QuerySet[Challenge]:
    ahead = Challenge.objects.filter(plan__in=[plan.id for plan in plans], outcome__in=OPEN)
    return ahead.order_by("plan__session__starts_at", "line")


def _topics(pair: Pair, zone: ZoneInfo) -> list[Told]:
    """Topics that are open, as both have seen them last; what a draft adds or changes is not."""
    found = AgendaItem.objects.filter(plan__session__pair=pair, kind="topic")
    newest: dict[UUID, AgendaItem] = {}
    for item in found.select_related("plan__session").order_by("added_at", "position"):
        if _is_of_both(item.plan, pair) and not _may_be_taken_back(item.plan):
            newest[item.thread] = item
    waiting = [item for item in newest.values() if not _is_over(item)]
    waiting.sort(key=lambda item: item.first_raised_at)
    return [Told(item.prompt, _day(item.first_raised_at, zone)) for item in waiting]


def _may_be_taken_back(plan: Plan) -> bool:
    return plan.state == "shared" and plan.opened_at is None and plan.prepared_by != BOTH


def _is_over(item: AgendaItem) -> bool:
    return bool(item.discussed_at or item.let_go_at or item.removed_at)


def _goal(goal: Goal, zone: ZoneInfo) -> GoalTold:
    ended_at = goal.reached_at or goal.let_go_at
    return GoalTold(goal.text, goal.measure, goal.state, _day(ended_at, zone) if ended_at else None)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
