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
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for, pairs_of
from romanesco.people.models import Person
from romanesco.takeout.bringing import Brought, bring_in
from romanesco.takeout.gathering import records
from romanesco.takeout.packing import packed
from romanesco.takeout.refusals import NotTaken
from romanesco.web.forms.refused import say
from romanesco.web.forms.takeout import BringInForm
from romanesco.web.nouns import noun
from romanesco.web.pair_frame import pair_page
from romanesco.web.signed_in import person_of

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
            messages.success(request, _in_words(brought))
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


def _in_words(brought: Brought) -> str:
    """What became of the file, in a few sentences."""
    found = []
    if brought.pairs:
        found.append(f"{_counted(len(brought.pairs), 'pair is', 'pairs are')} here now.")
    if brought.known:
        found.append(_stays(brought))
    if brought.templates:
        found.append(f"{_counted(brought.templates, 'template', 'templates')} of yours came along.")
    if "settings" in brought.left:
        found.append("Your settings stay as they are.")
    different = [words for words in brought.left if words != "settings"]
    if different:
        found.append(f"Different here, and left as it is: {', '.join(different)}.")
    return " ".join(found) or "It is all here."


def _stays(brought: Brought) -> str:
    was = _counted(len(brought.known), "pair was", "pairs were")
    if not brought.differences:
        return f"{was} here already, all the same."
    many = _counted(brought.differences, "record says", "records say")
    return f"{was} here already and stayed as it is; {many} something else in the file."


def _counted(number: int, one: str, more: str) -> str:
    return f"{'One' if number == 1 else number} {one if number == 1 else more}"


urls = [
    path("takeout/", takeout, name="takeout"),
    path("takeout/file", take_out, name="take_out"),
    path("pairs/<uuid:pair_id>/takeout", take_out_pair, name="take_out_pair"),
]
