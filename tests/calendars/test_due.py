"""Which calendars are written into when, and by whom of several."""

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from django.db import connections

from romanesco.base.outgoing import TooSlow, Unreachable
from romanesco.calendars import due, hanging, turn, writing
from romanesco.calendars.caldav import Server, ServerRefuses, ServerTroubled
from romanesco.calendars.logins import Login
from romanesco.calendars.models import CalendarAccount, WrittenEvent
from romanesco.journey import away, leave, prepare
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_pair, a_plan, cora, olga, rosa, signed, theo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _nobody_hangs() -> None:
    hanging.forget()


def an_account(person: Person, *, host: str = "dav.example.org", **more: Any) -> CalendarAccount:
    told = {
        "address": f"https://{host}",
        "username": person.email,
        "sealed_password": "1.sealed",
        "calendar_url": f"https://{host}/{person.id}/",
        "connected_at": MONDAY,
        "next_try_at": MONDAY,
    }
    return CalendarAccount.objects.create(person=person, **{**told, **more})


def settled(person: Person, *, at: datetime = MONDAY) -> CalendarAccount:
    """One that is as it should be."""
    return an_account(person, written_at=at, next_try_at=at + DAY)


def people_due(*, at: datetime) -> set[str]:
    due.mark_changed(at=at)
    return {account.person.name for account in due.due_accounts(at=at, most=100)}


@pytest.mark.django_db
class TestWhoIsDue:
    def test_both_of_a_pair_whose_session_moved_and_nobody_else(self) -> None:
        plan = a_plan(signed(a_pair(rosa(), theo())))
        a_plan(signed(a_pair(olga(), cora())))
        later = MONDAY + timedelta(hours=3)
        for person in (rosa(), theo(), olga()):
            settled(person, at=later)
        assert people_due(at=later) == set()
        when = Appointment(plan.session.starts_at + DAY, "America/Sao_Paulo", 45)
        prepare.move(plan.session, when, by=theo(), at=later + 2 * MINUTE)
        assert people_due(at=later + 3 * MINUTE) == {"Rosa Okafor", "Theo Lindqvist"}

    def test_whoever_has_less_to_do_and_whoever_is_away(self) -> None:
        pair = signed(a_pair(rosa(), theo()))
        plan = a_plan(pair)
        later = MONDAY + timedelta(hours=3)
        settled(rosa(), at=later)
        leave.cancel(plan.session, by=theo(), at=later + 2 * MINUTE)
        assert people_due(at=later + 3 * MINUTE) == {"Rosa Okafor"}
        CalendarAccount.objects.update(written_at=later + 5 * MINUTE, next_try_at=later + DAY)
        day = (later + 9 * DAY).date()
        away.note(theo(), day, day, at=later + 7 * MINUTE)
        assert people_due(at=later + 8 * MINUTE) == {"Rosa Okafor"}
        CalendarAccount.objects.update(written_at=later + 10 * MINUTE, next_try_at=later + DAY)
        assert people_due(at=later + 11 * MINUTE + MINUTE) == set()
        leave.pause(pair, by=theo(), at=later + 13 * MINUTE)
        assert people_due(at=later + 14 * MINUTE) == {"Rosa Okafor"}

    def test_a_change_that_was_committed_late_is_not_passed_over(self) -> None:
        """It was dated before the calendar was read, and seen only afterwards."""
        settled(rosa(), at=MONDAY + 30 * MINUTE)
        a_plan(signed(a_pair(rosa(), theo())), at=MONDAY + 30 * MINUTE - timedelta(seconds=20))
        assert people_due(at=MONDAY + 31 * MINUTE) == {"Rosa Okafor"}

    def test_everybody_once_a_day(self) -> None:
        settled(rosa())
        assert people_due(at=MONDAY + DAY - MINUTE) == set()
        assert people_due(at=MONDAY + DAY) == {"Rosa Okafor"}

    def test_not_who_fails_before_their_time_nor_who_has_chosen_nothing(self) -> None:
        a_plan(signed(a_pair(rosa(), theo())))
        an_account(rosa(), failing_since=MONDAY, next_try_at=MONDAY + 30 * MINUTE)
        an_account(theo(), calendar_url="")
        an_account(olga(), failing_since=MONDAY, failure="wrong_password", next_try_at=None)
        assert people_due(at=MONDAY + MINUTE) == set()
        assert people_due(at=MONDAY + 30 * MINUTE) == {"Rosa Okafor"}

    def test_the_look_costs_the_same_for_many(self, django_assert_num_queries: Any) -> None:
        a_plan(signed(a_pair(rosa(), theo())))
        an_account(theo())
        for person in (rosa(), olga(), cora()):
            settled(person, at=MONDAY - DAY)
        with django_assert_num_queries(5):
            due.mark_changed(at=MONDAY + MINUTE)


