"""Plans: reading, writing, sharing."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.responses import Status

from romanesco.actions.operations import Promise
from romanesco.api import outputs, shapes
from romanesco.api.answers import DOING, FINDING, WRITING
from romanesco.api.bearer import caller
from romanesco.api.inputs import ActionInput, BodyInput, DiscussionInput, TopicInput
from romanesco.base import clock
from romanesco.base.errors import NotFound, Refused
from romanesco.journey.promise import add_promise
from romanesco.plans import document, operations
from romanesco.plans.body import Body, BodyRefused
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import item_for, plan_for
from romanesco.plans.sharing import NotYoursToShare
from romanesco.takeout.bringing_back import bring_back
from romanesco.takeout.plan_reading import decoded
from romanesco.takeout.plan_text import plan_as_markdown
from romanesco.ydocs import store

router = Router(tags=["plans"])
MARKDOWN = {
    "responses": {200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}},
}
MARKDOWN_IN = {
    "requestBody": {
        "required": True,
        "content": {"text/markdown": {"schema": {"type": "string"}}},
    },
}


@router.get(
    "/plans/{uuid:plan_id}",
    response={200: outputs.PlanOut, **FINDING},
    summary="A plan as you may see it now",
)
def get_plan(request: HttpRequest, plan_id: UUID) -> outputs.PlanOut:
    return shapes.plan_whole(opened(request, plan_id), caller(request))


@router.get(
    "/plans/{uuid:plan_id}.md",
    response={200: None, **FINDING},
    summary="A plan as Markdown",
    openapi_extra=MARKDOWN,
)
def get_plan_markdown(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    text = plan_as_markdown(opened(request, plan_id), caller(request))
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


@router.put(
    "/plans/{uuid:plan_id}.md",
    response={200: outputs.ReturnedOut, **WRITING},
    summary="Bring back a plan's Markdown that was edited elsewhere; it is merged",
    openapi_extra=MARKDOWN_IN,
)
def put_plan_markdown(request: HttpRequest, plan_id: UUID) -> outputs.ReturnedOut:
    plan = opened(request, plan_id)
    words = decoded(request.body)
    found = bring_back(plan, words, by=caller(request), at=clock.now())
    return outputs.ReturnedOut.model_validate(asdict(found))


@router.put(
    "/plans/{uuid:plan_id}/items/{uuid:item_id}/body",
    response={200: outputs.ItemOut, **WRITING},
    summary="Replace what stands under an item",
)
def put_body(
    request: HttpRequest, plan_id: UUID, item_id: UUID, change: BodyInput
) -> outputs.ItemOut:
    item = item_of(request, plan_id, item_id)
    body = _body(change.body)
    operations.replace_body(item, body, by=caller(request), at=clock.now())
    return item_as_it_is(item)


@router.post(
    "/plans/{uuid:plan_id}/items",
    response={201: outputs.ItemOut, **WRITING},
    summary="Add a topic",
)
def post_item(request: HttpRequest, plan_id: UUID, topic: TopicInput) -> Status[outputs.ItemOut]:
    plan = opened(request, plan_id)
    body = _body(topic.body)
    by, at = caller(request), clock.now()
    item = operations.add_topic(plan, topic.prompt, by=by, at=at, body=body)
    return Status(201, item_as_it_is(item))


@router.post(
    "/plans/{uuid:plan_id}/items/{uuid:item_id}/discussion",
    response={200: outputs.ItemOut, **WRITING},
    summary="Tick an item as discussed, or keep it for next time",
)
def post_discussion(
    request: HttpRequest, plan_id: UUID, item_id: UUID, mark: DiscussionInput
) -> outputs.ItemOut:
    item = item_of(request, plan_id, item_id)
    operations.discuss(item, is_discussed=mark.discussed, by=caller(request), at=clock.now())
    return item_as_it_is(item)


@router.post(
    "/plans/{uuid:plan_id}/actions",
    response={201: outputs.ActionOut, **WRITING},
    summary="Note an action item",
)
def post_action(
    request: HttpRequest, plan_id: UUID, promise: ActionInput
) -> Status[outputs.ActionOut]:
    plan = opened(request, plan_id)
    words = Promise(promise.text, promise.owner, promise.due_on, promise.item, promise.goal)
    action = add_promise(plan, words, by=caller(request), at=clock.now())
    return Status(201, shapes.action(action))


@router.post(
    "/plans/{uuid:plan_id}/sharing",
    response={201: outputs.PlanOut, 200: outputs.PlanOut, **DOING},
    summary="Share the plan now; 200 when it is shared already",
)
def post_sharing(request: HttpRequest, plan_id: UUID) -> Status[outputs.PlanOut]:
    person, plan = caller(request), opened(request, plan_id)
    if plan.shared_at is not None:
        return Status(200, shapes.plan_whole(plan, person))
    try:
        shared = operations.share(plan, by=person, at=clock.now())
    except NotYoursToShare:
        plan = plan_for(person, plan_id)
        if plan.shared_at is None:
            raise
        return Status(200, shapes.plan_whole(plan, person))  # another was first
    return Status(201, shapes.plan_whole(shared, person))


@router.delete(
    "/plans/{uuid:plan_id}/sharing",
    response={200: outputs.PlanOut, **DOING},
    summary="Take the sharing back, until your partner has opened the plan",
)
def delete_sharing(request: HttpRequest, plan_id: UUID) -> outputs.PlanOut:
    person, plan = caller(request), opened(request, plan_id)
    draft = operations.withdraw_sharing(plan, by=person, at=clock.now())
    return shapes.plan_whole(draft, person)


def opened(request: HttpRequest, plan_id: UUID) -> Plan:
    """The plan, opened by this person: marked first and read then, so that whoever has read it
    has kept the sharing from being taken back. Raises NotFound."""
    person = caller(request)
    operations.mark_opened(plan_id, by=person, at=clock.now())
    return plan_for(person, plan_id)


def item_of(request: HttpRequest, plan_id: UUID, item_id: UUID) -> AgendaItem:
    """An item that stands on the plan, which is opened by this. Raises NotFound."""
    opened(request, plan_id)
    item = item_for(caller(request), plan_id, item_id)
    if item.removed_at is not None:
        raise NotFound
    return item


def item_as_it_is(item: AgendaItem) -> outputs.ItemOut:
    fresh = AgendaItem.objects.select_related("plan").get(id=item.id)
    return shapes.item(fresh, document.body_of(store.load(fresh.plan.document_id), fresh.id))


def _body(markdown: str) -> Body:
    try:
        return markdown_to_body(markdown)
    except BodyRefused as error:
        raise TextRefused(error.message) from None


class TextRefused(Refused):
    code = BodyRefused.code
    field = BodyRefused.field
