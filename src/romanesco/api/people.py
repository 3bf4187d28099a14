"""GET /api/me."""

from django.http import HttpRequest
from ninja import Router

from romanesco.api import outputs, shapes
from romanesco.api.answers import READING
from romanesco.api.bearer import caller

router = Router(tags=["people"])


@router.get("/me", response={200: outputs.Me, **READING}, summary="Who you are")
def get_me(request: HttpRequest) -> outputs.Me:
    return shapes.me(caller(request))
