"""What every request goes through before and after its view."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt

from romanesco.api.problems import problem

type View = Callable[..., HttpResponse]
LARGEST = 1_048_576


def through_the_door(patterns: Sequence[Any]) -> list[URLPattern]:
    """The same addresses, each behind the door. A token comes with no form, and no cookie
    opens anything here, so there is nothing to forge."""
    for pattern in patterns:
        pattern.callback = csrf_exempt(_guarded(pattern.callback))
    return list(patterns)


def _guarded(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _unacceptable(request) or view(request, *args, **kwargs)
        if response.status_code == 405 and "Allow" in response:
            allowed = response["Allow"]
            response = problem(405, "method_not_allowed", f"Here one may only {allowed}.")
            response["Allow"] = allowed
        # What two people say to each other belongs in no cache on the way.
        response.setdefault("Cache-Control", "no-store")
        return response

    return guarded


def _unacceptable(request: HttpRequest) -> HttpResponse | None:
    """A refusal for a body that is too large, or is not said to be JSON."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if int(said) > LARGEST or (said == "0" and not _fits(request)):
        return problem(413, "too_large", "Up to 1 MiB fits in one request.")
    if request.body and request.content_type != _taken(request):
        words = f"Send the body as “Content-Type: {_taken(request)}”."
        return problem(415, "unsupported_media_type", words)
    return None


def _taken(request: HttpRequest) -> str:
    """A plan comes back as Markdown, everything else as JSON."""
    is_markdown = request.method == "PUT" and request.path.endswith(".md")
    return "text/markdown" if is_markdown else "application/json"


def _fits(request: HttpRequest) -> bool:
    """Read a body that came without its length (in chunks), and not beyond the limit."""
    body = request.read(LARGEST + 1)
    request._body = body  # noqa: SLF001 (Django reads it from there)
    return len(body) <= LARGEST


assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE >= LARGEST  # Django would refuse with a page
