"""What the API says when it will not: problem JSON (RFC 9457), with a code that stays the same."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, Field

from romanesco.base.errors import Refused

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"

NOT_FOUND = "There is no such thing, or it is not yours to see."
NO_TOKEN = "Send a personal token as “Authorization: Bearer …”. You make one on your settings page."  # noqa: S105
BAD_TOKEN = "This token is unknown or was revoked. Make another on your settings page."  # noqa: S105
WHAT_TO_DO = {
    "extra_forbidden": "This field is not known here. Leave it out.",
    "missing": "This field is needed.",
}


class Flaw(BaseModel):
    """One value that cannot be taken."""

    pointer: str = Field(description="A JSON pointer into the request's body (RFC 6901).")
    detail: str = Field(description="What is wrong with it, for a person.")


class Problem(BaseModel):
    """Why something was not done, and what to do about it."""

    type: str = Field(description="Always about:blank: `code` says which problem it is.")
    title: str = Field(description="The status in words.")
    status: int
    code: str = Field(description="Stable, for programs.")
    detail: str = Field(description="For a person.")
    errors: list[Flaw] | None = Field(None, description="The values that it is about, if any.")


def problem(
    status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    """A problem as a response."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)


def not_found(request: HttpRequest, error: Http404 | None = None) -> HttpResponse:
    """The one answer for what does not exist and for what is not this person's to see."""
    return problem(404, "not_found", NOT_FOUND)


def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """401, with the challenge that RFC 6750 asks for."""
    is_wrong = "Authorization" in request.headers
    response = problem(401, "not_signed_in", BAD_TOKEN if is_wrong else NO_TOKEN)
    invalid = ', error="invalid_token"' if is_wrong else ""
    response["WWW-Authenticate"] = f'Bearer realm="Romanesco"{invalid}'
    return response


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A rule that says no: 422 where a value is the reason, 409 where the moment is."""
    if error.field is None:
        return problem(409, error.code, error.message)
    flaw = {"pointer": f"#/{error.field}", "detail": error.message}
    return problem(422, error.code, error.message, [flaw])


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422, naming each field that cannot be taken."""
    flaws = [_flaw(one) for one in error.errors]
    return problem(422, "invalid_input", "Some of what was sent cannot be taken.", flaws)


def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The body is no JSON, or another thing that the framework itself refuses."""
    if error.status_code != HTTPStatus.BAD_REQUEST:
        return problem(error.status_code, "refused", HTTPStatus(error.status_code).phrase)
    return problem(400, "not_json", "The body is not JSON that can be read.")


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """500, with nothing of the exception in it."""
    logger.error("The API failed on %s", request.path, exc_info=error)
    return problem(500, "server_error", "Something failed on our side. Please try again later.")


def _flaw(error: Mapping[str, Any]) -> dict[str, str]:
    # The first two parts say "body" and the name of our own variable.
    place = "".join(f"/{_escaped(part)}" for part in error["loc"][2:])
    return {"pointer": f"#{place}", "detail": _words(error)}


def _escaped(part: object) -> str:
    return str(part)[:80].replace("~", "~0").replace("/", "~1")


def _words(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    if kind == "missing" and len(error["loc"]) <= 2:
        return "A JSON object is needed as the body."
    return WHAT_TO_DO.get(kind) or f"{str(error['msg']).removeprefix('Value error, ')}."
