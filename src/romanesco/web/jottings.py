"""What one writes for oneself beside a session: a line for top of mind, the weather one arrives
with, private notes."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.people.models import Person
from romanesco.plans.check_ins import UnknownWeather, choose_weather
from romanesco.plans.models import Plan
from romanesco.plans.notes import write_line, write_note
from romanesco.plans.queries import plan_of
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import SessionHasChanged
from romanesco.sessions.queries import session_for
from romanesco.web.nouns import done, is_enhanced, noun, typed, words
from romanesco.web.pair_frame import pair_frame, session_page

type Write = Callable[[Plan, str, Person, datetime], None]


@noun(session_page)
def top_of_mind(request: HttpRequest, person: Person, session_id: UUID) -> HttpResponse:
    """Keep one's line; a script hears 204, or 422 and why not."""

    def write(plan: Plan, text: str, by: Person, at: datetime) -> None:
        write_line(plan, text, by=by, at=at)

    return _keep(request, person, session_for(person, session_id), (write, "top_of_mind"))


@noun(session_page)
def notes(request: HttpRequest, person: Person, session_id: UUID) -> HttpResponse:
    """Keep one's private note; a script hears 204, or 422 and why not."""

    def write(plan: Plan, text: str, by: Person, at: datetime) -> None:
        write_note(plan, text, by=by, at=at)

    return _keep(request, person, session_for(person, session_id), (write, "notes"))


@noun(session_page)
def weather(request: HttpRequest, person: Person, session_id: UUID) -> HttpResponse:
    """Keep how one arrives; pressed again it is taken back."""
    session = session_for(person, session_id)
    chosen = typed(request, "weather")
    try:
        plan = plan_of(session)
        if plan is None:
            raise SessionHasChanged
        if chosen and not chosen.isdecimal():
            raise UnknownWeather
        choose_weather(plan, int(chosen[:2]) if chosen else None, by=person, at=clock.now())
    except Refused as refusal:
        if is_enhanced(request):
            return words(refusal.message, 422)
        messages.error(request, refusal.message)
    return done(request, session_page(person, session.id))


def _keep(
    request: HttpRequest, person: Person, session: MentoringSession, how: tuple[Write, str]
) -> HttpResponse:
    (write, what), text = how, typed(request, "text")
    try:
        plan = plan_of(session)
        if plan is None:
            raise SessionHasChanged
        write(plan, text, person, clock.now())
    except Refused as refusal:
        if is_enhanced(request):
            return words(refusal.message, 422)
        context = {"session": session, "what": what, "text": text, "refusal": refusal.message}
        frame = pair_frame(session.pair, person)
        return render(request, "sessions/jotting.html", {**frame, **context}, status=422)
    return done(request, session_page(person, session.id))


urls = [
    path("sessions/<uuid:session_id>/top-of-mind", top_of_mind, name="top_of_mind"),
    path("sessions/<uuid:session_id>/weather", weather, name="weather"),
    path("sessions/<uuid:session_id>/notes", notes, name="notes"),
]
