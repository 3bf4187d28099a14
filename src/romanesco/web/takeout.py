"""Taking out all that is one's own, and bringing it in again."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from romanesco.base import clock
from romanesco.pairs.invitations import token_of
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for, pairs_of
from romanesco.people.models import Person
from romanesco.takeout.bringing import bring_in
from romanesco.takeout.gathering import records
from romanesco.takeout.packing import packed
from romanesco.takeout.refusals import NotTaken
from romanesco.takeout.sides import offer_side
from romanesco.web.forms.refused import say
from romanesco.web.forms.takeout import BringInForm
from romanesco.web.nouns import noun
from romanesco.web.pair_frame import pair_page
from romanesco.web.signed_in import person_of
from romanesco.web.takeout_words import in_words

TOO_OFTEN = "Twenty files an hour are as many as one may bring. Try again later."


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def takeout(request: HttpRequest) -> HttpResponse:
    """GET tells what there is; POST brings a file in."""
    person = person_of(request)
    if request.method != "POST":
        return _page(request, person, BringInForm())
    form = BringInForm(request.POST, request.FILES)
    if not consume(request, app="allauth.account", action="takeout", key=str(person.pk)):
        form.add_error("file", TOO_OFTEN)
    if form.is_valid():
        try:
            brought = bring_in(form.cleaned_data["file"], by=person, at=clock.now())
        except NotTaken as refusal:
            say(refusal, form)
        else:
            messages.success(request, in_words(brought, person))
            return redirect("takeout")
    return _page(request, person, form, status=422)


def _page(
    request: HttpRequest, person: Person, form: BringInForm, *, status: int = 200
) -> HttpResponse:
    pairs = [(pair, pair.partner_of(person)) for pair in pairs_of(person)]
    context: dict[str, Any] = {"me": person, "pairs": pairs, "form": form}
    return render(request, "takeout/takeout.html", context, status=status)


def _takeout_page(person: Person, **_: Any) -> str:
    return reverse("takeout")


@noun(_takeout_page)
def take_out(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything that this person may see, as one zip."""
    return _zip(person, None, slugify(person.name))


@noun(pair_page)
def open_side(request: HttpRequest, person: Person, pair_id: UUID) -> HttpResponse:
    """The link that gives a partner their side of a pair that was brought in."""
    made = offer_side(pair_for(person, pair_id), by=person, at=clock.now())
    return redirect("invitation", token_of(made))


@noun(pair_page)
def take_out_pair(request: HttpRequest, person: Person, pair_id: UUID) -> HttpResponse:
    """What this person may see of one pair."""
    pair = pair_for(person, pair_id)
    return _zip(person, [pair], slugify(pair.partner_of(person).name))


def _zip(person: Person, pairs: Iterable[Pair] | None, name: str) -> HttpResponse:
    with packed(records(person, pairs)) as file:
        answer = HttpResponse(file.read(), content_type="application/zip")
    filename = f"romanesco-{name or 'takeout'}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["Cache-Control"] = "no-store"
    return answer


urls = [
    path("takeout/", takeout, name="takeout"),
    path("takeout/file", take_out, name="take_out"),
    path("pairs/<uuid:pair_id>/open-side", open_side, name="offer_side"),
    path("pairs/<uuid:pair_id>/takeout", take_out_pair, name="take_out_pair"),
]
