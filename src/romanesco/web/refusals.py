"""What a page says when it will not, or cannot: kind words, no exception's text."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
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
        response = self.get_response(request)
        if response.status_code == 405 and not request.path.startswith("/api/"):
            page = render(request, "refusals/not_a_page.html", status=405)
            page.headers["Allow"] = response.headers.get("Allow", "")
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused) or request.path.startswith("/api/"):
            return None
        if request.headers.get("HX-Request"):
            return render(request, "refusals/words.html", {"words": error.message}, status=409)
        messages.warning(request, error.message)
        return redirect(_back(request) or "home")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """One page for what does not exist and for what is not yours to see."""
    if request.path.startswith("/api/"):
        return _problem(404, "not_found", "There is no such thing, or it is not yours to see.")
    return render(request, "refusals/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(400, "bad_request", "This request could not be read.")
    return render(request, "refusals/bad_request.html", status=400)


def too_many(request: HttpRequest) -> HttpResponse:
    """Slowed down: too many tries in a short while."""
    if request.path.startswith("/api/"):
        return _problem(429, "too_many_requests", "Too many requests. Wait a minute.")
    return render(request, "refusals/too_many.html", status=429)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "refusals/forbidden.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose login or page is too old. What was typed is still in the browser."""
    words = "This page is from before you signed in or out. Load it again, then send it once more."
    if request.headers.get("HX-Request"):
        return render(request, "refusals/words.html", {"words": words}, status=403)
    context = {"back": _back(request), "words": words}
    return render(request, "refusals/stale_form.html", context, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(500, "server_error", "Something failed on our side.")
    # Without the request: what failed may well be what the frame would ask for.
    return HttpResponse(render_to_string("refusals/server_error.html"), status=500)


def _back(request: HttpRequest) -> str:
    """The page of ours that this request came from, or nothing; never round in a circle."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return ""
    is_same_page = request.method != "POST" and urlsplit(back).path == request.path
    return "" if is_same_page else back


def _problem(status: int, code: str, detail: str) -> JsonResponse:
    body = {
        "type": "about:blank",
        "title": detail,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
