"""Planning a session, moving it, and the page of a session whose plan is not shared yet."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.journey import hold, prepare
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import require_active
from romanesco.pairs.queries import pair_for
from romanesco.people.local_words import whole_moment
from romanesco.people.models import Person
from romanesco.plans.queries import lines_for, may_see, may_start_now, note_for, plan_of
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment
from romanesco.sessions.places import place_url
from romanesco.sessions.queries import session_for
from romanesco.web.attendance import coming_to
from romanesco.web.forms.appointment import AppointmentForm
from romanesco.web.forms.beginnings import for_move, for_new
from romanesco.web.forms.refused import say
from romanesco.web.nouns import done, noun, words
from romanesco.web.pair_frame import pair_frame, session_page
from romanesco.web.signed_in import person_of
from romanesco.web.week_page import week_beside


@never_cache
@login_required
@require_safe
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """When, where, and one's own lines; the plan itself as soon as this person may see it."""
    person = person_of(request)
    found = session_for(person, session_id)
    plan = plan_of(found)
    if plan is not None and may_see(plan, person):
        return redirect("plan", plan.id)
    at = clock.now()
    own = {"mine": lines_for(plan, person)[0], "notes": note_for(plan, person)} if plan else {}
    context = {
        **pair_frame(found.pair, person),
        "session": found,
        "plan": plan,
        "place_url": place_url(found.place),
        "may_start": plan is not None and may_start_now(plan, person, at=at),
        "now": at,
        "coming": coming_to([found], person, found.pair.partner_of(person))[found.id],
        **own,
    }
    return render(request, "sessions/session.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    person = person_of(request)
    pair = pair_for(person, pair_id)

    def keep(when: Appointment) -> MentoringSession:
        return prepare.schedule(pair, when, by=person, at=clock.now())

    initial = for_new(pair, person, at=clock.now())
    return _appointment(request, pair, initial, keep, {"verb": "planned"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    person = person_of(request)
    found = session_for(person, session_id)

    def keep(when: Appointment) -> MentoringSession:
        return prepare.move(found, when, by=person, at=clock.now())

    return _appointment(
        request, found.pair, for_move(found), keep, {"verb": "moved", "session": found}
    )


@never_cache
@login_required
@require_safe
def session_moment(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """What a date, a time and a zone mean for both of a pair, in words; nothing while unclear."""
    person = person_of(request)
    partner = pair_for(person, pair_id).partner_of(person)
    asked = {**request.GET.dict(), "minutes": "45"}
    form = AppointmentForm(asked, me=person, partner=partner)
    if not form.is_valid() or form.appointment is None:
        return words("", 200)
    return words(f"{whole_moment(form.appointment.starts_at, person, partner)}.", 200)


def _appointment(
    request: HttpRequest,
    pair: Pair,
    initial: dict[str, Any],
    keep: Callable[[Appointment], MentoringSession],
    more: dict[str, Any],
) -> HttpResponse:
    person, verb = person_of(request), more["verb"]
    partner = pair.partner_of(person)
    try:
        require_active(pair)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("pair", pair.id)
    form = AppointmentForm(_posted(request), me=person, partner=partner, initial=initial)
    if form.is_valid() and form.appointment:
        try:
            kept = keep(form.appointment)
        except Refused as refusal:
            say(refusal, form)
        else:
            moment = whole_moment(kept.starts_at, person, partner)
            messages.success(request, f"The session is {verb}: {moment}.")
            return redirect("pair", pair.id)
    week = week_beside(request, form, pair, but=more.get("session"))
    context = {**pair_frame(pair, person), "form": form, "week": week, **more}
    status = 422 if form.is_bound else 200
    return render(request, "sessions/appointment.html", context, status=status)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@noun(session_page)
def start_session(request: HttpRequest, person: Person, session_id: UUID) -> HttpResponse:
    """Either may start; a plan is then there for both, whoever of the two was first."""
    found = session_for(person, session_id)
    if found.state == "live":
        return redirect("session", session_id)
    plan = hold.start(found, by=person, at=clock.now())
    return done(request, reverse("plan", args=[plan.id]))


_session = "sessions/<uuid:session_id>/"
urls = [
    path("pairs/<uuid:pair_id>/sessions/new", schedule, name="schedule"),
    path("pairs/<uuid:pair_id>/sessions/moment", session_moment, name="session_moment"),
    path(_session, session, name="session"),
    path(_session + "move", move_session, name="move_session"),
    path(_session + "start", start_session, name="start_session"),
]
