"""A person's sessions as events (RFC 5545 VEVENT). Never a word of a plan, only when and where."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from romanesco.calendars.content_lines import stamp, text, wall, written
from romanesco.calendars.meetings import Meeting, Meetings, Series, meetings_of
from romanesco.calendars.series_dates import series_dates
from romanesco.calendars.vcalendar import Part, vcalendar
from romanesco.calendars.vtimezone import LOCAL_IN_UTC
from romanesco.people.models import Person
from romanesco.sessions.models import Rhythm

logger = logging.getLogger(__name__)

ALWAYS = ("CLASS:PRIVATE", "TRANSP:OPAQUE")
CONFIRMED = "STATUS:CONFIRMED"


def session_uid(session_id: UUID) -> str:
    return f"session-{session_id}@romanesco"


def rhythm_uid(rhythm_id: UUID) -> str:
    return f"rhythm-{rhythm_id}@romanesco"


@dataclass(frozen=True)
class Teller:
    """Tells the sessions of one pair as events: who the partner is, and what every event of theirs
    has in common. `common` are lines about who is asked by whom."""

    partner: Person
    common: tuple[str, ...] = ()
    status: str = CONFIRMED

    def single(self, session: Meeting) -> Part:
        """A session that belongs to no rhythm."""
        uid = session_uid(session.id)
        head = [f"UID:{uid}", *self._stamps(session.changed_at)]
        return self._part(uid, session, session.sequence, head)

    def occurrence(self, session: Meeting, rhythm: Rhythm, on: datetime) -> Part:
        """One session of a rhythm, told on its own; `on` is its date in the rule (wall clock)."""
        uid = rhythm_uid(rhythm.id)
        head = [
            f"UID:{uid}",
            f"RECURRENCE-ID{_at_wall(on, rhythm.time_zone)}",
            *self._stamps(session.changed_at),
        ]
        part = self._part(uid, session, sequence_of(session, rhythm), head)
        return replace(part, zones=(*part.zones, (rhythm.time_zone, on.year)))

    def series(self, series: Series, *, at: datetime) -> list[Part]:
        """A rhythm as a series, and what is otherwise in it; none where it never stood."""
        dates = series_dates(series, at=at)
        if dates is None:
            return []
        rhythm = series.rhythm
        rule = rhythm.rule + (f";UNTIL={stamp(dates.until)}" if dates.until else "")
        several = [
            f"RRULE:{rule}",
            *(f"RDATE{_at_wall(day, rhythm.time_zone)}" for day in dates.beside),
            *(f"EXDATE{_at_wall(day, rhythm.time_zone)}" for day in sorted(dates.taken_out)),
        ]
        last = dates.until.year if dates.until else at.year
        whole = self.whole(rhythm, several, changed_at=_changed_at(series), last_year=last)
        return [
            replace(whole, is_endless=dates.until is None),
            *(self.occurrence(session, rhythm, on) for on, session in dates.told),
        ]

    def whole(
        self, rhythm: Rhythm, several: list[str], *, changed_at: datetime, last_year: int
    ) -> Part:
        """The event of a whole rhythm; `several` are the lines that say on which dates."""
        zone, first = rhythm.time_zone, datetime.combine(rhythm.first_on, rhythm.at_time)
        url = f"{settings.PUBLIC_URL}{reverse('next_plan', args=[rhythm.pair_id])}"
        lines = [
            "BEGIN:VEVENT",
            f"UID:{rhythm_uid(rhythm.id)}",
            *self._stamps(changed_at),
            f"SEQUENCE:{rhythm.sequence}",
            f"DTSTART{_at_wall(first, zone)}",
            f"DTEND{_at_wall(first + timedelta(minutes=rhythm.minutes), zone)}",
            *several,
            f"SUMMARY:Mentoring with {self._name}",
            *self._where(rhythm.place),
            *_linked("The plan of the next session", url),
        ]
        years = ((zone, first.year), (zone, last_year))
        return Part(rhythm_uid(rhythm.id), written(lines) + self._ending, years)

    def _part(self, uid: str, session: Meeting, sequence: int, head: list[str]) -> Part:
        zone = session.time_zone
        starts_at, ends_at = session.told_at, session.told_at + timedelta(minutes=session.minutes)
        there = ZoneInfo(zone)
        starts, ends = starts_at.astimezone(there), ends_at.astimezone(there)
        if starts.fold or ends.fold:
            # On the wall it would be read as an hour earlier (RFC 5545 3.3.5).
            zone, starts, ends = LOCAL_IN_UTC, starts_at, ends_at
        lines = [
            "BEGIN:VEVENT",
            *head,
            f"SEQUENCE:{sequence}",
            f"DTSTART{_at_wall(starts, zone)}",
            f"DTEND{_at_wall(ends, zone)}",
            f"SUMMARY:Session {session.number} with {self._name}",
            *self._where(session.place),
            *self._plan_of(session),
        ]
        return Part(uid, written(lines) + self._ending, ((zone, starts.year), (zone, ends.year)))

    def _stamps(self, changed_at: datetime) -> tuple[str, str]:
        # What a calendar compares, from when something changed: the same bytes each time.
        changed = stamp(changed_at)
        return f"DTSTAMP:{changed}", f"LAST-MODIFIED:{changed}"

    def _where(self, place: str) -> list[str]:
        if place not in self._places:
            self._places[place] = [f"LOCATION:{text(place)}"] if place else []
        return self._places[place]

    def _plan_of(self, session: Meeting) -> tuple[str, str]:
        # An id has nothing to be escaped; the address before it is escaped once.
        page = f"{session.id}/"
        return f"{self._plan}{page}", f"URL:{self._sessions}{page}"

    @cached_property
    def _places(self) -> dict[str, list[str]]:
        """The lines for each place, which most sessions share."""
        return {}

    @cached_property
    def _plan(self) -> str:
        return f"DESCRIPTION:The plan: {text(self._sessions)}"

    @cached_property
    def _name(self) -> str:
        return text(self.partner.first_name)

    @cached_property
    def _ending(self) -> str:
        return written([self.status, *self.common, *ALWAYS, "END:VEVENT"])

    @cached_property
    def _sessions(self) -> str:
        """The address of a session's page, without the session: asked for once, not each time."""
        nobody = UUID(int=0)
        return settings.PUBLIC_URL + reverse("session", args=[nobody]).removesuffix(f"{nobody}/")


