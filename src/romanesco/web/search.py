"""Finding words again, in all of one's pairs or in one: a form that asks by GET."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.base import clock
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for, pairs_of
from romanesco.people.models import Person
from romanesco.search import asking
from romanesco.search.excerpts import Piece
from romanesco.search.results import Place, Result, search
from romanesco.sessions.models import MentoringSession
from romanesco.web.pair_frame import pair_frame
from romanesco.web.signed_in import person_of

CALLED = {
    "topic": "Topic",
    "question": "Question",
    "hope": "Hope",
    "challenge": "Seen coming",
    "action": "Action item",
    "goal": "Goal",
    "agreement": "Agreement",
    "note": "Your note, yours alone",
}


@dataclass(frozen=True)
class PlaceShown:
    """Words that were found, what they are, and where they stand."""

    called: str
    is_prompt: bool  # a question or topic under which the words stand
    href: str
    excerpt: list[Piece]


@dataclass(frozen=True)
class ResultShown:
    """A session in which something was found; without one, what the pair has besides."""

    pair: Pair
    partner: Person
    session: MentoringSession | None
    href: str
    title: str
    result: Result
    places: list[PlaceShown]


@never_cache
@login_required
@require_safe
def search_all(request: HttpRequest) -> HttpResponse:
    """In all of one's pairs."""
    person = person_of(request)
    found = _found(request, person, list(pairs_of(person)))
    return render(request, "search/search.html", {**found, "at": reverse("search")})


@never_cache
@login_required
@require_safe
def search_pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """In one of them."""
    person = person_of(request)
    pair = pair_for(person, pair_id)
    context = {
        **pair_frame(pair, person),
        **_found(request, person, [pair]),
        "at": reverse("search_pair", args=[pair.id]),
        "has_others": pairs_of(person).exclude(id=pair.id).exists(),
    }
    return render(request, "search/search.html", context)


def _found(request: HttpRequest, person: Person, pairs: list[Pair]) -> dict[str, Any]:
    typed = request.GET.get("q", "").replace("\x00", "")
    asked = asking.asked(typed)
    page = search(person, pairs, asked, at=clock.now(), page=_number(request.GET.get("page", "")))
    return {
        "q": typed,
        "me": person,
        "has_asked": bool(typed.strip()),
        "page": page,
        "results": [_shown(each, person) for each in page.results],
        "has_many_pairs": len(pairs) > 1,
        "more": urlencode({"q": typed}),
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _shown(result: Result, person: Person) -> ResultShown:
    session = result.plan.session if result.plan else None
    return ResultShown(
        pair=result.pair,
        partner=result.pair.partner_of(person),
        session=session,
        href=_page_of(result),
        title={"goal": "A goal", "agreement": "Your agreement"}.get(
            result.places[0].kind, "Between sessions"
        ),
        result=result,
        places=[_place(each, result, person) for each in result.places],
    )


def _page_of(result: Result) -> str:
    if result.plan is not None:
        if result.may_see_plan:
            return reverse("plan", args=[result.plan.id])
        return reverse("session", args=[result.plan.session_id])
    names = {"goal": "goals", "agreement": "agreement"}
    return reverse(names.get(result.places[0].kind, "pair"), args=[result.pair.id])


def _place(place: Place, result: Result, person: Person) -> PlaceShown:
    page = _page_of(result)
    is_item = place.kind in ("words", "topic", "question") and result.may_see_plan
    has_notes = place.kind == "note" and result.may_see_plan
    return PlaceShown(
        called=_called(place, result.pair, person),
        is_prompt=place.kind == "words",
        href=f"{page}#item-{place.of}" if is_item else f"{page}#notes" if has_notes else page,
        excerpt=place.excerpt,
    )


def _called(place: Place, pair: Pair, person: Person) -> str:
    if place.kind == "words":
        return place.under
    if place.kind == "line":
        whose = "yours" if place.of == person.pk else pair.partner_of(person).first_name
        return f"Top of mind · {whose}"
    return CALLED[place.kind]


urls = [
    path("search/", search_all, name="search"),
    path("pairs/<uuid:pair_id>/search", search_pair, name="search_pair"),
]
