"""What the two let go over time, and letting a topic go."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.actions.models import ActionItem
from romanesco.base import clock
from romanesco.journey import letting_go
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for
from romanesco.people.local_words import short_day_for
from romanesco.people.models import Person
from romanesco.plans.lineage import standings_of
from romanesco.plans.models import AgendaItem, Challenge, Hope
from romanesco.plans.queries import item_for
from romanesco.sessions.models import MentoringSession
from romanesco.web.nouns import came_from, done, is_enhanced, noun
from romanesco.web.pair_frame import pair_frame
from romanesco.web.signed_in import person_of

A_PAGE = 40


@dataclass(frozen=True)
class LetGo:
    """One thing that was let go: its words, what it was, and how it is taken up again."""

    what: str  # topic, action, hope, challenge
    text: str
    at: datetime
    session: MentoringSession | None  # where it was raised, promised or hoped for
    plan_id: UUID | None
    owner: Person | None = None
    again: str = ""  # where it is taken up again; empty where that makes no sense any more
    name: str = ""
    value: str = ""
    history: str = ""


@never_cache
@login_required
@require_safe
def let_go(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """All that was let go, the latest first."""
    person = person_of(request)
    pair = pair_for(person, pair_id)
    page = Paginator(letting_go.let_go_by(pair, person), A_PAGE).get_page(request.GET.get("page"))
    context = {**pair_frame(pair, person), "page": page, "found": _found(page.object_list, pair)}
    return render(request, "pairs/let_go.html", context)


def _found(rows: Iterable[dict[str, Any]], pair: Pair) -> list[LetGo]:
    """The rows of one page in their order: one query for each kind."""
    rows = list(rows)
    ids: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        ids[row["what"]].append(row["id"])
    last = _last_held(pair)
    shown = {
        **{one.id: _topic(one) for one in _topics(ids["topic"])},
        **{one.id: _action(one) for one in _actions(ids["action"])},
        **{one.id: _hope(one, last) for one in _made_of_plans(Hope, ids["hope"])},
        **{one.id: _challenge(one) for one in _made_of_plans(Challenge, ids["challenge"])},
    }
    return [shown[row["id"]] for row in rows if row["id"] in shown]


def _topics(ids: list[UUID]) -> Iterable[AgendaItem]:
    return AgendaItem.objects.filter(id__in=ids).select_related("plan__session", "author")


def _actions(ids: list[UUID]) -> Iterable[ActionItem]:
    return ActionItem.objects.filter(id__in=ids).select_related("session__plan", "owner")


def _made_of_plans[M: (Hope, Challenge)](kind: type[M], ids: list[UUID]) -> Iterable[M]:
    return kind.objects.filter(id__in=ids).select_related("plan__session")


def _last_held(pair: Pair) -> UUID | None:
    held = pair.sessions.filter(state="held").order_by("-ended_at")
    return held.values_list("id", flat=True).first()


def _topic(item: AgendaItem) -> LetGo:
    place = {"plan_id": item.plan_id, "item_id": item.id}
    return LetGo(
        "topic",
        item.prompt,
        _when(item.let_go_at),
        item.plan.session,
        item.plan_id,
        item.author,
        again=reverse("let_topic_go", kwargs=place),
        name="let_go",
        value="0",
        history=reverse("topic_history", kwargs=place) if item.times_raised > 1 else "",
    )


def _action(action: ActionItem) -> LetGo:
    session = action.session
    return LetGo(
        "action",
        action.text,
        _when(action.let_go_at),
        session,
        getattr(getattr(session, "plan", None), "id", None),
        action.owner,
        again=reverse("complete_action", args=[action.id]),
        name="done",
        value="0",
    )


def _hope(hope: Hope, last_held: UUID | None) -> LetGo:
    """An older one is asked after no more: it would have to be hoped for anew."""
    is_asked = hope.plan.session_id == last_held
    return LetGo(
        "hope",
        hope.text,
        _when(hope.outcome_at),
        hope.plan.session,
        hope.plan_id,
        again=reverse("hope_outcome", args=[hope.id]) if is_asked else "",
        name="outcome",
    )


def _challenge(challenge: Challenge) -> LetGo:
    return LetGo(
        "challenge",
        challenge.text,
        _when(challenge.outcome_at),
        challenge.plan.session,
        challenge.plan_id,
        again=reverse("challenge_outcome", args=[challenge.id]),
        name="outcome",
    )


def _when(moment: datetime | None) -> datetime:
    return moment or clock.now()


def _page_of_plan(person: Person, plan_id: UUID, item_id: UUID) -> str:
    return reverse("plan", args=[item_for(person, plan_id, item_id).plan_id])


@noun(_page_of_plan)
def let_topic_go(
    request: HttpRequest, person: Person, plan_id: UUID, item_id: UUID
) -> HttpResponse:
    """`let_go` is 1 to let a topic go, 0 to take it up again."""
    item = item_for(person, plan_id, item_id)
    is_let_go = request.POST.get("let_go", "1") == "1"
    change = letting_go.let_topic_go if is_let_go else letting_go.take_topic_up_again
    topic = change(item, by=person, at=clock.now())
    if not is_let_go and not is_enhanced(request):
        messages.success(request, _where(topic, person))
    return done(request, came_from(request, reverse("plan", args=[plan_id])))


def _where(topic: AgendaItem, person: Person) -> str:
    """Where a topic stands now, as far as this person has seen: never on a partner's draft."""
    newest = standings_of(topic, person).order_by("-added_at").first()
    if newest is None or not newest.plan.session.is_ahead:
        return "It waits for the next plan."
    return f"It stands on the plan of {short_day_for(newest.plan.session.told_at, person)}."


urls = [
    path("pairs/<uuid:pair_id>/let-go/", let_go, name="let_go"),
    path("plans/<uuid:plan_id>/items/<uuid:item_id>/letting-go", let_topic_go, name="let_topic_go"),
]
