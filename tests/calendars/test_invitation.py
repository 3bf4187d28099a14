"""Invitations as iCalendar objects: whose, of what, and how calendars follow a change."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import override_settings
from icalendar import Calendar

from romanesco.calendars import invitation
from romanesco.calendars.vevent import resources_of
from romanesco.journey import leave, prepare
from romanesco.pairs.models import Pair
from romanesco.plans.body import Body
from romanesco.plans.models import Plan
from romanesco.plans.notes import write_line, write_note
from romanesco.plans.operations import add_topic, replace_body
from romanesco.sessions.models import MentoringSession, Rhythm
from romanesco.sessions.operations import Appointment
from romanesco.sessions.queries import rhythm_of
from tests.calendars.reading import expanded, starts, strictly
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECRET = "zinnober-"


def test_one_session_is_one_event_with_the_link() -> None:
    pair = signed(a_pair(rosa(), theo()))
    session = a_plan(pair).session
    ics = invitation.request(session, to=pair.mentor)
    calendar = strictly(ics)
    assert calendar["METHOD"] == "REQUEST"
    (event,) = calendar.walk("VEVENT")
    assert event["UID"] == f"session-{session.id}@romanesco"
    assert event["SUMMARY"] == "Session 1 with Theo"
    assert f"/sessions/{session.id}/" in event["DESCRIPTION"]
    assert event["ATTENDEE"] == "mailto:rosa@example.org"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert "theo@example.org" not in ics
    ((told,),) = expanded(ics)
    assert (told["start"], told["end"]) == (session.starts_at, session.starts_at + HOUR * 0.75)
    assert told["url"].endswith(f"/sessions/{session.id}/")


def test_a_moved_session_keeps_its_uid_and_rises() -> None:
    pair = signed(a_pair(rosa(), theo()))
    session = a_plan(pair).session
    before = _event(invitation.request(session, to=pair.mentor))
    when = Appointment(session.starts_at + HOUR, "Europe/Amsterdam", 30, "Room 4")
    moved = prepare.move(session, when, by=pair.mentee, at=MONDAY + HOUR)
    after = _event(invitation.request(moved, to=pair.mentor))
    assert before["UID"] == after["UID"]
    assert before["ORGANIZER"] == after["ORGANIZER"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
    leave.cancel(moved, by=pair.mentee, at=MONDAY + 2 * HOUR)
    ics = invitation.cancellation(_fresh(moved), to=pair.mentor)
    gone = _event(ics)
    assert strictly(ics)["METHOD"] == "CANCEL"
    assert gone["STATUS"] == "CANCELLED"
    assert gone["UID"] == after["UID"]
    assert gone["SEQUENCE"] > after["SEQUENCE"]


def test_a_rhythm_is_one_series_with_what_was_moved() -> None:
    pair, rhythm = _weekly()
    first, second, third, *_ = pair.sessions.order_by("starts_at")
    when = Appointment(second.starts_at + 30 * HOUR, second.time_zone)
    moved = prepare.move(second, when, by=pair.mentee, at=MONDAY)
    leave.cancel(third, by=pair.mentor, at=MONDAY)
    ics = invitation.series_request(rhythm, to=pair.mentee)
    master, override = strictly(ics).walk("VEVENT")
    assert master["UID"] == override["UID"] == f"rhythm-{rhythm.id}@romanesco"
    assert master["SUMMARY"] == "Mentoring with Rosa"
    assert f"/pairs/{pair.id}/next" in master["URL"]
    assert override["SEQUENCE"] > master["SEQUENCE"]
    week = timedelta(days=7)
    shown = starts(ics, between=(MONDAY, MONDAY + 5 * week))
    by_rule = [first.starts_at + week * number for number in range(5)]
    assert shown == [by_rule[0], moved.starts_at, by_rule[3], by_rule[4]]


def test_one_occurrence_is_told_by_itself() -> None:
    pair, rhythm = _weekly()
    second = pair.sessions.order_by("starts_at")[1]
    when = Appointment(second.starts_at + 30 * HOUR, "America/Sao_Paulo")
    moved = prepare.move(second, when, by=pair.mentee, at=MONDAY)
    ics = invitation.request(moved, to=pair.mentor)
    event = _event(ics)
    strictly(ics)
    assert event["UID"] == f"rhythm-{rhythm.id}@romanesco"
    assert event["RECURRENCE-ID"].dt == second.starts_at
    assert event["RECURRENCE-ID"].params["TZID"] == "Europe/Amsterdam"
    assert starts(ics) == [moved.starts_at]
    leave.cancel(moved, by=pair.mentor, at=MONDAY)
    gone = _event(invitation.cancellation(_fresh(moved), to=pair.mentor))
    assert gone["RECURRENCE-ID"].dt == second.starts_at
    assert gone["SEQUENCE"] > event["SEQUENCE"]


def test_an_ended_rhythm_keeps_its_past() -> None:
    pair, rhythm = _weekly()
    past = pair.sessions.order_by("starts_at")[0]
    MentoringSession.objects.filter(id=past.id).update(state="held", started_at=past.starts_at)
    signed(pair, at=past.starts_at + HOUR, cadence="irregular")
    ended = Rhythm.objects.get(id=rhythm.id)
    assert ended.ended_at is not None
    ics = invitation.series_request(ended, to=pair.mentor)
    strictly(ics)
    assert starts(ics) == [past.starts_at]
    assert "UNTIL=20261126T130000Z" in ics
    assert invitation.series_news(ended, to=pair.mentor) == (ics, "REQUEST")
    assert strictly(invitation.series_cancellation(ended, to=pair.mentor))["METHOD"] == "CANCEL"


def test_a_rhythm_of_which_nothing_took_place_is_taken_away() -> None:
    pair, rhythm = _weekly()
    signed(pair, at=MONDAY + HOUR, cadence="irregular")
    ics, method = invitation.series_news(Rhythm.objects.get(id=rhythm.id), to=pair.mentor)
    assert method == strictly(ics)["METHOD"] == "CANCEL"
    assert _event(ics)["UID"] == f"rhythm-{rhythm.id}@romanesco"


def test_the_second_of_two_equal_hours_is_the_second() -> None:
    pair = signed(a_pair(rosa(), theo()))
    second = datetime.fromisoformat("2027-10-31T01:30:00+00:00")  # 02:30 in Amsterdam, again
    when = Appointment(second, "Europe/Amsterdam")
    session = prepare.schedule(pair, when, by=pair.mentee, at=MONDAY)
    ics = invitation.request(session, to=pair.mentor)
    strictly(ics)
    assert starts(ics) == [second]


@override_settings(DEFAULT_FROM_EMAIL='"Romanesco; , : x" <letters@example.org>')
def test_names_and_places_add_nothing() -> None:
    pair = signed(a_pair(rosa(), theo()))
    pair.mentor.name = 'Rosa";X=1:mailto:olga@example.org\r\nATTENDEE:mailto:olga@example.org'
    pair.mentee.name = "Theo\r\nDESCRIPTION:x;,\\n 🥦" * 9
    session = a_plan(pair).session
    session.place = 'Room; 4, "left"\r\nURL:https://evil.example\n' + "語" * 90
    ics = invitation.request(session, to=pair.mentor)
    event = _event(ics)
    strictly(ics)
    assert event["ATTENDEE"] == "mailto:rosa@example.org"
    assert event["ORGANIZER"] == "mailto:letters@example.org"
    assert "evil" not in event["URL"]
    assert event["LOCATION"] == session.place.replace("\r\n", "\n")
    assert "X" not in event["ATTENDEE"].params


def test_no_event_holds_a_word_of_a_plan() -> None:
    pair, rhythm = _weekly()
    session = pair.sessions.order_by("starts_at")[0]
    plan = a_plan(pair, days=5)
    for each in (plan, Plan.objects.get(session=session)):
        words: Body = [
            {"type": "paragraph", "content": [{"type": "text", "text": f"{SECRET}body"}]}
        ]
        item = each.items.order_by("position")[0]
        replace_body(item, words, by=pair.mentee, at=MONDAY)
        add_topic(each, f"{SECRET}topic", by=pair.mentee, at=MONDAY)
    write_line(plan, f"{SECRET}line", by=pair.mentee, at=MONDAY)
    write_note(plan, f"{SECRET}note", by=pair.mentee, at=MONDAY)
    for person in (pair.mentor, pair.mentee):
        told = [
            *resources_of(person, at=MONDAY).events.values(),
            invitation.request(plan.session, to=person),
            invitation.request(session, to=person),
            invitation.series_request(rhythm, to=person),
            invitation.cancellation(plan.session, to=person),
        ]
        assert all(told)
        assert SECRET not in "".join(told).replace("\r\n ", "")


def _weekly() -> tuple[Pair, Rhythm]:
    pair = signed(
        a_pair(rosa(), theo()), meets_on="TH", meets_at=time(14), meets_zone="Europe/Amsterdam"
    )
    rhythm = rhythm_of(pair)
    assert rhythm is not None
    return pair, rhythm


def _event(ics: str) -> Any:
    (event,) = Calendar.from_ical(ics).walk("VEVENT")
    return event


def _fresh(session: MentoringSession) -> MentoringSession:
    return MentoringSession.objects.select_related("pair", "rhythm").get(id=session.id)
