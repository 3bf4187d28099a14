"""Connecting one's own calendar on the page: nothing typed is lost but the password."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from romanesco.base import clock
from romanesco.base.addresses import read_networks
from romanesco.calendars import accounts, hanging
from romanesco.calendars.models import CalendarAccount
from romanesco.calendars.writing import write_due
from romanesco.people.local_words import seen_by
from romanesco.web import calendar_accounts
from tests.cast import a_pair, a_plan, olga, rosa, signed, theo
from tests.harness.listening import Reply, listening
from tests.harness.radicale import NAME, PASSWORD, Radicale
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
PAGE = "/settings/calendar/"
NAMES = sorted(str(url.name) for url in calendar_accounts.urls)


@pytest.fixture(autouse=True)
def _allowed(settings: Settings) -> None:
    settings.PRIVATE_NETWORKS = read_networks("127.0.0.0/8")
    hanging.forget()


@pytest.fixture
def calendar(radicale: Radicale) -> Iterator[str]:
    url = radicale.make_calendar("Work")
    yield url
    radicale.ask("DELETE", url)


def connect(client: Client, radicale: Radicale, **other: str) -> object:
    typed = {"address": radicale.url, "username": NAME, "password": PASSWORD, **other}
    return client.post(reverse("connect_calendar"), typed)


def test_a_single_calendar_is_chosen_at_once_and_written_into(
    radicale: Radicale, calendar: str
) -> None:
    at, client = clock.now(), visit_as(rosa())
    a_plan(signed(a_pair(rosa(), theo(), at=at), at=at), at=at)
    assert "https://caldav.icloud.com" in text_of(client.get(PAGE))
    connect(client, radicale)
    page = text_of(client.get(PAGE))
    assert "Your sessions are on their way into “Work”." in page
    assert "rosa at 127.0.0.1 · Your sessions are on their way into it." in page
    write_due(at=clock.now() + timedelta(seconds=1))
    assert len(radicale.events(calendar)) == 1
    assert "All there, last looked at today at" in text_of(client.get(PAGE))


def test_one_of_several_is_chosen(radicale: Radicale, calendar: str) -> None:
    other = radicale.make_calendar("Sessions")
    client = visit_as(rosa())
    connect(client, radicale)
    page = text_of(client.get(PAGE))
    assert "One thing is left to say" in page
    assert "Sessions" in page
    nothing = client.post(reverse("choose_calendar"), {"calendar": "https://evil.example.org/"})
    assert nothing.status_code == 422
    assert "Choose one of them." in text_of(nothing)
    client.post(reverse("choose_calendar"), {"calendar": other})
    assert "on their way into “Sessions”" in text_of(client.get(PAGE))
    radicale.ask("DELETE", other)


@pytest.mark.usefixtures("calendar")
def test_a_wrong_password_is_said_at_its_field_and_shown_nowhere(radicale: Radicale) -> None:
    client = visit_as(rosa())
    answer = client.post(
        reverse("connect_calendar"),
        {"address": radicale.url, "username": NAME, "password": "heron-guess"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "does not take this name and password" in text_of(answer)
    assert 'id="connect_password_error"' in page
    assert f'value="{radicale.url}"' in page
    assert f'value="{NAME}"' in page
    assert "heron-guess" not in page
    assert not CalendarAccount.objects.exists()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "is needed here"),
        ("not an address", "This is not an address"),
        ("ftp://cloud.example.org", "This is not an address"),
        ("https://rosa:secret@cloud.example.org", "Only the server's address goes here"),
        ("https://[::1", "This is not an address"),
        ("https://10.0.0.1/", "private network"),
        ("http://169.254.169.254/latest/", "private network"),
        ("https://" + "a" * 1000, "too long"),
        ("https://cloud\x00.example.org", "invisible character"),
    ],
)
def test_an_address_that_does_not_do_is_told_kindly(address: str, words: str) -> None:
    client = visit_as(rosa())
    answer = client.post(
        reverse("connect_calendar"),
        {"address": address, "username": NAME, "password": PASSWORD},
    )
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert PASSWORD not in answer.content.decode()


@pytest.mark.usefixtures("calendar")
def test_the_password_stands_nowhere_in_the_clear(radicale: Radicale) -> None:
    me = rosa()
    connect(visit_as(me), radicale)
    account = CalendarAccount.objects.get()
    assert PASSWORD not in str(account.__dict__)
    assert PASSWORD not in repr(accounts.login_of(account))
    assert PASSWORD not in visit_as(me).get(PAGE).content.decode()


@pytest.mark.usefixtures("calendar")
def test_a_password_that_no_longer_does_is_asked_for(radicale: Radicale) -> None:
    client = visit_as(rosa())
    connect(client, radicale)
    CalendarAccount.objects.update(
        failure="wrong_password", failing_since=clock.now() - timedelta(days=3), next_try_at=None
    )
    day = f"{seen_by(rosa(), clock.now() - timedelta(days=3)):%A}"
    page = text_of(client.get(PAGE))
    assert f"Your calendar has not let us in since {day}: the app password may have changed" in page
    wrong = client.post(reverse("renew_calendar_password"), {"password": "heron-guess"})
    assert wrong.status_code == 422
    assert "heron-guess" not in wrong.content.decode()
    client.post(reverse("renew_calendar_password"), {"password": PASSWORD})
    assert "Your sessions go on" in text_of(client.get(PAGE))
    assert CalendarAccount.objects.get().failure == ""


@pytest.mark.usefixtures("calendar")
def test_another_key_of_the_house_asks_for_it_too(radicale: Radicale, settings: Settings) -> None:
    me = rosa()
    connect(visit_as(me), radicale)
    a_plan(signed(a_pair(me, theo(), at=clock.now()), at=clock.now()), at=clock.now())
    settings.SECRET_KEY = "another-key-another-key-another"
    write_due(at=clock.now() + timedelta(seconds=1))
    answer = visit_as(me).get(PAGE)
    assert answer.status_code == 200
    assert "can no longer read your app password" in text_of(answer)


def test_what_was_written_is_taken_out_again(radicale: Radicale, calendar: str) -> None:
    at, client = clock.now(), visit_as(rosa())
    a_plan(signed(a_pair(rosa(), theo(), at=at), at=at), at=at)
    connect(client, radicale)
    write_due(at=clock.now() + timedelta(seconds=1))
    assert len(radicale.events(calendar)) == 1
    client.post(reverse("write_calendar"))
    assert "being written again" in text_of(client.get(PAGE))
    client.post(reverse("look_for_calendars"))
    assert "the calendars there now" in text_of(client.get(PAGE))
    client.post(reverse("disconnect_calendar"), {"take_out": "on"})
    assert "is disconnected, and its password forgotten" in text_of(client.get(PAGE))
    assert radicale.events(calendar) == {}
    assert not CalendarAccount.objects.exists()


@pytest.mark.usefixtures("calendar")
def test_what_could_not_be_taken_out_is_told(radicale: Radicale) -> None:
    at, client = clock.now(), visit_as(rosa())
    a_plan(signed(a_pair(rosa(), theo(), at=at), at=at), at=at)
    connect(client, radicale)
    write_due(at=clock.now() + timedelta(seconds=1))
    radicale.stop()
    try:
        client.post(reverse("disconnect_calendar"), {"take_out": "on"})
    finally:
        radicale.start()
    assert "One event stays in it" in text_of(client.get(PAGE))


@pytest.mark.usefixtures("calendar")
def test_nobody_else_sees_or_touches_it(radicale: Radicale) -> None:
    connect(visit_as(rosa()), radicale)
    before = CalendarAccount.objects.values().get()
    other = visit_as(olga())
    assert "127.0.0.1" not in text_of(other.get(PAGE))
    for name in NAMES:
        if name != "connect_calendar":
            assert other.post(reverse(name), {"password": "guess"}).status_code == 404
    assert CalendarAccount.objects.values().get() == before


@pytest.mark.parametrize("name", NAMES)
def test_who_is_signed_out_comes_to_the_door(name: str) -> None:
    answer = Client().post(reverse(name))
    assert answer.status_code == 302
    assert "/account/login/" in answer.headers["Location"]
    assert visit_as(rosa()).get(reverse(name)).headers["Location"] == PAGE


def test_nobody_knocks_at_doors_through_us() -> None:
    client = visit_as(rosa())
    typed = {"address": "http://127.0.0.1:1/", "username": NAME, "password": PASSWORD}
    statuses = [client.post(reverse("connect_calendar"), typed).status_code for _ in range(21)]
    assert statuses == [422] * 20 + [429]


def test_only_a_few_wait_for_servers_at_once() -> None:
    for _ in range(calendar_accounts.AT_ONCE):
        calendar_accounts._asking.acquire()
    try:
        answer = visit_as(rosa()).post(
            reverse("connect_calendar"),
            {"address": "https://cloud.example.org", "username": NAME, "password": PASSWORD},
        )
    finally:
        for _ in range(calendar_accounts.AT_ONCE):
            calendar_accounts._asking.release()
    assert answer.status_code == 422
    assert "Others are connecting" in text_of(answer)


def test_what_was_typed_too_often_still_stands_there_but_the_password() -> None:
    client = visit_as(rosa())
    typed = {"address": "http://127.0.0.1:1/dav/", "username": NAME, "password": PASSWORD}
    for _ in range(20):
        client.post(reverse("connect_calendar"), typed)
    answer = client.post(reverse("connect_calendar"), typed)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "That was tried too often within an hour." in text_of(answer)
    assert 'value="http://127.0.0.1:1/dav/"' in page
    assert f'value="{NAME}"' in page
    assert PASSWORD not in page
    again = client.post(reverse("connect_calendar"), {**typed, "address": ""})
    assert again.status_code == 422  # nobody was knocked at


@pytest.mark.usefixtures("calendar")
def test_a_server_that_answers_nonsense_is_told_wherever_it_is_asked(radicale: Radicale) -> None:
    client = visit_as(rosa())
    connect(client, radicale)
    with listening(lambda asked: Reply(301, {"Location": "\x01"})) as server:
        typed = {"address": server.url, "username": NAME, "password": PASSWORD}
        other = visit_as(theo()).post(reverse("connect_calendar"), typed)
        assert other.status_code == 422
        assert "What that server answered could not be read." in text_of(other)
        assert f'value="{server.url}"' in other.content.decode()
        CalendarAccount.objects.update(address=server.url, failure="wrong_password")
        renewed = client.post(reverse("renew_calendar_password"), {"password": PASSWORD})
        assert renewed.status_code == 422
        assert "could not be read" in text_of(renewed)
        looked = client.post(reverse("look_for_calendars"), follow=True)
        assert "could not be read" in text_of(looked)
