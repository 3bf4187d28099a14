"""Connecting one's own calendar, choosing it, writing into it again, and letting it go."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from romanesco.base import clock
from romanesco.base.errors import NotFound, Refused
from romanesco.calendars import accounts
from romanesco.calendars.models import CalendarAccount
from romanesco.people.models import Person
from romanesco.web.calendar_page import calendar_page
from romanesco.web.forms.own_calendar import ChooseForm, ConnectForm, DisconnectForm, PasswordForm
from romanesco.web.forms.refused import say
from romanesco.web.nouns import noun

AT_ONCE = 4  # of the 32 threads that answer pages: a server may take its time
_asking = threading.BoundedSemaphore(AT_ONCE)


class TooManyTries(Refused):
    code = "too_many_tries"
    message = "That was tried too often within an hour. Wait a while, then try once more."


class OthersConnecting(Refused):
    code = "others_connecting"
    message = "Others are connecting their calendars just now. Try again in a moment."


def _page(person: Person) -> str:
    return reverse("calendar_settings")


@sensitive_post_parameters("password")
@never_cache
@noun(_page)
def connect(request: HttpRequest, person: Person) -> HttpResponse:
    """Find the calendars at the address that was typed."""
    form = ConnectForm(request.POST)
    if form.is_valid():
        told, at = form.cleaned_data, clock.now()
        try:
            _count_try(request, person)
            with _one_of_few():
                account = accounts.connect(
                    told["address"], told["username"], told["password"], by=person, at=at
                )
        except Refused as refusal:
            return _refused(request, refusal, connect_form=form)
        return _connected(request, account)
    return calendar_page(request, connect_form=form)


@noun(_page)
def choose(request: HttpRequest, person: Person) -> HttpResponse:
    """Write into this calendar from now on."""
    form = ChooseForm.of(_account(person), request.POST)
    if not form.is_valid():
        return calendar_page(request, choose_form=form)
    account = accounts.choose(form.cleaned_data["calendar"], by=person, at=clock.now())
    return _connected(request, account)


@sensitive_post_parameters("password")
@never_cache
@noun(_page)
def renew_password(request: HttpRequest, person: Person) -> HttpResponse:
    """Try another app password, and keep it when it does."""
    _account(person)
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            _count_try(request, person)
            with _one_of_few():
                accounts.renew_password(form.cleaned_data["password"], by=person, at=clock.now())
        except Refused as refusal:
            return _refused(request, refusal, password_form=form)
        messages.success(request, "The password does. Your sessions go on.")
        return redirect("calendar_settings")
    return calendar_page(request, password_form=form)


@noun(_page)
def look_again(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask the server for its calendars anew."""
    _account(person)
    _count_try(request, person)
    with _one_of_few():
        accounts.look_again(by=person, at=clock.now())
    messages.success(request, "These are the calendars there now.")
    return redirect("calendar_settings")


@noun(_page)
def write(request: HttpRequest, person: Person) -> HttpResponse:
    """Write every session anew, also what was deleted at the other end."""
    _count_try(request, person)
    accounts.write_again(by=person, at=clock.now())
    messages.success(request, "Your sessions are being written again. It takes a few moments.")
    return redirect("calendar_settings")


@noun(_page)
def disconnect(request: HttpRequest, person: Person) -> HttpResponse:
    """Forget the account, and take the sessions out of it if asked to."""
    form = DisconnectForm(request.POST)
    take_out = form.is_valid() and form.cleaned_data["take_out"]
    with _one_of_few():
        left = accounts.disconnect(take_out=take_out, by=person, at=clock.now())
    if left:
        messages.warning(request, _left_there(left))
    else:
        messages.success(request, "Your calendar is disconnected, and its password forgotten.")
    return redirect("calendar_settings")


def _left_there(events: int) -> str:
    them = "One event stays" if events == 1 else f"{events} events stay"
    return (
        f"Your calendar is disconnected, and its password forgotten. {them} in it, because its "
        "server did not let us take them out; you can delete them there."
    )


def _connected(request: HttpRequest, account: CalendarAccount) -> HttpResponse:
    if account.calendar_url:
        words = f"Your sessions are on their way into “{account.calendar_name}”."
        messages.success(request, words)
    return redirect("calendar_settings")


def _account(person: Person) -> CalendarAccount:
    found = accounts.account_of(person)
    if found is None:
        raise NotFound
    return found


def _refused(request: HttpRequest, refusal: Refused, **form: Form) -> HttpResponse:
    """The page with what was typed, but the password, and why it will not do."""
    for one in form.values():
        say(refusal, one)
    return calendar_page(request, 429 if isinstance(refusal, TooManyTries) else 422, **form)


def _count_try(request: HttpRequest, person: Person) -> None:
    """Nobody is to guess passwords or knock at doors through us. Raises TooManyTries."""
    if not consume(request, app="allauth.account", action="own_calendar", key=str(person.pk)):
        raise TooManyTries


@contextmanager
def _one_of_few() -> Iterator[None]:
    """Raises OthersConnecting when too many servers are waited for already."""
    if not _asking.acquire(blocking=False):
        raise OthersConnecting
    try:
        yield
    finally:
        _asking.release()


_account_at = "settings/calendar/account"
urls = [
    path(_account_at, connect, name="connect_calendar"),
    path(f"{_account_at}/choice", choose, name="choose_calendar"),
    path(f"{_account_at}/password", renew_password, name="renew_calendar_password"),
    path(f"{_account_at}/calendars", look_again, name="look_for_calendars"),
    path(f"{_account_at}/writing", write, name="write_calendar"),
    path(f"{_account_at}/ending", disconnect, name="disconnect_calendar"),
]