@pytest.mark.django_db
class TestOneWorker:
    def test_has_an_account_at_a_time(self) -> None:
        an_account(rosa())
        first, second = (due.due_accounts(at=MONDAY, most=9)[0] for _ in range(2))
        assert due.claim(first, at=MONDAY)
        assert not due.claim(second, at=MONDAY)
        assert due.due_accounts(at=MONDAY + MINUTE, most=9) == []
        due.release_written(first, at=MONDAY)
        assert due.due_accounts(at=MONDAY + DAY, most=9) == [first]

    def test_that_died_is_followed_by_another(self) -> None:
        an_account(rosa())
        assert due.claim(due.due_accounts(at=MONDAY, most=9)[0], at=MONDAY)
        assert due.claim(due.due_accounts(at=MONDAY + due.CLAIM, most=9)[0], at=MONDAY + due.CLAIM)

    def test_that_comes_too_late_changes_nothing_of_what_was_chosen_meanwhile(self) -> None:
        account = an_account(rosa())
        due.claim(account, at=MONDAY)
        CalendarAccount.objects.update(
            claimed_until=None, calendar_url="https://other.example.org/"
        )
        due.release_failed(account, "gone", again=True, at=MONDAY)
        assert CalendarAccount.objects.get().failure == ""

    @pytest.mark.parametrize(
        ("failing_for", "wait"),
        [(0, 1), (1, 1), (2, 2), (60, 60), (60 * 5, 60 * 5), (60 * 24, 60 * 6)],
    )
    def test_waits_longer_the_longer_it_fails(self, failing_for: int, wait: int) -> None:
        since = MONDAY - failing_for * MINUTE if failing_for else None
        account = an_account(rosa(), failing_since=since)
        due.claim(account, at=MONDAY)
        due.release_failed(account, "unreachable", again=True, at=MONDAY)
        account.refresh_from_db()
        assert account.next_try_at == MONDAY + wait * MINUTE
        assert account.failing_since == (since or MONDAY)


def answering(monkeypatch: pytest.MonkeyPatch, put: Any) -> None:
    """Servers whose `put` is this; whoever is asked has the right password."""
    monkeypatch.setattr(turn, "login_of", lambda account: Login("rosa", "otter"))
    monkeypatch.setattr(Server, "put", put)


