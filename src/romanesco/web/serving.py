"""Saying which goal an agenda item or an action item serves."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from romanesco.actions import operations as actions
from romanesco.actions.queries import action_for
from romanesco.base import clock
from romanesco.base.errors import NotFound
from romanesco.goals.queries import goal_for
from romanesco.people.models import Person
from romanesco.plans.queries import item_for, plan_for
from romanesco.plans.serving import serve
from romanesco.web.nouns import came_from, done, is_enhanced, noun


def _page_of_plan(person: Person, plan_id: UUID, item_id: UUID) -> str:
    return reverse("plan", args=[plan_for(person, plan_id).id])


def _page_of_action(person: Person, action_id: UUID) -> str:
    return reverse("pair", args=[action_for(person, action_id).pair_id])


def _page_of_goal(person: Person, goal_id: UUID) -> str:
    goal = goal_for(person, goal_id)
    return f"{reverse('goals', args=[goal.pair_id])}#goal-{goal.id}"


@noun(_page_of_plan)
def item_goal(request: HttpRequest, person: Person, plan_id: UUID, item_id: UUID) -> HttpResponse:
    """`goal` is an id of one; empty: it serves none."""
    item = item_for(person, plan_id, item_id)
    serve(item, _id(request, "goal"), by=person, at=clock.now())
    return done(request, _page_of_plan(person, plan_id, item_id))


@noun(_page_of_action)
def action_goal(request: HttpRequest, person: Person, action_id: UUID) -> HttpResponse:
    """`goal` is an id of one; empty: it serves none."""
    action = actions.serve(action_id, _id(request, "goal"), by=person, at=clock.now())
    if not is_enhanced(request):
        serves = f"serves: {action.goal.text}" if action.goal else "serves no goal"
        messages.success(request, f"“{action.text}” now {serves}")
    return done(request, came_from(request, _page_of_action(person, action_id)))


@noun(_page_of_goal)
def serve_goal(request: HttpRequest, person: Person, goal_id: UUID) -> HttpResponse:
    """`action` is one that serves this goal from now on."""
    goal = goal_for(person, goal_id)
    chosen = _id(request, "action")
    if chosen is None:
        raise NotFound
    actions.serve(chosen, goal.id, by=person, at=clock.now())
    return done(request, _page_of_goal(person, goal.id))


def _id(request: HttpRequest, name: str) -> UUID | None:
    told = request.POST.get(name, "")
    try:
        return UUID(told) if told else None
    except ValueError:
        raise NotFound from None


urls = [
    path("plans/<uuid:plan_id>/items/<uuid:item_id>/goal", item_goal, name="item_goal"),
    path("actions/<uuid:action_id>/goal", action_goal, name="action_goal"),
    path("goals/<uuid:goal_id>/promises", serve_goal, name="serve_goal"),
]
