"""Rosa's sessions in a calendar of her own, on a real server."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
from pytest_django import Settings

from romanesco.base.addresses import read_networks
from romanesco.base.outgoing import NotAllowedThere
from romanesco.calendars import accounts, hanging
from romanesco.calendars.caldav import WrongPassword
from romanesco.calendars.discovery import NoneToWriteInto
from romanesco.calendars.models import CalendarAccount, WrittenEvent
from romanesco.calendars.writing import write_due
from romanesco.journey import leave, prepare
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import notes
from romanesco.plans.models import Plan
from romanesco.sessions.operations import Appointment
from romanesco.sessions.queries import sessions_ahead
from tests.calendars.own import LATER, connected, starts, written
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.harness.radicale import NAME, PASSWORD, Radicale
from tests.journey.stories import answer, topic

pytestmark = pytest.mark.django_db
numbers = count(1)


@pytest.fixture(autouse=True)
def _allowed(settings: Settings) -> None:
    settings.PRIVATE_NETWORKS = read_networks("127.0.0.0/8")
    hanging.forget()


@pytest.fixture
def calendar(radicale: Radicale) -> Iterator[str]:
    """A calendar for one story."""
    url = radicale.make_calendar(f"story{next(numbers)}")
    yield url
    radicale.ask("DELETE", url)


@pytest.fixture
def other(radicale: Radicale) -> Iterator[str]:
    """Another one beside it."""
    url = radicale.make_calendar(f"story{next(numbers)}")
    yield url
    radicale.ask("DELETE", url)


@pytest.fixture
def me() -> Person:
    return rosa()


@pytest.fixture
def plan(me: Person) -> Plan:
    return a_plan(signed(a_pair(me, theo())))


def account() -> CalendarAccount:
    return CalendarAccount.objects.get()


def move(plan: Plan, *, days: float, at: datetime) -> None:
    when = Appointment(plan.session.starts_at + timedelta(days=days), "America/Sao_Paulo", 45)
    plan.session = prepare.move(plan.session, when, by=plan.session.scheduled_by, at=at)


@pytest.mark.usefixtures("plan")
def test_sessions_appear_with_when_and_where_and_a_link(
    radicale: Radicale, calendar: str, me: Person, plan: Plan
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    (event,) = written(radicale, calendar, at=MONDAY)
    assert "SUMMARY:Session 1 with Theo" in event
    assert starts(event) == ["20261126T100000"]
    assert "BEGIN:VTIMEZONE" in event
    assert f"/sessions/{plan.session_id}/" in event
    assert "METHOD" not in event
    # A server that sends invitations for whoever organises (RFC 6638) has nobody to write to.
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event
    assert account().written_at == MONDAY


def test_no_word_of_a_plan_goes_there(
    radicale: Radicale, calendar: str, me: Person, plan: Plan
) -> None:
    answer(plan, "went_well", "heron in the draft", by=theo())
    topic(plan, "heron as a topic", by=theo())
    notes.write_note(plan, "heron in a note", by=me, at=MONDAY)
    connected(me, radicale, calendar, at=MONDAY)
    (event,) = written(radicale, calendar, at=MONDAY)
    assert "heron" not in event


def test_what_moves_is_moved_and_what_is_off_is_gone(
    radicale: Radicale, calendar: str, me: Person, plan: Plan
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    (before,) = written(radicale, calendar, at=MONDAY)
    place = next(iter(radicale.events(calendar)))
    move(plan, days=2, at=MONDAY + LATER)
    (after,) = written(radicale, calendar, at=MONDAY + 2 * LATER)
    assert starts(before) == ["20261126T100000"]
    assert starts(after) == ["20261128T100000"]
    assert list(radicale.events(calendar)) == [place]
    leave.cancel(plan.session, by=theo(), at=MONDAY + 3 * LATER)
    assert written(radicale, calendar, at=MONDAY + 4 * LATER) == []
    assert not WrittenEvent.objects.exists()


@pytest.mark.usefixtures("plan")
def test_nothing_is_asked_while_nothing_changes(
    radicale: Radicale, calendar: str, me: Person
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    assert write_due(at=MONDAY) == 1
    assert write_due(at=MONDAY + timedelta(hours=2)) == 0
    radicale.stop()
    try:
        # The daily look compares; it finds nothing to say, so that nobody is asked.
        assert write_due(at=MONDAY + timedelta(days=1, hours=1)) == 1
        assert account().failure == ""
    finally:
        radicale.start()


def test_what_its_owner_deleted_stays_so_until_it_changes(
    radicale: Radicale, calendar: str, me: Person, plan: Plan
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    (place,) = radicale.events(calendar)
    radicale.ask("DELETE", place)
    assert written(radicale, calendar, at=MONDAY + timedelta(days=1)) == []
    move(plan, days=1, at=MONDAY + timedelta(days=1, hours=1))
    (again,) = written(radicale, calendar, at=MONDAY + timedelta(days=1, hours=1) + LATER)
    assert starts(again) == ["20261127T100000"]


@pytest.mark.usefixtures("plan")
def test_writing_again_brings_back_what_was_deleted(
    radicale: Radicale, calendar: str, me: Person
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    (place,) = radicale.events(calendar)
    radicale.ask("DELETE", place)
    accounts.write_again(by=me, at=MONDAY + LATER)
    assert len(written(radicale, calendar, at=MONDAY + LATER)) == 1
    accounts.write_again(by=me, at=MONDAY + 2 * LATER)  # and changes nothing that stands
    assert len(written(radicale, calendar, at=MONDAY + 2 * LATER)) == 1
    assert account().failure == ""


def test_what_was_changed_at_the_other_end_is_right_again_with_the_next_change(
    radicale: Radicale, calendar: str, me: Person, plan: Plan
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    ((place, event),) = radicale.events(calendar).items()
    theirs = event.replace("Session 1 with Theo", "Dentist")
    assert radicale.ask("PUT", place, content=theirs).is_success
    move(plan, days=1, at=MONDAY + LATER)
    (after,) = written(radicale, calendar, at=MONDAY + LATER)
    assert "Session 1 with Theo" in after
    assert starts(after) == ["20261127T100000"]


def test_an_invitation_that_was_accepted_there_is_taken_over(
    radicale: Radicale, calendar: str, me: Person, plan: Plan
) -> None:
    """Her mail program has put the event there already, at an address of its own."""
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    ((place, event),) = radicale.events(calendar).items()
    radicale.ask("DELETE", place)
    WrittenEvent.objects.all().delete()
    radicale.ask("PUT", f"{calendar}from-my-mail.ics", content=event)
    move(plan, days=1, at=MONDAY + LATER)
    (after,) = written(radicale, calendar, at=MONDAY + LATER)
    assert starts(after) == ["20261127T100000"]
    assert [place.rpartition("/")[2] for place in radicale.events(calendar)] == ["from-my-mail.ics"]
    leave.cancel(plan.session, by=theo(), at=MONDAY + 2 * LATER)
    assert written(radicale, calendar, at=MONDAY + 2 * LATER) == []


@pytest.mark.usefixtures("plan")
def test_a_worker_that_dies_half_way_leaves_nothing_twice(
    radicale: Radicale, calendar: str, me: Person
) -> None:
    """Its event was written, and what the server answered was not."""
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    WrittenEvent.objects.update(fingerprint="", etag="")
    CalendarAccount.objects.update(next_try_at=MONDAY, claimed_until=MONDAY + LATER)
    assert write_due(at=MONDAY + timedelta(minutes=1)) == 0  # still claimed, for all anybody knows
    assert write_due(at=MONDAY + LATER) == 1
    assert len(radicale.events(calendar)) == 1
    assert account().failure == ""


def test_a_server_that_was_down_is_caught_up_with(
    radicale: Radicale, calendar: str, me: Person, plan: Plan
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    move(plan, days=1, at=MONDAY + LATER)
    radicale.stop()
    try:
        began = MONDAY + LATER
        write_due(at=began)
        assert (account().failure, account().failing_since) == ("unreachable", began)
        assert write_due(at=began + timedelta(seconds=30)) == 0
        at, waits = began, list[timedelta]()
        while at < began + timedelta(days=1):
            due = account().next_try_at
            assert due is not None
            waits.append(due - at)
            at = due
            assert write_due(at=at) == 1
        assert waits[0] == timedelta(minutes=1)
        assert max(waits) == timedelta(hours=6)
        assert len(waits) < 20
        assert account().failing_since == began
    finally:
        radicale.start()
    due = account().next_try_at
    assert due is not None
    (after,) = written(radicale, calendar, at=due)
    assert starts(after) == ["20261127T100000"]
    assert (account().failure, account().failing_since) == ("", None)


def test_a_password_that_no_longer_does_is_not_tried_again(
    radicale: Radicale, calendar: str, me: Person, plan: Plan
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    (radicale.folder / "people").write_text(f"{NAME}:another-one\n", encoding="utf-8")
    try:
        move(plan, days=1, at=MONDAY + LATER)
        write_due(at=MONDAY + LATER)
        assert account().failure == "wrong_password"
        assert write_due(at=MONDAY + timedelta(days=30)) == 0
        with pytest.raises(WrongPassword):
            accounts.renew_password("guess", by=me, at=MONDAY + 2 * LATER)
        assert account().failure == "wrong_password"
        accounts.renew_password("another-one", by=me, at=MONDAY + 2 * LATER)
        write_due(at=MONDAY + 2 * LATER)
        assert account().failure == ""
        assert account().calendar_url == calendar
    finally:
        (radicale.folder / "people").write_text(f"{NAME}:{PASSWORD}\n", encoding="utf-8")
    (after,) = written(radicale, calendar, at=MONDAY + 2 * LATER)
    assert starts(after) == ["20261127T100000"]


def test_a_calendar_that_is_gone_is_told(
    radicale: Radicale, calendar: str, other: str, me: Person, plan: Plan
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    radicale.ask("DELETE", calendar)
    move(plan, days=1, at=MONDAY + LATER)
    write_due(at=MONDAY + LATER)
    assert account().failure == "gone"
    accounts.renew_password(PASSWORD, by=me, at=MONDAY + 2 * LATER)
    accounts.choose(other, by=me, at=MONDAY + 2 * LATER)
    assert len(written(radicale, other, at=MONDAY + 2 * LATER)) == 1
    assert account().failure == ""


@pytest.mark.usefixtures("plan")
def test_choosing_another_calendar_moves_what_stands_in_the_first(
    radicale: Radicale, calendar: str, other: str, me: Person
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    accounts.choose(other, by=me, at=MONDAY + LATER)
    assert len(written(radicale, other, at=MONDAY + LATER)) == 1
    assert radicale.events(calendar) == {}


@pytest.mark.usefixtures("plan")
def test_disconnecting_takes_the_events_out_if_one_likes(
    radicale: Radicale, calendar: str, me: Person
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    assert accounts.disconnect(take_out=True, by=me, at=MONDAY + LATER) == 0
    assert radicale.events(calendar) == {}
    assert accounts.account_of(me) is None
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    assert accounts.disconnect(take_out=False, by=me, at=MONDAY + LATER) == 0
    assert len(radicale.events(calendar)) == 1


@pytest.mark.usefixtures("plan")
def test_disconnecting_says_how_many_could_not_be_taken_out(
    radicale: Radicale, calendar: str, me: Person
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    radicale.stop()
    try:
        assert accounts.disconnect(take_out=True, by=me, at=MONDAY + LATER) == 1
    finally:
        radicale.start()
    assert accounts.account_of(me) is None


@pytest.mark.usefixtures("plan")
def test_sessions_of_long_ago_are_not_written_into_a_new_calendar(
    radicale: Radicale, calendar: str, me: Person
) -> None:
    a_year_on = MONDAY + timedelta(days=365)
    connected(me, radicale, calendar, at=a_year_on)
    assert written(radicale, calendar, at=a_year_on) == []


@pytest.mark.usefixtures("plan")
def test_what_was_written_stays_when_it_is_over(
    radicale: Radicale, calendar: str, me: Person
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    written(radicale, calendar, at=MONDAY)
    assert len(written(radicale, calendar, at=MONDAY + timedelta(days=365))) == 1


def test_only_calendars_for_events_are_offered(
    radicale: Radicale, calendar: str, me: Person
) -> None:
    tasks = radicale.make_calendar("Tasks", "VTODO")
    home = radicale.make_calendar("Zuhause & Büro")
    found = accounts.connect(radicale.url, NAME, PASSWORD, by=me, at=MONDAY)
    urls = {one["url"]: one["name"] for one in found.offered}
    assert calendar in urls
    assert tasks not in urls
    assert "Zuhause & Büro" in urls.values()
    assert found.calendar_url == ""
    assert write_due(at=MONDAY) == 0  # nothing is chosen
    for one in (tasks, home):
        radicale.ask("DELETE", one)


def test_a_calendars_own_address_does_too(radicale: Radicale, calendar: str, me: Person) -> None:
    found = accounts.connect(calendar, NAME, PASSWORD, by=me, at=MONDAY)
    assert found.calendar_url == calendar


def test_a_wrong_password_keeps_nothing(radicale: Radicale, me: Person) -> None:
    with pytest.raises(WrongPassword):
        accounts.connect(radicale.url, NAME, "guess", by=me, at=MONDAY)
    assert accounts.account_of(me) is None


def test_an_address_that_is_a_little_wrong_finds_them_all_the_same(
    radicale: Radicale, calendar: str, me: Person
) -> None:
    found = accounts.connect(f"{radicale.url}/nobody/", NAME, PASSWORD, by=me, at=MONDAY)
    assert calendar in [one["url"] for one in found.offered]


def test_a_server_without_a_calendar_says_so(radicale: Radicale, me: Person) -> None:
    with pytest.raises(NoneToWriteInto):
        accounts.connect(radicale.url, NAME, PASSWORD, by=me, at=MONDAY)


def test_without_the_operators_word_it_is_not_asked(
    radicale: Radicale, me: Person, settings: Settings
) -> None:
    settings.PRIVATE_NETWORKS = ()
    with pytest.raises(NotAllowedThere):
        accounts.connect(radicale.url, NAME, PASSWORD, by=me, at=MONDAY)
    assert accounts.account_of(me) is None


@pytest.mark.usefixtures("plan")
def test_another_key_of_the_house_asks_for_the_password_again(
    radicale: Radicale, calendar: str, me: Person, settings: Settings
) -> None:
    connected(me, radicale, calendar, at=MONDAY)
    settings.SECRET_KEY = "another-key-another-key-another"
    write_due(at=MONDAY)
    assert account().failure == "password_needed"
    assert account().next_try_at is None
    accounts.renew_password(PASSWORD, by=me, at=MONDAY + LATER)
    assert len(written(radicale, calendar, at=MONDAY + LATER)) == 1


THURSDAYS: dict[str, Any] = {
    "cadence": "weekly",
    "meets_on": "TH",
    "meets_at": time(10),
    "meets_zone": "America/Sao_Paulo",
}


class TestARhythm:
    @pytest.fixture
    def pair(self, me: Person) -> Pair:
        return signed(a_pair(me, theo()), **THURSDAYS)

    @pytest.mark.usefixtures("pair")
    def test_is_one_series(self, radicale: Radicale, calendar: str, me: Person) -> None:
        connected(me, radicale, calendar, at=MONDAY)
        (series,) = written(radicale, calendar, at=MONDAY)
        assert "RRULE:FREQ=WEEKLY;BYDAY=TH" in series
        assert starts(series)[0] == "20261126T100000"

    def test_has_what_moved_as_an_exception_and_what_is_off_left_out(
        self, radicale: Radicale, calendar: str, me: Person, pair: Pair
    ) -> None:
        connected(me, radicale, calendar, at=MONDAY)
        written(radicale, calendar, at=MONDAY)
        second, third = sessions_ahead(pair).order_by("starts_at")[1:3]
        when = Appointment(second.starts_at + timedelta(days=1), "America/Sao_Paulo", 45)
        prepare.move(second, when, by=theo(), at=MONDAY + LATER)
        (series,) = written(radicale, calendar, at=MONDAY + 2 * LATER)
        exception = series[series.index("RECURRENCE-ID;TZID=America/Sao_Paulo:20261203T100000") :]
        assert starts(f"BEGIN:VEVENT\n{exception}")[0] == "20261204T100000"
        leave.cancel(third, by=theo(), at=MONDAY + 3 * LATER)
        (series,) = written(radicale, calendar, at=MONDAY + 4 * LATER)
        assert "EXDATE;TZID=America/Sao_Paulo:20261210T100000" in series

    def test_ends_with_the_pair(
        self, radicale: Radicale, calendar: str, me: Person, pair: Pair
    ) -> None:
        connected(me, radicale, calendar, at=MONDAY)
        written(radicale, calendar, at=MONDAY)
        leave.close(pair, by=theo(), at=MONDAY + LATER)
        assert written(radicale, calendar, at=MONDAY + 2 * LATER) == []
