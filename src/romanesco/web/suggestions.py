"""A template suggested to one of the two alone: why, one click to take it, one to put it off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from romanesco.agreements.models import Agreement
from romanesco.base import clock
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for
from romanesco.people.local_words import plain_day
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_write
from romanesco.plans.shipped import shipped
from romanesco.plans.suggesting import Offer, offer_for, put_off
from romanesco.plans.template import Structure
from romanesco.web.nouns import came_from, is_enhanced, noun
from romanesco.web.pair_frame import pair_page

WHY = {
    "first": "It is your first session: questions to get to know each other, and to say what you "
    "both expect.",
    "near_end": "Your agreement runs until {until}, and this is one of the last two sessions.",
    "missed": "Two of your last three sessions did not take place. It may help to talk about how "
    "you meet.",
    "let_go": "The last three hopes were let go. That may say more about the hopes than about "
    "anybody.",
    "week_six": "You are in week {week}. Around now it often becomes routine, and a session "
    "without goals wakes it up.",
    "thin": "The last two plans held little. A session without goals may bring something new.",
}


@dataclass(frozen=True)
class Suggested:
    """What is said of it to one of the two."""

    structure: Structure
    why: str
    plan: Plan
    may_take: bool


def suggestion_for(pair: Pair, me: Person, rules: Agreement, *, at: datetime) -> Suggested | None:
    """What is suggested to this person now, in words."""
    offer = offer_for(pair, me, rules, at=at)
    if offer is None:
        return None
    structure = next(s for s in shipped(rules.cadence) if s.key == offer.suggestion.key)
    return Suggested(structure, _why(offer), offer.plan, may_write(offer.plan, me))


@noun(pair_page)
def put_suggestion_off(request: HttpRequest, person: Person, pair_id: UUID) -> HttpResponse:
    """Only who puts it off knows of it."""
    pair = pair_for(person, pair_id)
    put_off(pair, request.POST.get("suggestion", ""), by=person, at=clock.now())
    if is_enhanced(request):
        return HttpResponse(status=204)
    return redirect(came_from(request, reverse("pair", args=[pair_id])))


def _why(offer: Offer) -> str:
    until = offer.rules.runs_until
    return WHY[offer.suggestion.reason].format(
        until=plain_day(until) if until else "", week=offer.week
    )


urls = [path("pairs/<uuid:pair_id>/suggestions", put_suggestion_off, name="put_suggestion_off")]
