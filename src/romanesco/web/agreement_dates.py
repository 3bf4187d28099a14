"""What an agreement's rhythm means in dates, while it is edited and before it is signed."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import proposed, rules_of
from romanesco.agreements.terms import terms_of
from romanesco.base import clock
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for
from romanesco.people.models import Person
from romanesco.web.forms import rhythm
from romanesco.web.forms.agreement import AgreementForm
from romanesco.web.next_dates import NextDates, next_dates
from romanesco.web.outside_hours import outside_hours
from romanesco.web.pair_frame import pair_frame
from romanesco.web.rhythm_words import rhythm_in_words
from romanesco.web.signed_in import person_of

WORDS_ONLY = "In words only, without dates: you plan each session yourselves."
NOT_YET = "The dates stand here once the rhythm is whole."
ASK_FOR_DAY = "Choose a day and a time, and the sessions ahead are planned by themselves."


@dataclass(frozen=True)
class Preview:
    """A rhythm in words with its dates; or what is missing, kindly."""

    words: str = ""
    found: NextDates | None = None
    missing: str = ""
    outside: tuple[str, ...] = ()  # of whose hours or days it is


@never_cache
@login_required
@require_safe
def agreement_dates(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """The next five dates of what stands in the form: a piece of its page."""
    person = person_of(request)
    pair = pair_for(person, pair_id)
    terms = terms_of(proposed(pair) or rules_of(pair))
    asked = {"minutes": str(terms["minutes"]), **request.GET.dict()}
    form = AgreementForm(asked, instance=Agreement(pair=pair, **terms), pair=pair, me=person)
    context = {**pair_frame(pair, person), "dates": preview_of(form, pair, person)}
    return render(request, "agreements/dates.html", context)


def preview_of(form: AgreementForm, pair: Pair, me: Person) -> Preview:
    """What the form means so far; the first thing that is missing, where something is."""
    if form.is_bound:
        wrong = [form.errors[name][0] for name in rhythm.FIELDS if name in form.errors]
        if wrong:
            return Preview(missing=f"{NOT_YET} {wrong[0]}")
    form.instance.pair = pair
    return preview_of_terms(form.instance, pair, me)


def preview_of_terms(terms: Agreement, pair: Pair, me: Person) -> Preview:
    """A version's rhythm with its next dates."""
    at = clock.now()
    partner = pair.partner_of(me)
    words = f"{rhythm_in_words(terms, me)}."
    found = next_dates(terms, me, partner, at=at)
    if found is not None:
        return Preview(words, found, outside=_outside(found, terms, me, partner))
    return Preview(words, missing=WORDS_ONLY if terms.cadence == "irregular" else ASK_FOR_DAY)


def _outside(found: NextDates, terms: Agreement, me: Person, partner: Person) -> tuple[str, ...]:
    """What is odd about the first of the dates that is."""
    words = []
    for person in (me, partner):
        each = (outside_hours(one.at, terms.minutes, person, me) for one in found.dates)
        words += [said for said in each if said][:1]
    return tuple(words)


urls = [path("pairs/<uuid:pair_id>/agreement/dates", agreement_dates, name="agreement_dates")]
