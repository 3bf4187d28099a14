"""Passkeys: signing up and in by one, proving again who one is, adding and removing."""

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from allauth.core.internal.ratelimit import consume_or_429
from allauth.mfa.webauthn import views as allauth_views
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from romanesco.base import clock
from romanesco.people.passkeys import remove_passkey as remove
from romanesco.people.passkeys import require_room
from romanesco.people.sign_up import add_passkey as add
from romanesco.people.sign_up import sign_up
from romanesco.web.entrance import Page, entrance, lately_signed_in, with_next
from romanesco.web.forms.passkeys import (
    UNKNOWN,
    NewPasskeyForm,
    PasskeyConfirmForm,
    PasskeySignInForm,
)
from romanesco.web.passkeys_work import passkeys_work
from romanesco.web.signed_in import person_of
from romanesco.web.signing_up import finish, kept_applicant


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_passkey(request: HttpRequest) -> HttpResponse:
    """The second step of signing up: the account is made together with its passkey, or not."""
    applicant = kept_applicant(request)
    if applicant is None or request.user.is_authenticated:
        return redirect(with_next(request, "account_signup"))
    form = NewPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = sign_up(applicant, form.passkey, at=clock.now())
        return finish(request, person, method="passkey")
    context = {"form": form, "options": auth.begin_registration(applicant.as_person(), True)}
    status = 422 if form.is_bound else 200
    context |= {**entrance(request), "applicant": applicant}
    return render(request, "mfa/webauthn/signup_form.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """GET by script: a challenge as JSON. POST: the answer to it, which signs in."""
    if request.method != "POST":
        if request.headers.get("Accept") != "application/json":
            return redirect(with_next(request, "account_login"))
        return JsonResponse(_plain(auth.begin_authentication(user=None)))
    if too_many := consume_or_429(request, app="allauth.mfa", action="webauthn_login"):
        return too_many
    form = PasskeySignInForm(request.POST)
    if not form.is_valid():
        messages.warning(request, UNKNOWN)
        return redirect(with_next(request, "account_login"))
    passkey = form.cleaned_data["credential"]
    login = Login(user=passkey.user, redirect_url=None)
    response: HttpResponse = flows.perform_passwordless_login(request, passkey, login)
    return response


@never_cache
@lately_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    require_room(person)
    form = NewPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add(person, form.passkey)
        get_adapter(request).send_notification_mail("mfa/email/webauthn_added", person)
        messages.success(request, "The passkey is yours now. Sign in with it next time.")
        return redirect("settings")
    context = {"form": form, "passkeys_work": passkeys_work(request)}
    context["options"] = auth.begin_registration(person, True)
    status = 422 if form.is_bound else 200
    return render(request, "mfa/webauthn/add_form.html", context, status=status)


@lately_signed_in
@require_POST
def remove_passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    person = person_of(request)
    remove(passkey_id, by=person)
    get_adapter(request).send_notification_mail("mfa/email/webauthn_removed", person)
    messages.success(request, "The passkey is removed. Delete it on your device as well.")
    return redirect("settings")


class ConfirmWithPasskey(Page, allauth_views.ReauthenticateWebAuthnView):
    form_class: Any = PasskeyConfirmForm

    def form_invalid(self, form: Any) -> HttpResponse:
        context = self.get_context_data(form=form)
        response: HttpResponse = self.render_to_response(context, status=422)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        flows.reauthenticate(self.request, form.cleaned_data["credential"])
        return resume_request(self.request) or redirect("settings")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context = super().get_context_data(**more)
        return {**context, "form": more.get("form") or context["form"]}


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    """Options as JSON knows them."""
    plain: dict[str, Any] = json.loads(json.dumps(options, default=dict))
    return plain


urls = [
    path("account/signup/passkey/", sign_up_passkey, name="sign_up_passkey"),
    path("account/login/passkey/", sign_in_by_passkey, name="mfa_login_webauthn"),
    path(
        "account/reauthenticate/passkey/",
        login_required(ConfirmWithPasskey.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/passkeys/add/", add_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/<int:passkey_id>/removal", remove_passkey, name="mfa_remove_webauthn"),
]
