"""Settings, API tokens, ending logins, and the link that signs a demo visitor in."""

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from romanesco.base import clock
from romanesco.journey.relocate import describe
from romanesco.mail import demo_mode
from romanesco.people.api_tokens import TooManyTokens, make_token
from romanesco.people.api_tokens import revoke_token as revoke
from romanesco.people.logins import end_other_logins
from romanesco.people.operations import About
from romanesco.people.passkeys import Passkey, has_means
from romanesco.people.sign_in import AccountAdapter
from romanesco.people.sign_in_links import person_for_link
from romanesco.people.time_away import ahead
from romanesco.web.forms.people import AboutYouForm, TokenForm
from romanesco.web.forms.refused import say
from romanesco.web.passkeys_work import passkeys_work
from romanesco.web.signed_in import person_of
from romanesco.web.times_away import span_in_words


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if request.method != "POST":
        return _settings_page(request, AboutYouForm(initial=AboutYouForm.told_of(person)))
    form = AboutYouForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, form, status=422)
    describe(person, About(**form.cleaned_data), at=clock.now())
    messages.success(request, "Saved.")
    return redirect("settings")


def _settings_page(request: HttpRequest, form: AboutYouForm, *, status: int = 200) -> HttpResponse:
    person = person_of(request)
    context = {
        "form": form,
        "passkeys": Passkey.all_of(person),
        "passkeys_work": passkeys_work(request),
        "has_means": has_means(person),
        "has_outbox": demo_mode.is_on(),
        "tokens": person.api_tokens.filter(revoked_at=None).count(),
        "times_away": [
            span_in_words(time.from_on, time.until_on) for time in ahead(person, at=clock.now())
        ],
    }
    return render(request, "people/settings.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """GET lists; POST makes one and shows its secret, this once."""
    if request.method != "POST":
        return _tokens_page(request, TokenForm())
    form = TokenForm(request.POST)
    if form.is_valid():
        label = form.cleaned_data["label"]
        try:
            _, secret = make_token(label, by=person_of(request), at=clock.now())
            return _tokens_page(request, TokenForm(), secret=secret)
        except TooManyTokens as refusal:
            say(refusal, form)
    return _tokens_page(request, form, status=422)


def _tokens_page(
    request: HttpRequest, form: TokenForm, *, secret: str = "", status: int = 200
) -> HttpResponse:
    mine = person_of(request).api_tokens.filter(revoked_at=None).order_by("-created_at")
    context = {"form": form, "tokens": mine, "secret": secret}
    return render(request, "people/tokens.html", context, status=status)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    revoke(token_id, by=person_of(request), at=clock.now())
    messages.success(request, "The token is revoked. Whatever used it is out.")
    return redirect("tokens")


@login_required
@require_POST
def end_logins(request: HttpRequest) -> HttpResponse:
    end_other_logins(person_of(request), keep=request.session)
    messages.success(request, "You are signed out everywhere but here.")
    return redirect("settings")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: opening it consumes nothing, the button signs in."""
    person = person_for_link(token, at=clock.now())
    if request.method != "POST":
        return render(request, "people/sign_in_link.html", {"person": person})
    AccountAdapter(request).login(request, person)
    record_authentication(request, person, method="link")
    return redirect("home")


urls = [
    path("settings/", settings, name="settings"),
    path("settings/tokens/", tokens, name="tokens"),
    path("settings/tokens/<uuid:token_id>/revocation", revoke_token, name="revoke_token"),
    path("settings/logins/ending", end_logins, name="end_logins"),
    path("sign-in-links/<str:token>/", sign_in_link, name="sign_in_link"),
]
