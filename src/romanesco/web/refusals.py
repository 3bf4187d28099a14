"""What a page says when it will not, or cannot: kind words, no exception's text."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from romanesco.base.errors import Refused

type Responder = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """A Refused that no form has caught goes back to the page it came from, as a message.

    A page asked for by script (htmx) gets the words alone, with status 409.
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused) or request.path.startswith("/api/"):
            return None
        if request.headers.get("HX-Request"):
            return render(request, "refusals/words.html", {"words": error.message}, status=409)
        messages.warning(request, error.message)
        back = request.headers.get("Referer", "")
        if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
            return redirect(back)
        return redirect("home")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """One page for what does not exist and for what is not yours to see."""
    if request.path.startswith("/api/"):
        return _problem(404, "not_found", "There is no such thing, or it is not yours to see.")
    return render(request, "refusals/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(400, "bad_request", "This request could not be read.")
    return render(request, "refusals/bad_request.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "refusals/forbidden.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose login or page is too old. What was typed is still in the browser."""
    return render(request, "refusals/stale_form.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(500, "server_error", "Something failed on our side.")
    return render(request, "refusals/server_error.html", status=500)


def _problem(status: int, code: str, detail: str) -> JsonResponse:
    body = {"type": "about:blank", "title": detail, "status": status, "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")
