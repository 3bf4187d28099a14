"""What a plan asks after, what became of it, and what was let go."""

from typing import Annotated
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Query, Router

from romanesco.api import outputs
from romanesco.api.answers import FINDING, WRITING
from romanesco.api.bearer import caller
from romanesco.api.loop_shapes import (
    ChallengeOut,
    ChallengeOutcomeInput,
    HopeOut,
    HopeOutcomeInput,
    LetGoOut,
    LetGoPage,
    LettingGoInput,
    LoopOut,
)
from romanesco.api.plans import item_as_it_is, item_of, opened
from romanesco.api.problems import Problem
from romanesco.base import clock
from romanesco.journey import letting_go
from romanesco.pairs.queries import pair_for
from romanesco.plans.challenges import asked_after, settle_challenge
from romanesco.plans.hopes import settle_hope
from romanesco.plans.queries import last_hopes

router = Router(tags=["loop"])
A_PAGE = 100


@router.get(
    "/plans/{uuid:plan_id}/loop",
    response={200: LoopOut, **FINDING},
    summary="What a plan asks after: hopes of last time, and challenges seen coming",
)
def get_loop(request: HttpRequest, plan_id: UUID) -> LoopOut:
    plan = opened(request, plan_id)
    return LoopOut(
        hopes=[HopeOut.of(hope) for hope in last_hopes(plan)],
        challenges=[ChallengeOut.of(challenge) for challenge in asked_after(plan)],
    )


@router.put(
    "/hopes/{uuid:hope_id}/outcome",
    response={200: HopeOut, **WRITING},
    summary="Say what became of a hope, or take it back",
)
def put_hope_outcome(request: HttpRequest, hope_id: UUID, said: HopeOutcomeInput) -> HopeOut:
    return HopeOut.of(settle_hope(hope_id, said.outcome or "", by=caller(request), at=clock.now()))


@router.put(
    "/challenges/{uuid:challenge_id}/outcome",
    response={200: ChallengeOut, **WRITING},
    summary="Say what became of something that was seen coming, or take it back",
)
def put_challenge_outcome(
    request: HttpRequest, challenge_id: UUID, said: ChallengeOutcomeInput
) -> ChallengeOut:
    return ChallengeOut.of(
        settle_challenge(challenge_id, said.outcome or "", by=caller(request), at=clock.now())
    )


@router.post(
    "/plans/{uuid:plan_id}/items/{uuid:item_id}/letting-go",
    response={200: outputs.ItemOut, **WRITING},
    summary="Let a topic go, or take it up again: it moves to the next plan",
)
def post_letting_go(
    request: HttpRequest, plan_id: UUID, item_id: UUID, mark: LettingGoInput
) -> outputs.ItemOut:
    item = item_of(request, plan_id, item_id)
    change = letting_go.let_topic_go if mark.let_go else letting_go.take_topic_up_again
    return item_as_it_is(change(item, by=caller(request), at=clock.now()))


@router.get(
    "/pairs/{uuid:pair_id}/let-go",
    response={200: LetGoPage, **FINDING, 422: Problem},
    summary="What was let go",
)
def get_let_go(
    request: HttpRequest, pair_id: UUID, page: Annotated[int, Query(ge=1, le=1000)] = 1
) -> LetGoPage:
    person = caller(request)
    rows = letting_go.let_go_by(pair_for(person, pair_id), person)
    pages = Paginator(rows, A_PAGE)
    found = pages.page(page).object_list if page <= pages.num_pages else []
    return LetGoPage(found=[LetGoOut.model_validate(row) for row in found], pages=pages.num_pages)
