"""What was promised."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from romanesco.actions.operations import complete
from romanesco.api import outputs, shapes
from romanesco.api.answers import WRITING
from romanesco.api.bearer import caller
from romanesco.api.inputs import CompletionInput
from romanesco.base import clock

router = Router(tags=["actions"])


@router.post(
    "/actions/{uuid:action_id}/completion",
    response={200: outputs.ActionOut, **WRITING},
    summary="Tick an action item, or open it again",
)
def post_completion(
    request: HttpRequest, action_id: UUID, mark: CompletionInput
) -> outputs.ActionOut:
    done = complete(action_id, is_done=mark.done, by=caller(request), at=clock.now())
    return shapes.action(done)
