"""The page about one's own calendar: a link to subscribe to, and an account to write into."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from romanesco.base import clock
from romanesco.calendars.accounts import account_of
from romanesco.calendars.feed import feed_of, token_of
from romanesco.calendars.models import Feed
from romanesco.people.models import Person
from romanesco.web.forms.own_calendar import ChooseForm, ConnectForm, DisconnectForm, PasswordForm
from romanesco.web.own_calendar_words import trouble, writes
from romanesco.web.signed_in import person_of

PASSWORD_HELPS = {"wrong_password", "password_needed"}


def calendar_page(request: HttpRequest, status: int = 200, **refused: Form) -> HttpResponse:
    """The page; with a form that could not be taken, by its name, as it was typed: status 422,
    where no other is told."""
    person = person_of(request)
    feed = feed_of(person)
    context = {
        "feed": feed,
        **(_addresses(feed) if feed else {}),
        **_own_calendar(person),
        **refused,
        "is_choosing": "choose_form" in refused,
    }
    if refused and status == 200:
        status = 422
    return render(request, "calendars/settings.html", context, status=status)


def _addresses(feed: Feed) -> dict[str, str]:
    address = settings.PUBLIC_URL + reverse("calendar_feed", args=[token_of(feed)])
    parts = urlsplit(address)
    return {"address": address, "webcal": parts._replace(scheme="webcal").geturl()}


def _own_calendar(person: Person) -> dict[str, Any]:
    account = account_of(person)
    if account is None:
        return {"account": None, "connect_form": ConnectForm()}
    return {
        "account": account,
        "trouble": trouble(account, person, at=clock.now()),
        "writes": writes(account, person),
        "needs_password": account.failure in PASSWORD_HELPS,
        "choose_form": ChooseForm.of(account),
        "password_form": PasswordForm(),
        "disconnect_form": DisconnectForm(initial={"take_out": True}),
    }
