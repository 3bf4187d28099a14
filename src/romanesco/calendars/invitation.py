"""Invitations to sessions (iTIP, RFC 5546), as whole iCalendar objects for a letter.

Whoever is invited is the only attendee, since an address is its owner's alone to show. The
organizer is the address that this person's answers come to.
"""

from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from romanesco.base import clock
from romanesco.calendars.content_lines import parameter
from romanesco.calendars.meetings import Meeting, series_of
from romanesco.calendars.series_dates import date_on_wall
from romanesco.calendars.vcalendar import Part, vcalendar
from romanesco.calendars.vevent import CONFIRMED, Teller
from romanesco.mail.reply_address import reply_address
from romanesco.people.models import Person
from romanesco.sessions.models import Attendance, MentoringSession, Rhythm

CANCELLED = "STATUS:CANCELLED"
# Some calendars only ask for an answer when the event is near, and people when it has passed.
ANSWERED_UNTIL = timedelta(days=90)
SERIES_ANSWERED_FOR = timedelta(days=731)
PARTSTAT = {"accepted": "ACCEPTED", "tentative": "TENTATIVE", "declined": "DECLINED"}


def request(session: MentoringSession, *, to: Person) -> str:
    """METHOD:REQUEST for one session; for one of a rhythm, for that occurrence alone."""
    return _object("REQUEST", [_one(session, to, CONFIRMED)])


def cancellation(session: MentoringSession, *, to: Person) -> str:
    """METHOD:CANCEL for one session; for one of a rhythm, for that occurrence alone."""
    return _object("CANCEL", [_one(session, to, CANCELLED)])


def series_request(rhythm: Rhythm, *, to: Person) -> str:
    """METHOD:REQUEST for a whole rhythm, with what was moved in it; once it has ended, with its
    end, so that what took place stays. "" where nothing of it ever stood."""
    parts = _whole(rhythm, to, CONFIRMED)
    return _object("REQUEST", parts) if parts else ""


def series_cancellation(rhythm: Rhythm, *, to: Person) -> str:
    """METHOD:CANCEL for a whole rhythm, its past as well."""
    return _object("CANCEL", [_gone(rhythm, to)])


def series_news(rhythm: Rhythm, *, to: Person) -> tuple[str, str]:
    """What calendars are to be told of a rhythm as it is now, and its METHOD: also of one that has
    ended, whose past stays; only where nothing of it took place is it taken away."""
    told = series_request(rhythm, to=to)
    return (told, "REQUEST") if told else (series_cancellation(rhythm, to=to), "CANCEL")


def _one(session: MentoringSession, to: Person, status: str) -> Part:
    rhythm = session.rhythm
    about, until = session.id, session.starts_at + ANSWERED_UNTIL
    if rhythm is not None:
        about, until = rhythm.id, session.starts_at + SERIES_ANSWERED_FOR
    common = (_organizer(to, about, until), _attendee(to, _answer(session, to)))
    teller = Teller(session.pair.partner_of(to), common, status)
    if rhythm is None or session.recurs_at is None:
        return teller.single(Meeting.of(session))
    return teller.occurrence(Meeting.of(session), rhythm, date_on_wall(rhythm, session.recurs_at))


def _whole(rhythm: Rhythm, to: Person, status: str) -> list[Part]:
    return _series_teller(rhythm, to, status).series(series_of(rhythm), at=clock.now())


def _gone(rhythm: Rhythm, to: Person) -> Part:
    return _series_teller(rhythm, to, CANCELLED).whole(
        rhythm,
        [f"RRULE:{rhythm.rule}"],
        changed_at=rhythm.changed_at,
        last_year=rhythm.first_on.year,
    )


def _series_teller(rhythm: Rhythm, to: Person, status: str) -> Teller:
    until = clock.now() + SERIES_ANSWERED_FOR
    common = (_organizer(to, rhythm.id, until), _attendee(to, "NEEDS-ACTION"))
    return Teller(rhythm.pair.partner_of(to), common, status)


def _object(method: str, parts: list[Part]) -> str:
    return vcalendar(parts, at=clock.now(), method=method)


def _answer(session: MentoringSession, person: Person) -> str:
    """What this person said of the date that the session has now."""
    said = Attendance.objects.filter(
        session=session, person=person, sequence__gte=session.dated_sequence
    ).first()
    return PARTSTAT[said.answer] if said else "NEEDS-ACTION"


def organizer(address: str = "") -> str:
    """The ORGANIZER line: an address, or the one that letters come from."""
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f'ORGANIZER;CN="Romanesco":{_mailto(address or sender)}'


def _organizer(to: Person, about: UUID, until: datetime) -> str:
    return organizer(reply_address(to.id, "calendar", about, until=until))


def _attendee(person: Person, partstat: str) -> str:
    asked = "TRUE" if partstat == "NEEDS-ACTION" else "FALSE"
    return (
        f"ATTENDEE;CN={parameter(person.name)};CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT"
        f";PARTSTAT={partstat};RSVP={asked}:{_mailto(person.email)}"
    )


def _mailto(address: str) -> str:
    """RFC 6068: what would end or mean something in an address or a line is written as %XX."""
    return "mailto:" + quote(address, safe="@+-_.~!$'*=^{|}`")
