"""The caller's pairs."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from romanesco.api import outputs, shapes
from romanesco.api.answers import FINDING, READING
from romanesco.api.bearer import caller
from romanesco.pairs.queries import pair_for, pairs_of

router = Router(tags=["pairs"])


@router.get("/pairs", response={200: list[outputs.PairSummary], **READING}, summary="Your pairs")
def list_pairs(request: HttpRequest) -> list[outputs.PairSummary]:
    person = caller(request)
    return [shapes.pair_summary(pair, person) for pair in pairs_of(person)]


@router.get(
    "/pairs/{uuid:pair_id}",
    response={200: outputs.PairOut, **FINDING},
    summary="A pair, its agreement in force, and its sessions",
)
def get_pair(request: HttpRequest, pair_id: UUID) -> outputs.PairOut:
    person = caller(request)
    return shapes.pair_whole(pair_for(person, pair_id), person)
