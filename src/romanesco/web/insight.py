"""Pictures of a pair, for the two of them."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.base import clock
from romanesco.insight import facts, pictures, sentences
from romanesco.insight.pictures import Picture
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for
from romanesco.people.models import Person
from romanesco.web.pair_frame import pair_frame
from romanesco.web.signed_in import person_of

WEEKS_SHOWN = 26


class Shown(NamedTuple):
    """A picture with its words, the kinds of its marks, and the heads of its table."""

    name: str
    title: str
    said: str
    picture: Picture
    legend: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]


@never_cache
@login_required
@require_safe
def insight(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """What was, drawn; with nothing to draw yet it says what will be here."""
    person = person_of(request)
    pair = pair_for(person, pair_id)
    at = clock.now()
    context = {
        **pair_frame(pair, person),
        "shown": _shown(pair, person, at),
        "returning": facts.returning(pair, person),
        "weathers": [*reversed(pictures.WEATHERS.values())],
    }
    return render(request, "insight/insight.html", context)


def _shown(pair: Pair, person: Person, at: datetime) -> list[Shown]:
    sessions = facts.sessions_of(pair)
    drawn = [
        _rhythm(sessions, person),
        _check_ins(pair, sessions, person),
        _hopes(sessions, person),
        _actions(pair, person, at),
    ]
    return [each for each in drawn if each is not None]


def _rhythm(sessions: list[Any], person: Person) -> Shown | None:
    met = facts.met(sessions)
    picture = pictures.rhythm(met, person.zone)
    if picture is None:
        return None
    legend = tuple(pictures.KEPT.items())
    said = sentences.of_rhythm(met)
    return Shown(
        "rhythm", "When you met", said, picture, _seen(legend, picture), ("Day", "Session")
    )


def _check_ins(pair: Pair, sessions: list[Any], person: Person) -> Shown | None:
    partner = pair.partner_of(person)
    picture = pictures.check_ins(
        facts.met(sessions), facts.arrived(sessions), (person.pk, partner.pk), person.zone
    )
    if picture is None:
        return None
    said = f"The weather that you and {partner.first_name} chose when you met."
    legend = (("me", "you"), ("partner", partner.first_name))
    heads = ("Day", "You", partner.first_name)
    return Shown("weather", "How you arrived", said, picture, _seen(legend, picture), heads)


def _hopes(sessions: list[Any], person: Person) -> Shown | None:
    hoped = facts.hoped(sessions)
    picture = pictures.hopes(facts.met(sessions), hoped, person.zone)
    if picture is None:
        return None
    legend = _seen(
        tuple((key or "open", words) for key, words in pictures.OUTCOMES.items()), picture
    )
    said = sentences.of_hopes(hoped)
    heads = ("Session", "Hope", "What became of it")
    return Shown("hopes", "What was hoped for", said, picture, legend, heads)


def _actions(pair: Pair, person: Person, at: datetime) -> Shown | None:
    promised = facts.promised(pair, at=at)
    today = at.astimezone(person.zone).date()
    picture = pictures.actions(promised, today, WEEKS_SHOWN, person.zone)
    if picture is None:
        return None
    legend = _seen((("promised", "promised"), ("kept", "done")), picture)
    weeks = (picture.last_on - picture.first_on).days // 7 + 1
    said = sentences.of_actions(promised, at - facts.WEEKS, weeks)
    heads = ("Week of", "Promised", "Done")
    return Shown("actions", "What you promised", said, picture, legend, heads)


def _seen(legend: tuple[tuple[str, str], ...], picture: Picture) -> tuple[tuple[str, str], ...]:
    """Only what is in the picture needs telling."""
    kinds = {mark.kind for mark in picture.marks}
    return tuple(each for each in legend if each[0] in kinds)


urls = [path("pairs/<uuid:pair_id>/pictures/", insight, name="insight")]
