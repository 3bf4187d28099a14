"""Answers to invitations set who comes, for that person, that date, and nothing else."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.calendars import invitation
from romanesco.calendars.answering import take_answer
from romanesco.journey import leave, prepare
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.sessions.models import Attendance, MentoringSession
from romanesco.sessions.operations import Appointment
from romanesco.sessions.queries import attendances_of, rhythm_of
from tests.calendars.reading import strictly
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_whoever_accepts_comes() -> None:
    pair = a_pair(rosa(), theo())
    session = a_plan(signed(pair)).session
    reply = _reply(invitation.request(session, to=pair.mentor), "ACCEPTED")
    assert _take(reply, pair.mentor, session.id) == "answered"
    assert _said(session) == {"Rosa Okafor": "accepted"}
    assert "PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:rosa" in _unfolded(session, pair.mentor)
    # Another mind, later: it is what they said last.
    assert _take(reply.replace("ACCEPTED", "DECLINED"), pair.mentor, session.id) == "answered"
    assert _said(session) == {"Rosa Okafor": "declined"}
    session.refresh_from_db()
    assert session.state == "planned"


def test_an_answer_to_an_older_date_does_not_count() -> None:
    pair = a_pair(rosa(), theo())
    session = a_plan(signed(pair)).session
    reply = _reply(invitation.request(session, to=pair.mentor), "ACCEPTED")
    when = Appointment(session.starts_at + HOUR, session.time_zone)
    moved = prepare.move(session, when, by=pair.mentee, at=MONDAY)
    assert _take(reply, pair.mentor, session.id) == "outdated"
    assert _said(moved) == {}
    anew = _reply(invitation.request(moved, to=pair.mentor), "TENTATIVE")
    assert _take(anew, pair.mentor, session.id) == "answered"
    assert _said(moved) == {"Rosa Okafor": "tentative"}


def test_a_whole_series_is_answered_at_once_but_for_what_was_moved() -> None:
    pair = _weekly()
    first, second, *rest = pair.sessions.order_by("starts_at")
    when = Appointment(second.starts_at + 30 * HOUR, second.time_zone)
    prepare.move(second, when, by=pair.mentee, at=MONDAY)
    rhythm = rhythm_of(pair)
    assert rhythm is not None
    reply = _reply(invitation.series_request(rhythm, to=pair.mentee), "ACCEPTED")
    assert _take(reply, pair.mentee, rhythm.id) == "answered"
    assert [_said(s) for s in (first, second)] == [{"Theo Lindqvist": "accepted"}, {}]
    assert len(rest) == 3
    assert all(_said(session) for session in rest)


@pytest.mark.parametrize("form", ["TZID=Europe/Amsterdam:{local}", "utc", "VALUE=DATE:{day}"])
def test_one_occurrence_is_answered_by_itself(form: str) -> None:
    pair = _weekly()
    first, second, *_ = pair.sessions.order_by("starts_at")
    reply = _reply(invitation.request(second, to=pair.mentor), "DECLINED")
    assert second.recurs_at is not None
    local = second.recurs_at.astimezone(second.zone)
    told = form.format(local=f"{local:%Y%m%dT%H%M%S}", day=f"{local:%Y%m%d}")
    told = f":{second.recurs_at:%Y%m%dT%H%M%SZ}" if form == "utc" else f";{told}"
    lines = [
        f"RECURRENCE-ID{told}" if line.startswith("RECURRENCE-ID") else line
        for line in reply.split("\r\n")
    ]
    assert second.rhythm_id is not None
    assert _take("\r\n".join(lines), pair.mentor, second.rhythm_id) == "answered"
    assert (_said(first), _said(second)) == ({}, {"Rosa Okafor": "declined"})


def test_an_answer_counts_for_its_sender_alone() -> None:
    pair = a_pair(rosa(), theo())
    session = a_plan(signed(pair)).session
    reply = _reply(invitation.request(session, to=pair.mentor), "ACCEPTED")
    assert _take(reply, pair.mentee, session.id) == "not_theirs"
    forged = reply.replace("rosa@example.org", "olga@example.org")
    assert _take(forged, olga(), session.id) == "not_theirs"
    assert _take(reply, pair.mentor, uuid4()) == "unknown"
    other = a_plan(pair, days=5).session
    assert _take(reply, pair.mentor, other.id) == "unknown"
    assert not Attendance.objects.exists()


def test_what_is_no_answer_is_told_apart() -> None:
    pair = a_pair(rosa(), theo())
    session = a_plan(signed(pair)).session
    request = invitation.request(session, to=pair.mentor)
    reply = _reply(request, "ACCEPTED")
    assert _take(request, pair.mentor, session.id) == "not_an_answer"
    assert _take(_reply(request, "NEEDS-ACTION"), pair.mentor, session.id) == "not_an_answer"
    counter = reply.replace("METHOD:REPLY", "METHOD:COUNTER")
    assert _take(counter, pair.mentor, session.id) == "counter"
    leave.cancel(session, by=pair.mentee, at=MONDAY)
    assert _take(reply, pair.mentor, session.id) == "over"
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("ics", "outcome"),
    [
        ("", "unreadable"),
        ("hello", "unreadable"),
        ("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n", "unreadable"),
        ("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n", "unreadable"),
        ("BEGIN:VEVENT\r\n" * 4000, "unreadable"),
        ("BEGIN:VCALENDAR\r\n" + "X:y\r\n" * 300_000, "too_large"),
        ("\x00" * 65_000, "unreadable"),
        ("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nSEQUENCE:many\r\nATTENDEE:x\r\n"
         "END:VEVENT\r\nEND:VCALENDAR\r\n", "unreadable"),
    ],
)  # fmt: skip
def test_rubbish_is_a_word_and_no_failure(ics: str, outcome: str) -> None:
    pair = a_pair(rosa(), theo())
    session = a_plan(signed(pair)).session
    assert _take(ics, pair.mentor, session.id) == outcome


CODES = {"answered", "outdated", "counter", "not_an_answer", "not_theirs", "unknown", "over",
         "unreadable", "too_large"}  # fmt: skip


@given(cut=st.integers(0, 700), put=st.text(max_size=20), at=st.integers(0, 700))
def test_a_damaged_answer_is_a_word_too(cut: int, put: str, at: int) -> None:
    person = Person(email="rosa@example.org", name="Rosa", id=uuid4())
    reply = SAMPLE[:at] + put + SAMPLE[at + cut :]
    assert take_answer(reply, person=person, about=uuid4(), at=MONDAY) in CODES


SAMPLE = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
    "UID:session-0@romanesco\r\nDTSTAMP:20261123T090000Z\r\nSEQUENCE:1\r\n"
    "RECURRENCE-ID;TZID=Europe/Amsterdam:20261126T140000\r\n"
    "DTSTART;TZID=Europe/Amsterdam:20261126T140000\r\n"
    'ATTENDEE;CN="Rosa";PARTSTAT=ACCEPTED:mailto:rosa@example.org\r\n'
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def _weekly() -> Pair:
    return signed(
        a_pair(rosa(), theo()), meets_on="TH", meets_at=time(14), meets_zone="Europe/Amsterdam"
    )


def _take(ics: str, person: Person, about: UUID) -> str:
    return take_answer(ics, person=person, about=about, at=datetime(2026, 11, 23, 10, tzinfo=UTC))


def _reply(request: str, partstat: str) -> str:
    """What a calendar answers: the same event, without its zones."""
    event = request.replace("\r\n ", "")
    head, _, rest = event.partition("BEGIN:VTIMEZONE")
    reply = head + "BEGIN:VEVENT" + rest.partition("BEGIN:VEVENT")[2]
    reply = reply.partition("END:VEVENT")[0] + "END:VEVENT\r\nEND:VCALENDAR\r\n"
    reply = reply.replace("METHOD:REQUEST", "METHOD:REPLY")
    return reply.replace("PARTSTAT=NEEDS-ACTION;RSVP=TRUE", f"PARTSTAT={partstat}")


def _said(session: MentoringSession) -> dict[str, str]:
    fresh = MentoringSession.objects.get(id=session.id)
    return {one.person.name: one.answer for one in attendances_of(fresh)}


def _unfolded(session: MentoringSession, to: Person) -> str:
    ics = invitation.request(session, to=to)
    strictly(ics)
    return ics.replace("\r\n ", "")
