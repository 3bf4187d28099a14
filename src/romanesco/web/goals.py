"""The page of goals: what the two work towards, by what they will know, and what serves it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.goals import operations
from romanesco.goals.models import Goal
from romanesco.goals.queries import goal_for
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for
from romanesco.people.models import Person
from romanesco.web.forms.goal import GoalForm
from romanesco.web.forms.refused import say
from romanesco.web.goals_page import goals_context
from romanesco.web.nouns import done, noun
from romanesco.web.signed_in import person_of


@never_cache
@login_required
@require_safe
def goals(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    person = person_of(request)
    context = goals_context(pair_for(person, pair_id), person)
    return render(request, "goals/goals.html", context)


def _page(person: Person, pair_id: UUID) -> str:
    return reverse("goals", args=[pair_for(person, pair_id).id])


def _page_of_goal(person: Person, goal_id: UUID) -> str:
    goal = goal_for(person, goal_id)
    return f"{reverse('goals', args=[goal.pair_id])}#goal-{goal.id}"


@noun(_page)
def add_goal(request: HttpRequest, person: Person, pair_id: UUID) -> HttpResponse:
    pair = pair_for(person, pair_id)
    form = GoalForm(request.POST)
    if form.is_valid():
        try:
            added = operations.add_goal(pair, **form.cleaned_data, by=person, at=clock.now())
        except Refused as refusal:
            say(refusal, form)
        else:
            return redirect(_page_of_goal(person, added.id))
    return _again(request, pair, person, new=form)


@noun(_page_of_goal)
def reword_goal(request: HttpRequest, person: Person, goal_id: UUID) -> HttpResponse:
    goal = goal_for(person, goal_id)
    form = GoalForm(request.POST, auto_id=f"id_{goal.id}_%s")
    if form.is_valid():
        try:
            operations.reword(goal.id, **form.cleaned_data, by=person, at=clock.now())
        except Refused as refusal:
            say(refusal, form)
        else:
            return redirect(_page_of_goal(person, goal.id))
    return _again(request, pair_for(person, goal.pair_id), person, **{str(goal.id): form})


@noun(_page_of_goal)
def place_goal(request: HttpRequest, person: Person, goal_id: UUID) -> HttpResponse:
    """`position` counts the open goals that come before it, so 0 is the top."""
    position = request.POST.get("position", "")
    before = int(position) if position.isdecimal() and len(position) < 6 else 0
    operations.place(goal_id, before + 1, by=person, at=clock.now())
    return done(request, _page_of_goal(person, goal_id))


@noun(_page_of_goal)
def reach_goal(request: HttpRequest, person: Person, goal_id: UUID) -> HttpResponse:
    return _marked(request, person, goal_id, operations.reach, "Reached")


@noun(_page_of_goal)
def let_go_goal(request: HttpRequest, person: Person, goal_id: UUID) -> HttpResponse:
    return _marked(request, person, goal_id, operations.let_go, "Let go")


@noun(_page_of_goal)
def take_up_goal(request: HttpRequest, person: Person, goal_id: UUID) -> HttpResponse:
    return _marked(request, person, goal_id, operations.take_up_again, "Taken up again")


def _marked(
    request: HttpRequest, person: Person, goal_id: UUID, mark: Callable[..., Goal], words: str
) -> HttpResponse:
    goal = mark(goal_id, by=person, at=clock.now())
    messages.success(request, f"{words}: {goal.text}")
    return done(request, _page_of_goal(person, goal_id))


def _again(request: HttpRequest, pair: Pair, person: Person, **typed: GoalForm) -> HttpResponse:
    """The page once more, with what was typed."""
    context = goals_context(pair, person, **typed)
    return render(request, "goals/goals.html", context, status=422)


_goals = "pairs/<uuid:pair_id>/goals/"
_goal = "goals/<uuid:goal_id>/"
urls = [
    path(_goals, goals, name="goals"),
    path(_goals + "addition", add_goal, name="add_goal"),
    path(_goal + "wording", reword_goal, name="reword_goal"),
    path(_goal + "position", place_goal, name="place_goal"),
    path(_goal + "reaching", reach_goal, name="reach_goal"),
    path(_goal + "letting-go", let_go_goal, name="let_go_goal"),
    path(_goal + "taking-up", take_up_goal, name="take_up_goal"),
]
