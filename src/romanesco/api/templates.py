"""What a plan could be made of, and giving it another structure."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from romanesco.agreements.queries import rules_of
from romanesco.api import outputs, shapes
from romanesco.api.answers import FINDING, WRITING
from romanesco.api.bearer import caller
from romanesco.api.inputs import Input, Text
from romanesco.api.plans import opened
from romanesco.base import clock
from romanesco.journey.another_structure import take_structure
from romanesco.plans.queries import plan_for
from romanesco.plans.shipped import shipped
from romanesco.plans.structure import own_structure
from romanesco.plans.template import Structure
from romanesco.plans.templates import templates_for

router = Router(tags=["templates"])


class QuestionOut(BaseModel):
    """One question of a template."""

    prompt: str
    purpose: str = Field(description="What it is for, however it is worded: hopes, wins, …; or “”.")


class TemplateOut(BaseModel):
    """What a plan may be made of."""

    template: str = Field(description="The name of one that ships, or the id of one's own.")
    name: str
    about: str = Field(description="What it is for; empty for one's own.")
    whose: Literal["pair", "you", "everybody"]
    in_use: bool = Field(description="Whether this plan was made of it.")
    questions: list[QuestionOut]


class TemplateInput(Input):
    """Another structure for a plan."""

    template: Text = Field(description="The name of one that ships, or the id of one's own.")


@router.get(
    "/plans/{uuid:plan_id}/templates",
    response={200: list[TemplateOut], **FINDING},
    summary="What the plan could be made of: the pair's, your own, and those that ship",
)
def list_templates(request: HttpRequest, plan_id: UUID) -> list[TemplateOut]:
    person, plan = caller(request), opened(request, plan_id)
    pair = plan.session.pair
    cadence = rules_of(pair).cadence
    own = [
        _template(own_structure(one, cadence), "pair" if one.pair_id else "you", plan.template)
        for one in templates_for(person, pair)
    ]
    return own + [_template(one, "everybody", plan.template) for one in shipped(cadence)]


@router.put(
    "/plans/{uuid:plan_id}/template",
    response={200: outputs.PlanOut, **WRITING},
    summary="Give the plan another structure; what is written stays, and so do topics",
)
def put_template(request: HttpRequest, plan_id: UUID, wanted: TemplateInput) -> outputs.PlanOut:
    person, plan = caller(request), opened(request, plan_id)
    take_structure(plan, wanted.template, by=person, at=clock.now())
    return shapes.plan_whole(plan_for(person, plan_id), person)


def _template(
    one: Structure, whose: Literal["pair", "you", "everybody"], in_use: str
) -> TemplateOut:
    asked = [QuestionOut(prompt=each.prompt, purpose=each.purpose) for each in one.questions]
    return TemplateOut(
        template=one.key,
        name=one.name,
        about=one.about,
        whose=whose,
        in_use=one.key == in_use,
        questions=asked,
    )
