"""Signing up, in and out, and passwords: allauth's machinery behind our own few pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.core.internal.ratelimit import consume_or_429
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from romanesco.base import clock
from romanesco.base.errors import NotFound
from romanesco.people.proof import is_proven, prove_address
from romanesco.people.sign_in import signed_in_lately
from romanesco.people.sign_up import sign_up as make_person
from romanesco.web.forms.account import (
    AskForCodeForm,
    AskForResetForm,
    ChangePasswordForm,
    CodeForm,
    ConfirmPasswordForm,
    NewPasswordForm,
    SignInForm,
    SignUpForm,
)
from romanesco.web.passkeys_work import passkeys_work
from romanesco.web.signing_up import finish, keep_applicant

type View = Callable[..., HttpResponseBase]


@never_cache
@sensitive_post_parameters("password")
def sign_up(request: HttpRequest) -> HttpResponse:
    """With a password the account is made here; with a passkey once the passkey is made."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    if request.method != "POST":
        return _sign_up_page(request, SignUpForm())
    if too_many := consume_or_429(request, app="allauth.account", action="signup"):
        return too_many
    form = SignUpForm(request.POST)
    if form.is_valid() and form.cleaned_data["means"] == "passkey" and passkeys_work(request):
        keep_applicant(request, form.applicant)
        return redirect(with_next(request, "sign_up_passkey"))
    if not form.is_valid() or not form.cleaned_data["password"]:
        return _sign_up_page(request, form, status=422)
    person = make_person(form.applicant, form.cleaned_data["password"], at=clock.now())
    return finish(request, person, method="password")


def _sign_up_page(request: HttpRequest, form: SignUpForm, *, status: int = 200) -> HttpResponse:
    context = {**entrance(request), "form": form}
    return render(request, "account/signup.html", context, status=status)


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


class SignIn(Page, Anew, views.LoginView):
    form_class: Any = SignInForm


class ConfirmWithPassword(Page, views.ReauthenticateView):
    form_class: Any = ConfirmPasswordForm


class ChangePassword(Page, views.PasswordChangeView):
    form_class: Any = ChangePasswordForm


class SetPassword(Page, views.PasswordSetView):
    form_class: Any = NewPasswordForm


class AskForReset(Page, views.PasswordResetView):
    form_class: Any = AskForResetForm


class ResetPassword(Page, views.PasswordResetFromKeyView):
    form_class: Any = NewPasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        """The letter came back, so the address is this person's own."""
        prove_address(self.reset_user)
        response: HttpResponse = super().form_valid(form)
        return response


class AskForCode(Page, Anew, views.RequestLoginCodeView):
    form_class: Any = AskForCodeForm


class ConfirmCode(Page, views.ConfirmLoginCodeView):
    form_class: Any = CodeForm

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        """The code came back, so the address is this person's own."""
        person = self._process.user
        if not is_proven(person):
            prove_address(person)
            messages.info(
                self.request,
                "Your address is proven now. A password or passkey from before counts no longer: "
                "set it anew here.",
            )
        response: HttpResponse = super()._verify_form_valid(form)
        return response


urls = [
    path("account/signup/", sign_up, name="account_signup"),
    path("account/login/", SignIn.as_view(), name="account_login"),
    path("account/logout/", views.logout, name="account_logout"),
    path("account/inactive/", views.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", ConfirmWithPassword.as_view(), name="account_reauthenticate"),
    path("account/password/change/", ChangePassword.as_view(), name="account_change_password"),
    path(
        "account/password/set/",
        lately_signed_in(SetPassword.as_view()),
        name="account_set_password",
    ),
    path(
        "account/password/reset/",
        where_mail_is_set_up(AskForReset.as_view()),
        name="account_reset_password",
    ),
    path(
        "account/password/reset/done/",
        where_mail_is_set_up(views.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "account/password/reset/<slug:uidb36>/<str:key>/",
        where_mail_is_set_up(ResetPassword.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        "account/login/code/",
        where_mail_is_set_up(AskForCode.as_view()),
        name="account_request_login_code",
    ),
    path(
        "account/login/code/confirm/",
        where_mail_is_set_up(ConfirmCode.as_view()),
        name="account_confirm_login_code",
    ),
]
