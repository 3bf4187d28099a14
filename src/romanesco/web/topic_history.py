"""The history of one topic: each session it stood on, and what became of it there."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.base import clock
from romanesco.plans.carry_over import Fate, fate_of
from romanesco.plans.lineage import raised_of, standings_of
from romanesco.plans.models import AgendaItem
from romanesco.plans.operations import mark_opened
from romanesco.plans.queries import item_for
from romanesco.sessions.models import MentoringSession
from romanesco.web.pair_frame import pair_frame
from romanesco.web.signed_in import person_of

WORDS = {
    Fate.DISCUSSED: "talked about",
    Fate.LET_GO: "let go",
    Fate.TAKEN_OFF: "taken off the plan",
    Fate.LEFT_OUT: "left out this time",
    Fate.KEPT: "kept for next time",
    Fate.HERE: "stands on this plan",
}


@dataclass(frozen=True)
class Standing:
    """The topic on one plan."""

    session: MentoringSession
    item: AgendaItem
    words: str
    is_worded_anew: bool  # since the plan before


@never_cache
@login_required
@require_safe
def topic_history(request: HttpRequest, plan_id: UUID, item_id: UUID) -> HttpResponse:
    """Asked for from a plan that one may see; of other plans only those are told that one may."""
    person = person_of(request)
    mark_opened(plan_id, by=person, at=clock.now())
    item = item_for(person, plan_id, item_id)
    standings: list[Standing] = []
    for one in standings_of(item, person):
        before = standings[-1].item.prompt if standings else one.prompt
        standings.append(Standing(one.plan.session, one, _words(one), one.prompt != before))
    context = {
        **pair_frame(item.plan.session.pair, person),
        "plan": item.plan,
        "item": item,
        "latest": standings[-1].item,
        "standings": standings,
    }
    return render(request, "plans/topic_history.html", context)


def _words(item: AgendaItem) -> str:
    session = item.plan.session
    fate = fate_of(
        raised_of(item),
        has_ended=not session.is_ahead,
        is_skipped=item.skipped_at is not None,
    )
    return WORDS[fate]


urls = [
    path("plans/<uuid:plan_id>/items/<uuid:item_id>/history", topic_history, name="topic_history")
]
