"""What the two work towards, and what serves it."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from romanesco.actions.operations import serve as serve_action
from romanesco.api import outputs, shapes
from romanesco.api.answers import FINDING, WRITING
from romanesco.api.bearer import caller
from romanesco.api.inputs import GoalChange, GoalInput, ServingInput
from romanesco.api.plans import item_as_it_is, item_of
from romanesco.base import clock
from romanesco.goals.changing import Change, change
from romanesco.goals.operations import add_goal
from romanesco.goals.queries import goals_of
from romanesco.pairs.queries import pair_for
from romanesco.plans.serving import serve

router = Router(tags=["goals"])


@router.get(
    "/pairs/{uuid:pair_id}/goals",
    response={200: list[outputs.GoalOut], **FINDING},
    summary="The goals of a pair, in their order",
)
def list_goals(request: HttpRequest, pair_id: UUID) -> list[outputs.GoalOut]:
    pair = pair_for(caller(request), pair_id)
    return [shapes.goal(one) for one in goals_of(pair.id)]


@router.post(
    "/pairs/{uuid:pair_id}/goals",
    response={201: outputs.GoalOut, **WRITING},
    summary="Add a goal",
)
def post_goal(request: HttpRequest, pair_id: UUID, goal: GoalInput) -> Status[outputs.GoalOut]:
    person = caller(request)
    pair = pair_for(person, pair_id)
    added = add_goal(pair, goal.text, goal.measure, by=person, at=clock.now())
    return Status(201, shapes.goal(added))


@router.patch(
    "/goals/{uuid:goal_id}",
    response={200: outputs.GoalOut, **WRITING},
    summary="Word a goal anew, move it, reach it, let it go or take it up again",
)
def patch_goal(request: HttpRequest, goal_id: UUID, wanted: GoalChange) -> outputs.GoalOut:
    whole = Change(wanted.text, wanted.measure, wanted.state, wanted.position)
    return shapes.goal(change(goal_id, whole, by=caller(request), at=clock.now()))


@router.put(
    "/plans/{uuid:plan_id}/items/{uuid:item_id}/goal",
    response={200: outputs.ItemOut, **WRITING},
    summary="Say which goal an item serves",
)
def put_item_goal(
    request: HttpRequest, plan_id: UUID, item_id: UUID, serving: ServingInput
) -> outputs.ItemOut:
    item = item_of(request, plan_id, item_id)
    serve(item, serving.goal, by=caller(request), at=clock.now())
    return item_as_it_is(item)


@router.put(
    "/actions/{uuid:action_id}/goal",
    response={200: outputs.ActionOut, **WRITING},
    summary="Say which goal an action item serves",
)
def put_action_goal(
    request: HttpRequest, action_id: UUID, serving: ServingInput
) -> outputs.ActionOut:
    served = serve_action(action_id, serving.goal, by=caller(request), at=clock.now())
    return shapes.action(served)
