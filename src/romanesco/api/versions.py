"""Plans as they were: when shared, and wrapped up."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from romanesco.api import outputs
from romanesco.api.answers import FINDING
from romanesco.api.bearer import caller
from romanesco.api.plans import MARKDOWN, opened
from romanesco.api.version_shapes import version_as_markdown, version_whole
from romanesco.plans.versions import version_of, versions_of

router = Router(tags=["plans"])
_VERSIONS = "/plans/{uuid:plan_id}/versions"


@router.get(
    _VERSIONS,
    response={200: list[outputs.VersionSummary], **FINDING},
    summary="The versions that are kept of a plan",
)
def get_versions(request: HttpRequest, plan_id: UUID) -> list[outputs.VersionSummary]:
    found = versions_of(opened(request, plan_id).id)
    return [
        outputs.VersionSummary.model_validate({"name": one.name, "kept_at": one.kept_at})
        for one in found
    ]


@router.get(
    _VERSIONS + "/{name}.md",
    response={200: None, **FINDING},
    summary="A version of a plan as Markdown",
    openapi_extra=MARKDOWN,
)
def get_version_markdown(request: HttpRequest, plan_id: UUID, name: str) -> HttpResponse:
    plan = opened(request, plan_id)
    text = version_as_markdown(plan, version_of(plan, name), caller(request))
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


@router.get(
    _VERSIONS + "/{name}",
    response={200: outputs.VersionOut, **FINDING},
    summary="A plan as it was when shared, or as it was wrapped up",
)
def get_version(request: HttpRequest, plan_id: UUID, name: str) -> outputs.VersionOut:
    plan = opened(request, plan_id)
    return version_whole(plan, version_of(plan, name), caller(request))
