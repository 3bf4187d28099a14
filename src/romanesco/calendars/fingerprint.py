"""What a person's feed is made of, told in a few short queries: the same as long as it is."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Count, Max, Sum

from romanesco.calendars.vcalendar import YEARS_AHEAD
from romanesco.calendars.vtimezone import vtimezone
from romanesco.pairs.queries import pairs_of
from romanesco.people.models import Person, TimeAway
from romanesco.sessions.models import LeftOut, MentoringSession, Rhythm

# To be raised when events are written otherwise, so that no calendar keeps the old ones.
EDITION = 1
SINCE = 2020  # zones are compared from here on


def fingerprint(person: Person, *, at: datetime) -> str:
    """64 hex digits. Every change of a session or a rhythm moves its `changed_at`; what has no
    such moment (names, times away, the rules of zones) is taken as it is."""
    told = hashlib.sha256()
    for each in _told(person, at):
        told.update(repr(each).encode())
    return told.hexdigest()


def _told(person: Person, at: datetime) -> Iterator[object]:
    pairs = list(pairs_of(person).order_by("id"))
    ids, people = [pair.id for pair in pairs], set[UUID]()
    yield EDITION, at.year, settings.PUBLIC_URL, settings.DEFAULT_FROM_EMAIL
    for pair in pairs:
        yield pair.id, pair.state, pair.partner_of(person).first_name
        yield pair.mentor.time_zone, pair.mentee.time_zone
        people |= {pair.mentor_id, pair.mentee_id}
    zones = set[str]()
    for kind in (MentoringSession, Rhythm):
        rows = kind.objects.filter(pair__in=ids).values_list("time_zone").order_by("time_zone")
        for zone, *of_zone in rows.annotate(Count("id"), Max("changed_at"), Sum("sequence")):
            zones.add(zone)
            yield zone, of_zone
    yield MentoringSession.objects.filter(pair__in=ids).aggregate(Sum("number"))
    yield LeftOut.objects.filter(rhythm__pair__in=ids).aggregate(Count("id"), Max("id"))
    away = TimeAway.objects.filter(person__in=people).order_by("id")
    yield list(away.values_list("person_id", "from_on", "until_on"))
    for zone in sorted(zones):
        with suppress(ZoneInfoNotFoundError):  # its events cannot be told either
            yield vtimezone(zone, SINCE, at.year + YEARS_AHEAD)
