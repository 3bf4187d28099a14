"""Times away: noted and taken back by oneself, seen by one's partners."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.journey import away as journey
from romanesco.people.models import Person
from romanesco.people.time_away import ahead
from romanesco.web.forms.people import TimeAwayForm
from romanesco.web.forms.refused import say
from romanesco.web.nouns import noun
from romanesco.web.signed_in import person_of
from romanesco.web.times_away import span_in_words


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """GET lists; POST notes one."""
    person, at = person_of(request), clock.now()
    form = TimeAwayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        first, last = form.cleaned_data["from_on"], form.cleaned_data["until_on"]
        try:
            journey.note(person, first, last, at=at)
        except Refused as refusal:
            say(refusal, form)
        else:
            messages.success(request, f"Noted: you are away {span_in_words(first, last)}.")
            return redirect("away")
    times = [(time, span_in_words(time.from_on, time.until_on)) for time in ahead(person, at=at)]
    context = {"form": form, "times": times}
    return render(request, "people/away.html", context, status=422 if form.is_bound else 200)


def _away_page(person: Person, time_id: UUID) -> str:
    return reverse("away")


@noun(_away_page)
def take_back_time_away(request: HttpRequest, person: Person, time_id: UUID) -> HttpResponse:
    journey.take_back(person, time_id, at=clock.now())
    messages.success(request, "Taken back. These days count as any others again.")
    return redirect("away")


urls = [
    path("settings/away/", away, name="away"),
    path("settings/away/<uuid:time_id>/withdrawal", take_back_time_away, name="take_back_away"),
]