@pytest.mark.django_db
class TestARound:
    @pytest.fixture(autouse=True)
    def _sessions(self) -> None:
        a_plan(signed(a_pair(rosa(), theo())))
        a_plan(signed(a_pair(olga(), cora())))

    def test_meets_a_server_that_hangs_once_a_minute(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []

        def put(server: Server, url: Any, event: str, etag: str | None) -> str:
            asked.append(url.host)
            if url.host == "slow.example.org":
                raise TooSlow
            return '"1"'

        answering(monkeypatch, put)
        for person in (rosa(), theo()):
            an_account(person, host="slow.example.org")
        an_account(olga())
        writing.write_due(at=MONDAY)
        assert sorted(asked) == ["dav.example.org", "slow.example.org"]
        writing.write_due(at=MONDAY + MINUTE)
        assert asked.count("slow.example.org") == 2
        assert asked.count("dav.example.org") == 1

    def test_goes_on_after_whatever_one_makes_of_it(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def put(server: Server, url: Any, event: str, etag: str | None) -> str:
            if str(rosa().id) in str(url):
                raise ValueError("odd")
            return '"1"'

        answering(monkeypatch, put)
        for person in (rosa(), theo()):
            an_account(person)
        assert writing.write_due(at=MONDAY) == 2
        failures = dict(CalendarAccount.objects.values_list("person__name", "failure"))
        assert failures == {"Rosa Okafor": "failed", "Theo Lindqvist": ""}
        assert "otter" not in caplog.text

    def test_keeps_an_etag_that_is_too_long_as_unknown(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answering(monkeypatch, lambda *args: '"' + "x" * 300 + '"')
        an_account(rosa())
        writing.write_due(at=MONDAY)
        assert WrittenEvent.objects.get().etag == ""

    def test_goes_on_in_the_next_one_when_its_time_is_up(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pair = a_pair(rosa(), olga())
        for days in range(2, 6):
            a_plan(signed(pair), days=days)
        puts = 0

        def put(server: Server, url: Any, event: str, etag: str | None) -> str:
            nonlocal puts
            puts += 1
            if puts % 3 == 0:
                raise TooSlow
            return '"1"'

        answering(monkeypatch, put)
        an_account(rosa())
        for number in range(3):
            writing.write_due(at=MONDAY + number * MINUTE / 10)
        account = CalendarAccount.objects.get()
        assert (account.failure, account.failing_since) == ("", None)
        assert account.written_at is not None
        assert account.events.exclude(fingerprint="").count() == 5

    def test_goes_past_an_event_that_a_server_stumbles_over(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pair = a_pair(rosa(), olga())
        plans = [a_plan(signed(pair), days=days) for days in range(2, 6)]

        def put(server: Server, url: Any, event: str, etag: str | None) -> str:
            if str(plans[0].session_id) in str(url):
                raise ServerTroubled
            return '"1"'

        answering(monkeypatch, put)
        an_account(rosa())
        writing.write_due(at=MONDAY)
        account = CalendarAccount.objects.get()
        assert account.failure == "troubled"
        assert account.events.exclude(fingerprint="").count() == 4

    def test_leaves_an_invitation_alone_that_its_server_keeps_as_it_came(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def put(server: Server, url: Any, event: str, etag: str | None) -> str:
            asked.append(str(url))
            raise ServerRefuses

        def delete(server: Server, url: Any) -> None:
            asked.append(f"DELETE {url}")

        invitation = httpx.URL("https://dav.example.org/invitation.ics")
        answering(monkeypatch, put)
        monkeypatch.setattr(Server, "is_calendar", lambda server, url: True)
        monkeypatch.setattr(Server, "where", lambda server, calendar, uid: invitation)
        monkeypatch.setattr(Server, "delete", delete)
        an_account(rosa())
        writing.write_due(at=MONDAY)
        assert CalendarAccount.objects.get().failure == ""
        assert len(asked) == 2
        writing.write_due(at=MONDAY + DAY)
        assert len(asked) == 2  # as long as nothing about it changes
        session = Plan.objects.get(session__pair__mentor=rosa()).session
        leave.cancel(session, by=theo(), at=MONDAY + DAY)
        writing.write_due(at=MONDAY + DAY + MINUTE)
        assert (len(asked), WrittenEvent.objects.count()) == (2, 0)

    def test_says_when_nothing_goes_at_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def put(server: Server, url: Any, event: str, etag: str | None) -> str:
            raise Unreachable

        answering(monkeypatch, put)
        an_account(rosa())
        writing.write_due(at=MONDAY)
        account = CalendarAccount.objects.get()
        assert (account.failure, account.failing_since) == ("unreachable", MONDAY)


@pytest.mark.django_db(transaction=True)
def test_several_workers_write_each_account_once(monkeypatch: pytest.MonkeyPatch) -> None:
    a_plan(signed(a_pair(rosa(), theo())))
    a_plan(signed(a_pair(olga(), cora())))
    for person in (rosa(), theo(), olga(), cora()):
        an_account(person)
    asked: list[str] = []

    def put(server: Server, url: Any, event: str, etag: str | None) -> str:
        asked.append(str(url))
        time.sleep(0.05)
        return '"1"'

    answering(monkeypatch, put)

    def work() -> None:
        try:
            writing.write_due(at=MONDAY)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(asked) == len(set(asked)) == 4
    assert WrittenEvent.objects.count() == 4
