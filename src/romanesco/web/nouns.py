"""State changes: addresses that are nouns and take a POST."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from romanesco.web.signed_in import person_of

type View = Callable[..., HttpResponse]
type Page = Callable[..., str]
"""The address of the page that has the form, asked for as a person: it raises NotFound."""

SIGNED_OUT = "You are signed out. Sign in again; what you typed still stands here."


def noun(page: Page) -> Callable[[View], View]:
    """A view for POST by somebody signed in; the view is called with the person.

    A GET leads to `page`: whoever signs in again after a POST comes back by GET.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **ids: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _signed_out(request)
            person = person_of(request)
            if request.method in ("GET", "HEAD"):
                return redirect(page(person, **ids))
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            return view(request, person, **ids)

        return answer

    return decorate


def is_enhanced(request: HttpRequest) -> bool:
    """Whether a script sent this and wants a plain answer, not a page."""
    accepts = request.headers.get("Accept", "text/html")
    return "HX-Request" in request.headers or "text/html" not in accepts


def done(request: HttpRequest, page: str) -> HttpResponse:
    """A script hears "done"; a plain form goes back to its page."""
    return HttpResponse(status=204) if is_enhanced(request) else redirect(page)


def words(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _signed_out(request: HttpRequest) -> HttpResponse:
    if is_enhanced(request):
        return words(SIGNED_OUT, 401)
    return redirect_to_login(request.get_full_path())


def came_from(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that held the form, or else another one."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return page if is_ours else otherwise


def typed(request: HttpRequest, name: str) -> str:
    """A text as it was typed: line ends as one character, none that a database refuses."""
    text = request.POST.get(name, "").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x00", "")
