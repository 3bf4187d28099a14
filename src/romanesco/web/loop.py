"""Beside the agenda: what was hoped for last time, what was seen coming, what was promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Exists, QuerySet

from romanesco.actions.models import ActionItem
from romanesco.base.prepared import Prepared
from romanesco.pairs.models import Pair
from romanesco.plans import queries
from romanesco.plans.challenges import LONG_AGO, YET_TO_END, asked_after
from romanesco.plans.loop import (
    Promised,
    asked_of_challenge,
    asked_of_hope,
    asked_of_promise,
    beside,
    beside_challenges,
)
from romanesco.plans.models import Challenge, ChallengeOutcome, Hope, HopeOutcome, Plan
from romanesco.sessions.models import MentoringSession

MOST_ASKED = 40  # challenges at once, the oldest first
LATELY = 20  # how many sessions back it is counted at how many something was brought up
HOPE_WORDS = {str(value): str(words) for value, words in HopeOutcome.choices}
# Either of the two may have said it.
CHALLENGE_WORDS = {str(value): str(words) for value, words in ChallengeOutcome.choices} | {
    "met": "met it"
}


class Shown(Protocol):
    """An agenda item as its template reads it."""

    @property
    def purpose(self) -> str: ...
    @property
    def skipped(self) -> bool: ...


class Hoped(Protocol):
    """A hope, or a kept one."""

    @property
    def id(self) -> object: ...
    @property
    def text(self) -> str: ...
    @property
    def outcome(self) -> str: ...


@dataclass(frozen=True)
class Asked:
    """A hope or a challenge as it stands beside a question: what was said of it, in words, and
    what is asked about it."""

    id: object
    text: str
    outcome: str
    words: str
    asked: str
    before: str = ""  # what was said of it at an earlier session


def loop_beside[Item: Shown](
    plan: Plan, items: list[Item], held: Iterable[MentoringSession]
) -> list[Item]:
    """The items with what stands beside each: hopes of last time, and challenges. `held` are the
    sessions `held_lately`."""
    session = plan.session
    pair_id, began_at, before = session.pair_id, session.began_at, session.ended_at or YET_TO_END
    if session.state == "planned":
        hopes = _hopes_next(pair_id, plan.id, began_at)
        challenges = _asked_next(pair_id, before, began_at)
    else:
        hopes, challenges = _hopes_before(pair_id, plan.id, began_at), _asked(pair_id, before)
    ends = [one.ended_at for one in held if one.ended_at and one.ended_at < before]
    last_end = max(ends, default=LONG_AGO)
    return _with_challenges(with_hopes(items, hopes), challenges, last_end)


def brought_up(
    actions: list[ActionItem], held: Iterable[MentoringSession], *, at: datetime
) -> list[ActionItem]:
    """Open promises, each with how many sessions were held since and what is asked about it."""
    has_passed = {one.id: _has_passed(one, at) for one in actions}
    passed = [one.owner_id for one in actions if has_passed[one.id]]
    for action in actions:
        since = [one for one in held if one.id != action.session_id and _ended(one, action)]
        action.sessions_since = len(since)
        action.asked = asked_of_promise(
            Promised(
                is_open=action.is_open,
                has_passed=has_passed[action.id],
                sessions_since=len(since),
                passed_alike=passed.count(action.owner_id),
            )
        )
    return actions


def _ended(session: MentoringSession, action: ActionItem) -> bool:
    return session.ended_at is not None and session.ended_at > action.made_at


def _has_passed(action: ActionItem, at: datetime) -> bool:
    today = at.astimezone(action.owner.zone).date()
    return action.is_open and action.due_on is not None and action.due_on < today


def with_hopes[Item: Shown](items: list[Item], hopes: Sequence[Hoped]) -> list[Item]:
    """The items with hopes beside the first two questions; they may be kept ones."""
    not_reached = sum(hope.outcome == "not_yet" for hope in hopes)
    shown = [
        Asked(
            hope.id,
            hope.text,
            hope.outcome,
            HOPE_WORDS.get(hope.outcome, ""),
            asked_of_hope(hope.outcome, not_reached=not_reached),
        )
        for hope in hopes
    ]
    places = beside(_purposes(items), [hope.outcome for hope in hopes])
    by_place: dict[str, list[Asked]] = {}
    for place, one in zip(places, shown, strict=True):
        by_place.setdefault(place, []).append(one)
    return _placed(items, "hopes", by_place)


def _with_challenges[Item: Shown](
    items: list[Item], challenges: list[Challenge], last_end: datetime
) -> list[Item]:
    shown = [_asked_anew(one, last_end) for one in challenges]
    return _placed(items, "challenges", {beside_challenges(_purposes(items)): shown})


def _asked_anew(challenge: Challenge, last_end: datetime) -> Asked:
    """One that was still ahead is asked after again: what was said counts for that session."""
    is_said = challenge.outcome_at is not None and challenge.outcome_at > last_end
    outcome = challenge.outcome if is_said else ""
    return Asked(
        challenge.id,
        challenge.text,
        outcome,
        CHALLENGE_WORDS.get(outcome, ""),
        asked_of_challenge(outcome, times_asked=challenge.times_asked),
        before="" if is_said else CHALLENGE_WORDS.get(challenge.outcome, ""),
    )


def _placed[Item: Shown](
    items: list[Item], name: str, by_place: dict[str, list[Asked]]
) -> list[Item]:
    """Each item with what stands beside it: the first of its purpose that is on the plan now."""
    left, found = dict(by_place), []
    for item in items:
        mine = [] if item.skipped or not item.purpose else left.pop(item.purpose, [])
        changed: Any = item
        found.append(replace(changed, **{name: mine}) if mine else item)
    return found


def _purposes(items: Iterable[Shown]) -> list[str]:
    return [item.purpose for item in items if not item.skipped]


# What the page asks for, its SQL written once: it would take longer than all the rest.
def _last_hopes(pair_id: UUID, plan_id: UUID, began_at: datetime) -> QuerySet[Hope]:
    session = MentoringSession(pair=Pair(id=pair_id), starts_at=began_at)
    return queries.last_hopes(Plan(id=plan_id, session=session))


def _sooner(pair_id: UUID, began_at: datetime) -> Exists:
    """Another session that comes first, at which they will be talked over."""
    ahead = MentoringSession.objects.filter(
        pair=pair_id, state__in=["planned", "live"], starts_at__lt=began_at
    )
    return Exists(ahead)


def _challenges(pair_id: UUID, before: datetime) -> QuerySet[Challenge]:
    session = MentoringSession(pair=Pair(id=pair_id), ended_at=before)
    return asked_after(Plan(session=session))


def _challenges_of_the_next(
    pair_id: UUID, before: datetime, began_at: datetime
) -> QuerySet[Challenge]:
    return _challenges(pair_id, before).filter(~_sooner(pair_id, began_at))


def _held(pair_id: UUID) -> QuerySet[MentoringSession]:
    held = MentoringSession.objects.filter(pair=pair_id, state="held").order_by("-ended_at")
    return held.only("id", "ended_at")[:LATELY]


_hopes_before = Prepared(_last_hopes, UUID, UUID, datetime)
_hopes_next = Prepared(
    lambda pair_id, plan_id, began_at: _last_hopes(pair_id, plan_id, began_at).filter(
        ~_sooner(pair_id, began_at)
    ),
    UUID,
    UUID,
    datetime,
)
_asked = Prepared(lambda *ids: _challenges(*ids)[:MOST_ASKED], UUID, datetime)
_asked_next = Prepared(
    lambda *ids: _challenges_of_the_next(*ids)[:MOST_ASKED], UUID, datetime, datetime
)
held_lately = Prepared(_held, UUID)
"""The sessions of a pair that were held last, the latest first: when each ended, and no more."""
