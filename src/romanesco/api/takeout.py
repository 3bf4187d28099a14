"""All that one sees, as a zip."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from romanesco.api.answers import FINDING, READING
from romanesco.api.bearer import caller
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for
from romanesco.people.models import Person
from romanesco.takeout.gathering import records
from romanesco.takeout.packing import packed

router = Router(tags=["takeout"])
ZIP = {
    "responses": {
        200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
    },
}


@router.get(
    "/takeout.zip",
    response={200: None, **READING},
    summary="All that you see, as Markdown and as data",
    openapi_extra=ZIP,
)
def get_takeout(request: HttpRequest) -> HttpResponse:
    return _zip(caller(request), None)


@router.get(
    "/pairs/{uuid:pair_id}/takeout.zip",
    response={200: None, **FINDING},
    summary="What you see of one pair, as Markdown and as data",
    openapi_extra=ZIP,
)
def get_pair_takeout(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    person = caller(request)
    return _zip(person, [pair_for(person, pair_id)])


def _zip(person: Person, pairs: Iterable[Pair] | None) -> HttpResponse:
    with packed(records(person, pairs)) as file:
        return HttpResponse(file.read(), content_type="application/zip")
