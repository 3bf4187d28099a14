"""A pair's page: the next session on top, what is open, and what was."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.actions.operations import add_action
from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.pairs.queries import pair_for
from romanesco.people.models import Person
from romanesco.web.forms.promise import PromiseForm
from romanesco.web.forms.refused import say
from romanesco.web.nouns import noun
from romanesco.web.pair_frame import pair_page
from romanesco.web.pair_glance import pair_context
from romanesco.web.signed_in import person_of


@never_cache
@login_required
@require_safe
def pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    person = person_of(request)
    found = pair_for(person, pair_id)
    context = pair_context(found, person, at=clock.now())
    context["form"] = PromiseForm(pair=found, me=person)
    return render(request, "pairs/pair.html", context)


@noun(pair_page)
def add_promise(request: HttpRequest, person: Person, pair_id: UUID) -> HttpResponse:
    """An action item promised between two sessions."""
    found, at = pair_for(person, pair_id), clock.now()
    form = PromiseForm(request.POST, pair=found, me=person)
    if form.is_valid():
        try:
            add_action(found, form.promise(), by=person, at=at)
        except Refused as refusal:
            say(refusal, form)
        else:
            messages.success(request, "It stands among what is open between you.")
            return redirect("pair", pair_id)
    context = pair_context(found, person, at=at) | {"form": form}
    return render(request, "pairs/pair.html", context, status=422)


_pair = "pairs/<uuid:pair_id>/"
urls = [
    path(_pair, pair, name="pair"),
    path(_pair + "actions", add_promise, name="add_promise"),
]
