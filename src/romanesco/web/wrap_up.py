"""Wrapping up: what is undiscussed is shown and decided, and the next session found."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from romanesco.actions.queries import open_actions
from romanesco.agreements.queries import rules_of
from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.journey.wrap_up import NotBegun
from romanesco.journey.wrap_up import wrap_up as wrap_up_session
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.plans.operations import mark_opened
from romanesco.plans.projection import challenges_in, hopes_in
from romanesco.plans.queries import plan_for
from romanesco.sessions.queries import sessions_ahead
from romanesco.web.forms.appointment import AppointmentForm, at_moment
from romanesco.web.forms.refused import say
from romanesco.web.plan_page import plan_context
from romanesco.web.signed_in import person_of

DAYS = {"weekly": 7, "fortnightly": 14, "monthly": 28}
DECISION = "decision-"


@dataclass(frozen=True)
class OpenTopic:
    """A topic that was not talked about, and what is to become of it."""

    id: UUID
    prompt: str
    times_raised: int
    first_raised_on: date
    decision: str


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def wrap_up(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Shows what is open; a POST ends the session and opens the next plan, if there is one."""
    person, at = person_of(request), clock.now()
    plan = plan_for(person, plan_id)
    if plan.state not in ("live", "shared"):
        return redirect("plan", plan_id)
    if request.method == "GET" and plan.state == "shared" and at < plan.session.starts_at:
        messages.info(request, NotBegun.message)
        return redirect("plan", plan_id)
    mark_opened(plan_id, by=person, at=at)
    plan = plan_for(person, plan_id)  # again: sharing may have been taken back a moment ago
    form = _form(request, plan, person)
    if request.method == "POST" and form.is_valid():
        try:
            wrap_up_session(
                plan, _decisions(request.POST), by=person, at=at, next_one=form.appointment
            )
        except Refused as refusal:
            say(refusal, form)
        else:
            return redirect("plan", plan_id)
    context = {
        **plan_context(plan, person, at=at),
        **_choices(request, plan, person.zone),
        "form": form,
    }
    return render(request, "plans/wrap_up.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, plan: Plan, person: Person) -> AppointmentForm:
    pair = plan.session.pair
    typed = None
    if request.method == "POST":
        typed = request.POST.copy()
        if not typed.get("date"):
            typed["time"] = ""  # no day: they will find one later
    return AppointmentForm(
        typed,
        me=person,
        partner=pair.partner_of(person),
        is_optional=True,
        initial=_same_time(plan),
    )


def _same_time(plan: Plan) -> dict[str, Any]:
    """The rhythm's next day at the same local time, as a proposal; no day without a rhythm."""
    session = plan.session
    rules = rules_of(session.pair)
    kept = {"minutes": session.minutes, "place": session.place}
    days = DAYS.get(rules.cadence)
    proposed = at_moment(_later(session.starts_at, days or 0, session.time_zone), session.time_zone)
    return {**proposed, **kept, **({} if days else {"date": None})}


def _later(starts_at: datetime, days: int, zone: str) -> datetime:
    return starts_at.astimezone(ZoneInfo(zone)) + timedelta(days=days)  # wall time stays


def _choices(request: HttpRequest, plan: Plan, zone: ZoneInfo) -> dict[str, Any]:
    """Topics that are open with what was chosen for each, the hopes, and the session ahead."""
    pair = plan.session.pair
    ahead = sessions_ahead(pair).exclude(id=plan.session_id)
    return {
        "open_topics": _open_topics(plan, _decisions(request.POST), zone),
        "hope_lines": hopes_in(plan),
        "challenge_lines": challenges_in(plan),
        "actions": list(open_actions(pair)),
        "next_session": ahead.first(),
    }


def _open_topics(plan: Plan, chosen: dict[UUID, str], zone: ZoneInfo) -> list[OpenTopic]:
    topics = plan.items.filter(
        kind="topic", removed_at=None, skipped_at=None, discussed_at=None, let_go_at=None
    )
    return [
        OpenTopic(
            item.id,
            item.prompt,
            item.times_raised,
            item.first_raised_at.astimezone(zone).date(),
            chosen.get(item.id, "keep"),
        )
        for item in topics
    ]


def _decisions(posted: QueryDict) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for name, value in posted.items():
        if name.startswith(DECISION):
            try:
                found[UUID(name.removeprefix(DECISION))] = str(value)
            except ValueError:
                continue
    return found


urls = [path("plans/<uuid:plan_id>/wrap-up", wrap_up, name="wrap_up")]
