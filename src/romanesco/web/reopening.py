"""Taking up a session again that was wrapped up by mistake."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from romanesco.base import clock
from romanesco.journey.reopen import reopen
from romanesco.people.models import Person
from romanesco.plans.queries import plan_for
from romanesco.web.nouns import done, noun


def _page_of_plan(person: Person, plan_id: UUID) -> str:
    return reverse("plan", args=[plan_for(person, plan_id).id])


@noun(_page_of_plan)
def reopen_session(request: HttpRequest, person: Person, plan_id: UUID) -> HttpResponse:
    """Either of the two may, as long as `may_reopen` allows it."""
    reopen(plan_for(person, plan_id), by=person, at=clock.now())
    messages.success(request, "The session goes on. What had moved on stands here again.")
    return done(request, reverse("plan", args=[plan_id]))


urls = [path("plans/<uuid:plan_id>/reopening", reopen_session, name="reopen_session")]
