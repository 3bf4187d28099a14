"""Signing up and in: allauth's machinery behind our own few pages."""

from typing import Any

from allauth.account import views
from allauth.account.utils import get_login_redirect_url
from allauth.core.internal.ratelimit import consume_or_429
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from romanesco.base import clock
from romanesco.people.proof import is_proven, prove_address
from romanesco.people.sign_up import sign_up as make_person
from romanesco.web.entrance import Anew, Page, entrance, where_mail_is_set_up, with_next
from romanesco.web.forms.account import AskForCodeForm, CodeForm, SignInForm, SignUpForm
from romanesco.web.passkeys_work import passkeys_work
from romanesco.web.signing_up import finish, keep_applicant


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
    if form.is_valid() and (too_many := _too_many_with(request, form.applicant.email)):
        return too_many
    if form.is_valid() and form.cleaned_data["means"] == "passkey" and passkeys_work(request):
        keep_applicant(request, form.applicant)
        return redirect(with_next(request, "sign_up_passkey"))
    if not form.is_valid() or not form.cleaned_data["password"]:
        return _sign_up_page(request, form, status=422)
    person = make_person(form.applicant, form.cleaned_data["password"], at=clock.now())
    return finish(request, person, method="password")


def _too_many_with(request: HttpRequest, address: str) -> HttpResponse | None:
    """Counts every try alike, whether there is an account with the address or not."""
    found: HttpResponse | None = consume_or_429(
        request, app="allauth.account", action="signup_address", key=address
    )
    return found


def _sign_up_page(request: HttpRequest, form: SignUpForm, *, status: int = 200) -> HttpResponse:
    context = {**entrance(request), "form": form}
    return render(request, "account/signup.html", context, status=status)


class SignIn(Page, Anew, views.LoginView):
    form_class: Any = SignInForm


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
                "Your address is proven now. A password or passkey from before counts no longer; "
                "set a new one in your settings.",
            )
        response: HttpResponse = super()._verify_form_valid(form)
        return response


urls = [
    path("account/signup/", sign_up, name="account_signup"),
    path("account/login/", SignIn.as_view(), name="account_login"),
    path("account/logout/", views.logout, name="account_logout"),
    path("account/inactive/", views.account_inactive, name="account_inactive"),
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
