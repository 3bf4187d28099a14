"""The private calendar feed: its page in the settings, and the feed itself."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.urls import path
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from romanesco.base import clock
from romanesco.calendars.feed import (
    Version,
    feed_for,
    known_version,
    made,
    make_feed,
    note_asked,
    revoke_feed,
)
from romanesco.calendars.fingerprint import fingerprint
from romanesco.calendars.models import Feed
from romanesco.pairs.queries import pair_for
from romanesco.plans.queries import may_see, plan_of
from romanesco.sessions.queries import next_session
from romanesco.web.calendar_page import calendar_page
from romanesco.web.signed_in import person_of

ASKED_AT_MOST = 120  # times an hour: six devices that ask every three minutes
HOUR = 3600


@never_cache
@login_required
@require_safe
def calendar_settings(request: HttpRequest) -> HttpResponse:
    """One's own calendar: the feed's address, and how to add it; an account to write into."""
    return calendar_page(request)


@login_required
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    make_feed(by=person_of(request), at=clock.now())
    return redirect("calendar_settings")


@login_required
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """The address leads nowhere from now on; with `anew` another one is made at once."""
    person, at = person_of(request), clock.now()
    revoke_feed(by=person, at=at)
    if "anew" in request.POST:
        make_feed(by=person, at=at)
        messages.success(request, "This is your new link. The old one leads nowhere now.")
    else:
        messages.success(request, "The link leads nowhere now.")
    return redirect("calendar_settings")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All sessions of whoever this address was made for. No cookie is asked for or set."""
    found, at = feed_for(token), clock.now()
    if not _may_ask(found):
        return _later()
    note_asked(found, at=at)
    made_of = fingerprint(found.person, at=at)
    known = known_version(found, made_of)
    if known is not None and (unchanged := _conditional(request, known, None)):
        return unchanged
    content, version = made(found, made_of, at=at)
    answer = _with_version(
        HttpResponse(content, content_type="text/calendar; charset=utf-8"), version
    )
    answer.headers["Content-Disposition"] = 'inline; filename="romanesco.ics"'
    return _conditional(request, version, answer) or answer


@never_cache
@login_required
@require_safe
def next_plan(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Where a series' event leads: the plan that is next, or in session; else the pair."""
    person = person_of(request)
    pair = pair_for(person, pair_id)
    session = next_session(pair)
    if session is None:
        return redirect("pair", pair.id)
    plan = plan_of(session)
    if plan is not None and may_see(plan, person):
        return redirect("plan", plan.id)
    return redirect("session", session.id)


def _may_ask(feed: Feed) -> bool:
    key = f"calendar-feed-{feed.id}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) <= ASKED_AT_MOST
    except ValueError:  # it expired between the two
        return True


def _later() -> HttpResponse:
    words = "This calendar was asked for very often. Ask again in an hour.\n"
    answer = HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
    answer.headers["Retry-After"] = str(HOUR)
    return answer


def _conditional(
    request: HttpRequest, version: Version, answer: HttpResponse | None
) -> HttpResponse | None:
    """304 for whoever has this version (RFC 9110 13.1), else `answer`."""
    last_modified = int(version.changed_at.timestamp())
    found = get_conditional_response(request, f'"{version.etag}"', last_modified, answer)
    if isinstance(found, HttpResponseNotModified):
        return _with_version(found, version)
    return answer


def _with_version(answer: HttpResponse, version: Version) -> HttpResponse:
    answer.headers["ETag"] = f'"{version.etag}"'
    answer.headers["Last-Modified"] = http_date(version.changed_at.timestamp())
    answer.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


urls = [
    path("settings/calendar/", calendar_settings, name="calendar_settings"),
    path("settings/calendar/feed", make, name="make_feed"),
    path("settings/calendar/feed/revocation", revoke, name="revoke_feed"),
    path("calendars/<str:token>.ics", feed, name="calendar_feed"),
    path("pairs/<uuid:pair_id>/next", next_plan, name="next_plan"),
]
