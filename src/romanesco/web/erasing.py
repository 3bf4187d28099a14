"""Erasing oneself: said first what goes and what stays, done by a button with one's name typed."""

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.pairs.queries import pairs_of
from romanesco.people.models import Person
from romanesco.people.passkeys import has_passkey
from romanesco.takeout.erasing import erase
from romanesco.web.entrance import lately_signed_in
from romanesco.web.forms.refused import say
from romanesco.web.signed_in import person_of


class EraseForm(forms.Form):
    """One's own name, so that no slip of a finger does it."""

    name = forms.CharField(
        label="Type your name as it stands here",
        max_length=200,
        error_messages={"required": "Type your name, so that this is no slip."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_account(request: HttpRequest) -> HttpResponseBase:
    """Whoever has a password or a passkey proves first, anew, that it is them."""
    person = person_of(request)
    if person.has_usable_password() or has_passkey(person):
        return _proven(request)
    return _erase(request)


def _erase(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            erase(person, name=form.cleaned_data["name"], at=clock.now())
        except Refused as refusal:
            say(refusal, form)
        else:
            logout(request)
            messages.success(request, "Your account is erased, and with it what was yours alone.")
            answer = redirect("home")
            answer["Clear-Site-Data"] = '"cache", "storage"'  # what this device kept of the plans
            return answer
    status = 422 if form.is_bound else 200
    return render(request, "takeout/erase.html", _context(person, form), status=status)


_proven = lately_signed_in(_erase)


def _context(person: Person, form: EraseForm) -> dict[str, object]:
    partners = [pair.partner_of(person) for pair in pairs_of(person)]
    return {"me": person, "form": form, "partners": [one.name for one in partners]}


urls = [path("settings/erase/", erase_account, name="erase_account")]
