"""Ticking what was promised, letting it go; saying what became of a hope or a challenge."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from romanesco.actions import operations
from romanesco.actions.queries import action_for
from romanesco.base import clock
from romanesco.people.models import Person
from romanesco.plans.challenges import challenge_for, settle_challenge
from romanesco.plans.hopes import settle_hope
from romanesco.plans.queries import hope_for
from romanesco.web.nouns import came_from, done, is_enhanced, noun

ASKED_AGAIN = "It is asked after when you meet next."


def _page_of_action(person: Person, action_id: UUID) -> str:
    return reverse("pair", args=[action_for(person, action_id).pair_id])


def _page_of_hope(person: Person, hope_id: UUID) -> str:
    return reverse("pair", args=[hope_for(person, hope_id).pair_id])


def _page_of_challenge(person: Person, challenge_id: UUID) -> str:
    return reverse("pair", args=[challenge_for(person, challenge_id).pair_id])


@noun(_page_of_action)
def complete_action(request: HttpRequest, person: Person, action_id: UUID) -> HttpResponse:
    """`done` is 1 to tick it, 0 to open it again."""
    is_done = request.POST.get("done", "1") == "1"
    operations.complete(action_id, is_done=is_done, by=person, at=clock.now())
    _say(request, "It is open between you again.")
    return done(request, came_from(request, _page_of_action(person, action_id)))


@noun(_page_of_action)
def let_go_action(request: HttpRequest, person: Person, action_id: UUID) -> HttpResponse:
    operations.let_go(action_id, by=person, at=clock.now())
    return done(request, came_from(request, _page_of_action(person, action_id)))


@noun(_page_of_hope)
def hope_outcome(request: HttpRequest, person: Person, hope_id: UUID) -> HttpResponse:
    """`outcome` is done, partly, not_yet or let_go; empty takes the answer back."""
    settle_hope(hope_id, request.POST.get("outcome", ""), by=person, at=clock.now())
    _say(request, ASKED_AGAIN)
    return done(request, came_from(request, _page_of_hope(person, hope_id)))


@noun(_page_of_challenge)
def challenge_outcome(request: HttpRequest, person: Person, challenge_id: UUID) -> HttpResponse:
    """`outcome` is met, stayed_away, ahead or let_go; empty takes the answer back."""
    settle_challenge(challenge_id, request.POST.get("outcome", ""), by=person, at=clock.now())
    _say(request, ASKED_AGAIN)
    return done(request, came_from(request, _page_of_challenge(person, challenge_id)))


def _say(request: HttpRequest, words: str) -> None:
    """Where something went that is taken up again, on the page of what was let go: it stands
    there no more."""
    if request.POST.get("again") and not is_enhanced(request):
        messages.success(request, words)


urls = [
    path("actions/<uuid:action_id>/completion", complete_action, name="complete_action"),
    path("actions/<uuid:action_id>/letting-go", let_go_action, name="let_go_action"),
    path("hopes/<uuid:hope_id>/outcome", hope_outcome, name="hope_outcome"),
    path("challenges/<uuid:challenge_id>/outcome", challenge_outcome, name="challenge_outcome"),
]
