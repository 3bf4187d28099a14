"""What the pages about signing in share: where to go on to, and who may pass."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from romanesco.base.errors import NotFound
from romanesco.people.sign_in import signed_in_lately
from romanesco.web.passkeys_work import passkeys_work

type View = Callable[..., HttpResponseBase]


def entrance(request: HttpRequest) -> dict[str, Any]:
    """What the pages before the door share: where to go on to, and which means there are."""
    return {
        "next": get_next_redirect_url(request) or "",
        "passkeys_work": passkeys_work(request),
        "has_mail": settings.HAS_MAIL,
    }


def with_next(request: HttpRequest, name: str) -> str:
    """The address of a page, taking along where to go on to."""
    onward = get_next_redirect_url(request)
    return reverse(name) + (f"?{urlencode({'next': onward})}" if onward else "")


def lately_signed_in(view: View) -> View:
    """What changes how one signs in asks first for a proof that is younger than 15 minutes.

    Somebody with neither password nor passkey (they came by a link or a code) has to come that
    way again; allauth would let such a login pass, however old.
    """

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if signed_in_lately(request):
            return view(request, *args, **more)
        methods = get_adapter().get_reauthentication_methods(request.user)
        if methods:
            return flows.reauthentication.suspend_request(request, methods[0]["url"])
        return render(request, "account/sign_in_first.html", status=403)

    return guarded


def where_mail_is_set_up(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if not settings.HAS_MAIL:
            raise NotFound
        return view(request, *args, **more)

    return guarded


class Page:
    """Answers a form with errors by 422, and tells every page what `entrance` tells."""

    request: HttpRequest

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**more)  # type: ignore[misc]
        return {**context, **entrance(self.request)}


class Anew:
    """Coming back to a door begins again; a code that was asked for before is let go."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        clear_login(request)