@dataclass(frozen=True)
class Told:
    """Events, and the UIDs of those that could not be told: they cost no other its place, and
    where they stand already they are to stay."""

    parts: list[Part] = field(default_factory=list)
    untold: set[str] = field(default_factory=set)

    def add(self, uid: str, tell: Callable[[], Iterable[Part]]) -> None:
        try:
            self.parts.extend(tell())
        except Exception as error:  # noqa: BLE001 (whatever it is, it costs no other event)
            # Only its kind: what it says may hold somebody's words.
            logger.warning("The event %s could not be told: %s", uid, type(error).__name__)
            self.untold.add(uid)


@dataclass(frozen=True)
class Resources:
    """What a calendar of one's own holds: by UID, one whole iCalendar object each."""

    events: dict[str, str]
    untold: set[str]


def resources_of(person: Person, *, at: datetime) -> Resources:
    """Everything that this person's own calendar holds, each with its time zones and the overrides
    of a series, as a CalDAV resource wants it (RFC 4791 4.1: no METHOD). What was cancelled or
    did not happen is not among them."""
    told, parts = told_of(meetings_of(person), at=at), dict[str, list[Part]]()
    for part in told.parts:
        parts.setdefault(part.uid, []).append(part)
    return Resources({uid: vcalendar(of, at=at) for uid, of in parts.items()}, told.untold)


def told_of(meetings: Iterable[Meetings], *, at: datetime, common: tuple[str, ...] = ()) -> Told:
    """All events of these pairs."""
    told = Told()
    for each in meetings:
        teller = Teller(each.partner, common)
        for session in each.singles:
            told.add(session_uid(session.id), partial(_alone, teller, session))
        for series in each.series:
            told.add(rhythm_uid(series.rhythm.id), partial(teller.series, series, at=at))
    return told


def _alone(teller: Teller, session: Meeting) -> list[Part]:
    return [teller.single(session)]


def sequence_of(session: Meeting, rhythm: Rhythm) -> int:
    """How often an occurrence was told anew: by itself, or with its whole series, whose number
    calendars compare it with."""
    return rhythm.sequence + session.sequence


def _changed_at(series: Series) -> datetime:
    taken_out = [s.changed_at for s in series.sessions if s.state in ("cancelled", "missed")]
    return max([series.rhythm.changed_at, *taken_out])


def _at_wall(local: datetime, zone: str) -> str:
    if zone == LOCAL_IN_UTC:
        return f":{wall(local)}Z"
    return f";TZID={zone}:{wall(local)}"


def _linked(words: str, url: str) -> tuple[str, str]:
    return f"DESCRIPTION:{words}: {text(url)}", f"URL:{url}"
