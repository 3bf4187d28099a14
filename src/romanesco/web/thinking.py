"""The timer of a thinking partnership on the plan page: where it stands, and what one may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from romanesco.base import clock
from romanesco.people.models import Person
from romanesco.plans import thinking
from romanesco.plans.models import Plan
from romanesco.plans.queries import plan_for
from romanesco.plans.template import TURNS
from romanesco.plans.turns import USUAL, State
from romanesco.web.nouns import done, noun


class Asked(Protocol):
    """An agenda item as its template reads it."""

    @property
    def purpose(self) -> str: ...


@dataclass(frozen=True)
class TurnsShown:
    """The timer as one of the two sees it."""

    state: State
    turn: int
    minutes: int
    seconds: int  # of a turn
    left: int  # seconds
    clock: str  # 6:05
    ends_at: datetime | None
    is_mine: bool
    may_begin: bool

    @property
    def gone(self) -> int:
        return self.seconds - self.left


def turns_beside(
    plan: Plan, person: Person, items: Iterable[Asked], *, at: datetime
) -> TurnsShown | None:
    """The timer, where the plan has questions for it and is not over; else None, without a
    query."""
    is_over = plan.state not in ("draft", "shared", "live")
    if is_over or not any(item.purpose in TURNS for item in items):
        return None
    turns = thinking.turns_of(plan)
    left = -int(-turns.left(at).total_seconds() // 1)
    return TurnsShown(
        state=turns.state(at),
        turn=turns.turn,
        minutes=turns.minutes,
        seconds=turns.minutes * 60,
        left=left,
        clock=f"{left // 60}:{left % 60:02}",
        ends_at=turns.ends_at(at),
        is_mine=turns.thinks == plan.session.pair.side_of(person).value,
        may_begin=plan.state != "draft",
    )


def _plan_page(person: Person, plan_id: UUID) -> str:
    return reverse("plan", args=[plan_for(person, plan_id).id])


@noun(_plan_page)
def move_turns(request: HttpRequest, person: Person, plan_id: UUID) -> HttpResponse:
    """`move` is start (with `minutes` and `first`), pause, go_on, swap or again; `turn` is the one
    that was on screen."""
    plan, posted = plan_for(person, plan_id), request.POST
    what, at = posted.get("move", ""), clock.now()
    if what == "start":
        minutes, first = _number(posted.get("minutes", str(USUAL))), posted.get("first", "mentee")
        thinking.start(plan, minutes=minutes, first=first, by=person, at=at)
    else:
        thinking.move(plan, what, turn=_number(posted.get("turn", "")), by=person, at=at)
    return done(request, reverse("plan", args=[plan_id]))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0


urls = [path("plans/<uuid:plan_id>/turns", move_turns, name="move_turns")]
