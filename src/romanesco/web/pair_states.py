"""Pausing, resuming and closing a pair, each after saying what becomes of the sessions ahead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.journey import leave
from romanesco.pairs.lifecycle import may_become
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import PairHasChanged
from romanesco.pairs.queries import pair_for
from romanesco.people.models import Person
from romanesco.sessions.queries import sessions_ahead
from romanesco.web.pair_frame import pair_frame
from romanesco.web.signed_in import person_of


@dataclass(frozen=True)
class Change:
    """What may become of a pair: the state, the operation, its page and what is said after."""

    wanted: str
    carry_out: Callable[..., None]
    template: str
    said: str


PAUSE = Change("paused", leave.pause, "pairs/pause.html", "You are on pause.")
RESUME = Change("active", leave.resume, "pairs/resume.html", "You go on.")
CLOSE = Change("closed", leave.close, "pairs/close.html", "The pair is closed.")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pause_pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    return _change(request, pair_id, PAUSE)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resume_pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    return _change(request, pair_id, RESUME)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    return _change(request, pair_id, CLOSE)


def _change(request: HttpRequest, pair_id: UUID, change: Change) -> HttpResponse:
    person = person_of(request)
    pair, at = pair_for(person, pair_id), clock.now()
    if not may_become(pair.state, change.wanted):
        messages.warning(request, PairHasChanged.message)
        return redirect("pair", pair_id)
    if request.method != "POST":
        return render(request, change.template, _context(pair, person, at))
    try:
        change.carry_out(pair, by=person, at=at)
    except Refused as refusal:
        context = _context(pair, person, at) | {"refusal": refusal.message}
        return render(request, change.template, context, status=422)
    messages.success(request, change.said)
    return redirect("pair", pair_id)


def _context(pair: Pair, person: Person, at: datetime) -> dict[str, Any]:
    ahead = list(sessions_ahead(pair))
    return {
        **pair_frame(pair, person),
        "ahead": [session for session in ahead if session.starts_at >= at],
        "passed": [session for session in ahead if session.starts_at < at],
    }


_pair = "pairs/<uuid:pair_id>/"
urls = [
    path(_pair + "pause", pause_pair, name="pause_pair"),
    path(_pair + "resumption", resume_pair, name="resume_pair"),
    path(_pair + "closure", close_pair, name="close_pair"),
]
