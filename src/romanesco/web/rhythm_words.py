"""A rhythm in words, as one of the two reads it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from romanesco.agreements.cadence import in_words
from romanesco.agreements.models import Agreement
from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.journey.rhythm import recurrence_in
from romanesco.people.local_words import city, city_of, first_name, plain_day, seen_by
from romanesco.people.models import Person
from romanesco.sessions.recurrence import occurrences


def rhythm_in_words(agreement: Agreement, me: Person) -> str:
    """Every Thursday at 10:00 in São Paulo, which is 14:00 for Rosa in Amsterdam."""
    words = in_words(
        agreement.cadence,
        agreement.every_weeks,
        agreement.month_week,
        agreement.meets_on,
        agreement.meets_at,
        agreement.meets_zone,
    )
    return words + _elsewhere(agreement, me) + _from(agreement)


def _elsewhere(agreement: Agreement, me: Person) -> str:
    """What the agreed time is for whoever lives by another clock, on the next date."""
    following = _next(agreement)
    if following is None:
        return ""
    others = [
        _for(person, following, agreement, me)
        for person in (me, agreement.pair.partner_of(me))
        if city(person) != city_of(agreement.meets_zone)
    ]
    return f", which is {' and '.join(others)}" if others else ""


def _next(agreement: Agreement) -> datetime | None:
    """Its next date, whatever day it is until; None where it is agreed in words only."""
    now = clock.now()
    try:
        recurrence = recurrence_in(agreement, at=now)
    except Refused:
        return None
    found = occurrences(recurrence, after=now, count=1) if recurrence else []
    return found[0] if found else None


def _for(person: Person, at: datetime, agreement: Agreement, me: Person) -> str:
    local, agreed = seen_by(person, at), at.astimezone(ZoneInfo(agreement.meets_zone))
    day = f" on {local:%A}" if local.date() != agreed.date() else ""
    who = "you" if person == me else f"{first_name(person)} in {city(person)}"
    return f"{local:%H:%M}{day} for {who}"


def _from(agreement: Agreement) -> str:
    is_dated = agreement.begins_on and agreement.meets_on and agreement.cadence != "irregular"
    return f", from {plain_day(agreement.begins_on)}" if is_dated and agreement.begins_on else ""
