"""The API as a whole: its operations, its refusals, and the promise that describes them."""

from typing import Any

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from romanesco.api import (
    actions,
    goals,
    loop,
    pairs,
    people,
    plans,
    problems,
    search,
    takeout,
    templates,
    versions,
)
from romanesco.api.bearer import PersonalToken
from romanesco.base.errors import Refused

DESCRIPTION = """\
Session plans, for the two people of a pair and their programs. Errors are RFC 9457 problem JSON.
What is not yours to see answers 404, exactly as what does not exist; so does a plan, to its
preparer's partner, before it is shared."""

ANSWERS: dict[type[Exception], Any] = {
    AuthenticationError: problems.not_signed_in,
    Http404: problems.not_found,
    HttpError: problems.unreadable,
    ValidationError: problems.invalid,
    Refused: problems.refused,
    Exception: problems.failed,
}


class RomanescoAPI(NinjaAPI):
    """Describes its refusals in the media type that they have."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for path in schema["paths"].values():
            for operation in path.values():
                _describe_refusals(operation["responses"])
        return schema


def _describe_refusals(responses: dict[int, Any]) -> None:
    for status, response in responses.items():
        content = response.get("content", {})
        if status >= 400 and "application/json" in content:
            content[problems.MEDIA_TYPE] = content.pop("application/json")


def made() -> NinjaAPI:
    """The API with every operation and every refusal in place."""
    api = RomanescoAPI(
        title="Romanesco",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        openapi_url="/openapi.json",
        auth=PersonalToken(),
    )
    for module in (
        people,
        pairs,
        plans,
        versions,
        search,
        actions,
        goals,
        loop,
        templates,
        takeout,
    ):
        api.add_router("", module.router)
    for kind, answer in ANSWERS.items():
        api.add_exception_handler(kind, answer)
    return api


api = made()
