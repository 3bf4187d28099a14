"""Sessions that do not take place: cancelled ahead, or noted afterwards as not held."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from romanesco.agreements.queries import rules_of
from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.journey import leave
from romanesco.people.local_words import day_for, span, whole_moment
from romanesco.people.models import Person
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import SessionHasChanged
from romanesco.sessions.queries import next_session, session_for
from romanesco.web.forms.beginnings import for_instead
from romanesco.web.forms.ending import EndingForm
from romanesco.web.forms.refused import say
from romanesco.web.pair_frame import pair_frame
from romanesco.web.signed_in import person_of
from romanesco.web.week_page import week_beside

type End = Callable[[MentoringSession, EndingForm, Person], MentoringSession | None]


@dataclass(frozen=True)
class Ending:
    """A way for a session not to take place: its page, its words, the states that allow it."""

    template: str
    said: str
    from_states: tuple[str, ...]
    carry_out: End


def _cancel(session: MentoringSession, form: EndingForm, person: Person) -> MentoringSession | None:
    reason = form.cleaned_data.get("reason", "")
    return leave.cancel(session, by=person, at=clock.now(), reason=reason, instead=form.appointment)


def _miss(session: MentoringSession, form: EndingForm, person: Person) -> MentoringSession | None:
    return leave.miss(session, by=person, at=clock.now(), instead=form.appointment)


CANCELLING = Ending("sessions/cancel.html", "is cancelled", ("planned",), _cancel)
MISSING = Ending("sessions/miss.html", "did not happen", ("planned", "live"), _miss)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The agreed notice is shown, and a new date is asked for in the same step."""
    session = session_for(person_of(request), session_id)
    return _end(request, session, CANCELLING, notice=_notice(session))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def miss_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Nobody is asked whose fault it was."""
    return _end(request, session_for(person_of(request), session_id), MISSING)


def _end(
    request: HttpRequest, session: MentoringSession, ending: Ending, **more: str
) -> HttpResponse:
    person, pair = person_of(request), session.pair
    if session.state not in ending.from_states:
        messages.warning(request, SessionHasChanged.message)
        return redirect("pair", pair.id)
    form = _form(request, session)
    if form.is_valid():
        try:
            ending.carry_out(session, form, person)
        except Refused as refusal:
            say(refusal, form)
        else:
            messages.success(request, _said(session, ending, form, person))
            return redirect("pair", pair.id)
    week = week_beside(request, form, pair, but=session)
    context = {**pair_frame(pair, person), "session": session, "form": form, "week": week, **more}
    return render(request, ending.template, context, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, session: MentoringSession) -> EndingForm:
    person = person_of(request)
    return EndingForm(
        request.POST if request.method == "POST" else None,
        me=person,
        partner=session.pair.partner_of(person),
        is_optional=True,
        initial=for_instead(session),
    )


def _said(session: MentoringSession, ending: Ending, form: EndingForm, person: Person) -> str:
    if session.rhythm_id is not None and ending is CANCELLING and form.appointment is None:
        return _skipped(session, person)
    said = f"The session of {day_for(session.starts_at, person)} {ending.said}."
    if form.appointment is None:
        return f"{said} What is open waits for the next one."
    moment = whole_moment(form.appointment.starts_at, person, session.pair.partner_of(person))
    return f"{said} Instead you meet on {moment}. What is open moved along."


def _skipped(session: MentoringSession, person: Person) -> str:
    following = next_session(session.pair)
    if following is None:
        return "This one is skipped. What is open waits for the next one."
    moment = whole_moment(following.starts_at, person, session.pair.partner_of(person))
    return f"This one is skipped; the next is {moment}."


def _notice(session: MentoringSession) -> str:
    """You agreed on 24 hours' notice; this is 5 hours before."""
    ahead = session.starts_at - clock.now()
    hours = rules_of(session.pair).cancel_notice_hours
    if ahead.total_seconds() <= 0:
        this = f"this session was to begin {span(-ahead)} ago"
    else:
        this = f"this is {span(ahead)} before"
    if not hours:
        return f"You agreed on no particular notice; {this}."
    return f"You agreed on {hours} {'hour’s' if hours == 1 else 'hours’'} notice; {this}."


_session = "sessions/<uuid:session_id>/"
urls = [
    path(_session + "cancellation", cancel_session, name="cancel_session"),
    path(_session + "absence", miss_session, name="miss_session"),
]
