"""Finding words again."""

from collections.abc import Collection
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from romanesco.api.answers import FINDING, READING
from romanesco.api.bearer import caller
from romanesco.api.problems import Problem
from romanesco.api.search_outputs import SearchOut
from romanesco.base import clock
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for, pairs_of
from romanesco.people.models import Person
from romanesco.search import asking
from romanesco.search.results import Place, Result, search

router = Router(tags=["search"])

type Words = Annotated[
    str,
    Query(
        description="All of them have to be there; the last may go on; “several in this order” "
        "between quotation marks."
    ),
]
type PageNumber = Annotated[int, Query(ge=1, le=1000)]


@router.get(
    "/search",
    response={200: SearchOut, **READING, 422: Problem},
    summary="What was said, in all of your pairs",
)
def search_all(request: HttpRequest, q: Words, page: PageNumber = 1) -> dict[str, Any]:
    person = caller(request)
    return _found(person, list(pairs_of(person)), q, page)


@router.get(
    "/pairs/{uuid:pair_id}/search",
    response={200: SearchOut, **FINDING, 422: Problem},
    summary="What was said in a pair",
)
def search_pair(
    request: HttpRequest, pair_id: UUID, q: Words, page: PageNumber = 1
) -> dict[str, Any]:
    person = caller(request)
    return _found(person, [pair_for(person, pair_id)], q, page)


def _found(person: Person, pairs: Collection[Pair], q: str, number: int) -> dict[str, Any]:
    page = search(person, pairs, asking.asked(q), at=clock.now(), page=number)
    return {
        "results": [_result(one) for one in page.results],
        "page": page.number,
        "pages": page.pages,
        "total": page.total,
    }


def _result(one: Result) -> dict[str, Any]:
    return {
        "pair": one.pair.id,
        "session": one.plan.session_id if one.plan else None,
        "plan": one.plan.id if one.plan and one.may_see_plan else None,
        "at": one.at,
        "places": [_place(place) for place in one.places],
        "more": one.more,
    }


def _place(place: Place) -> dict[str, Any]:
    pieces = [{"text": piece.text, "marked": piece.is_marked} for piece in place.excerpt]
    return {"kind": place.kind, "id": place.of, "under": place.under, "excerpt": pieces}
