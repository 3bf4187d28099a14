"""Another structure for a plan: what there is, what each is for, and keeping the present one."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.agreements.queries import rules_of
from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.journey.another_structure import take_structure
from romanesco.people.local_words import short_day_for
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.plans.operations import mark_opened
from romanesco.plans.queries import may_write, plan_for
from romanesco.plans.shipped import shipped
from romanesco.plans.structure import own_structure, questions_of
from romanesco.plans.template import plain
from romanesco.plans.templates import keep_structure, templates_for
from romanesco.web.nouns import noun, typed
from romanesco.web.pair_frame import pair_frame
from romanesco.web.signed_in import person_of
from romanesco.web.suggestions import Suggested, suggestion_for


@never_cache
@login_required
@require_safe
def plan_structure(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """What the plan could be made of, and the present structure to be kept."""
    return _page(request, person_of(request), plan_id)


def structure_page(person: Person, plan_id: UUID) -> str:
    """The address of that page. Raises NotFound."""
    return reverse("plan_structure", args=[plan_for(person, plan_id).id])


@noun(structure_page)
def choose_structure(request: HttpRequest, person: Person, plan_id: UUID) -> HttpResponse:
    found = plan_for(person, plan_id)
    taken = take_structure(found, typed(request, "structure"), by=person, at=clock.now())
    messages.success(request, f"This plan is a “{taken.name}” now. All that was written is there.")
    return redirect("plan", plan_id)


@noun(structure_page)
def keep_this(request: HttpRequest, person: Person, plan_id: UUID) -> HttpResponse:
    """`of` says whose it is: the pair's, or one's own. What is kept was read."""
    mark_opened(plan_id, by=person, at=clock.now())
    found = plan_for(person, plan_id)
    is_ours = request.POST.get("of") == "pair"
    name = typed(request, "name")
    try:
        owner = found.session.pair if is_ours else person
        kept = keep_structure(found, name, of=owner, by=person, at=clock.now())
    except Refused as refusal:
        refused = {"name": name, "words": refusal.message}
        return _page(request, person, plan_id, status=422, refused=refused)
    messages.success(request, _kept_words(kept.name, typed=name))
    return redirect("template", kept.id)


def _kept_words(name: str, *, typed: str) -> str:
    """What is said once it is kept; where it had to be numbered, why."""
    there = (
        "" if name.casefold() == plain(typed).casefold() else f" as “{name}”: the name was taken"
    )
    return f"Kept{there}. You can word it anew here, and use it for any plan."


def _page(
    request: HttpRequest, person: Person, plan_id: UUID, *, status: int = 200, **more: object
) -> HttpResponse:
    at = clock.now()
    mark_opened(plan_id, by=person, at=at)
    plan = plan_for(person, plan_id)
    session, pair = plan.session, plan.session.pair
    cadence = rules_of(pair).cadence
    own = templates_for(person, pair)
    context = {
        **pair_frame(pair, person),
        "plan": plan,
        "session": session,
        "may_write": may_write(plan, person),
        "suggested": _suggested(plan, person, at),
        "ours": [(own_structure(one, cadence), one.id) for one in own if one.pair_id],
        "mine": [(own_structure(one, cadence), one.id) for one in own if not one.pair_id],
        "shipped": [(one, None) for one in shipped(cadence)],
        "standing": questions_of(plan),
        "name": f"As on {short_day_for(session.told_at, person)}",
    }
    return render(request, "structures/choose.html", {**context, **more}, status=status)


def _suggested(plan: Plan, person: Person, at: datetime) -> Suggested | None:
    """What is suggested for this very plan."""
    pair = plan.session.pair
    found = suggestion_for(pair, person, rules_of(pair), at=at)
    return found if found and found.may_take and found.plan.id == plan.id else None


_plan = "plans/<uuid:plan_id>/structure"
urls = [
    path(_plan + "/", plan_structure, name="plan_structure"),
    path(_plan + "/choice", choose_structure, name="choose_structure"),
    path(_plan + "/keeping", keep_this, name="keep_structure"),
]
