"""Inviting a partner, and what the link does for whom."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from romanesco.base import clock
from romanesco.mail.models import Letter
from romanesco.pairs import invitations
from romanesco.pairs.invitations import Invitee
from romanesco.pairs.models import Invitation, Pair
from tests.cast import olga, rosa, theo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unhurried() -> None:
    cache.clear()


def as_(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def asked(*, days_ago: float = 0, **more: str) -> tuple[Invitation, str]:
    at = clock.now() - timedelta(days=days_ago)
    made = invitations.invite(Invitee("Theo", **more), side="mentor", by=rosa(), at=at)
    return made, f"/invitations/{invitations.token_of(made)}/"


def test_rosa_makes_a_link_and_finds_it_again() -> None:
    client = as_(rosa())
    assert client.get("/invitations/new").status_code == 200
    told = {"side": "mentor", "partner_name": "Theo"}
    path = client.post("/invitations/new", told).headers["Location"]
    page = client.get(path).content.decode()
    assert f"http://127.0.0.1:8000{path}" in page.replace("&#x27;", "'")
    assert "Theo would be the mentee" in page
    assert path in client.get("/").content.decode()


def test_who_is_not_in_cannot_invite(client: Client) -> None:
    assert client.get("/invitations/new").status_code == 302
    client.post("/invitations/new", {"side": "mentor", "partner_name": "Theo"})
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("side", "coordinator"), ("side", ""), ("partner_name", ""), ("partner_name", "\u202ex")],
)
def test_each_error_names_its_field(field: str, value: str) -> None:
    told = {"side": "mentor", "partner_name": "Theo", field: value}
    response = as_(rosa()).post("/invitations/new", told)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Invitation.objects.exists()


def test_looking_consumes_nothing() -> None:
    made, path = asked()
    for client in (Client(), as_(olga()), as_(theo())):
        for method in (client.get, client.head):
            assert method(path).status_code == 200
    made.refresh_from_db()
    assert made.accepted_at is None
    assert not Pair.objects.exists()


def test_the_page_says_who_asks_and_as_what() -> None:
    page = Client().get(asked()[1]).content.decode()
    assert "Rosa would like to work with you" in page
    assert "<strong>mentee</strong>" in page
    assert "rosa@example.org" not in page


def test_theo_accepts_and_is_in_the_pair() -> None:
    _, path = asked()
    client = as_(theo())
    response = client.post(path)
    pair = Pair.objects.get()
    assert (pair.mentor, pair.mentee) == (rosa(), theo())
    assert response.headers["Location"] == f"/pairs/{pair.id}/"
    assert client.get(path).headers["Location"] == f"/pairs/{pair.id}/"
    assert as_(rosa()).get(path).headers["Location"] == f"/pairs/{pair.id}/"


def test_somebody_without_an_account_signs_up_and_lands_in_the_pair(client: Client) -> None:
    _, path = asked()
    door = client.post(path).headers["Location"]
    assert door == f"/account/signup/?{urlencode({'next': path})}"
    told = {"name": "Theo", "email": "t@example.org", "time_zone": "UTC", "next": path}
    response = client.post("/account/signup/", {**told, "password": "nine slow herons"})
    assert response.headers["Location"] == path
    assert b"Accept, as Theo" in client.get(path).content
    assert client.post(path, follow=True).status_code == 200
    assert Pair.objects.get().mentee.name == "Theo"


def test_a_third_finds_nothing_once_it_is_used() -> None:
    _, path = asked()
    as_(theo()).post(path)
    nothing = as_(olga()).get("/invitations/nonsense/")
    for method in ("get", "post"):
        used = getattr(as_(olga()), method)(path)
        assert used.status_code == 404
        assert used.content == nothing.content
    assert Pair.objects.count() == 1


def test_a_withdrawn_one_is_nothing() -> None:
    made, path = asked()
    assert as_(olga()).post(f"/invitations/{made.id}/withdrawal").status_code == 404
    as_(rosa()).post(f"/invitations/{made.id}/withdrawal")
    for client in (Client(), as_(theo()), as_(rosa())):
        assert client.get(path).status_code == 404
    assert as_(theo()).post(path).status_code == 404
    assert not Pair.objects.exists()


def test_an_expired_one_says_so_kindly_and_makes_no_pair() -> None:
    _, path = asked(days_ago=15)
    for response in (Client().get(path), as_(theo()).get(path), as_(theo()).post(path)):
        assert response.status_code == 410
        assert b"This invitation has expired" in response.content
    assert b"This link has expired" in as_(rosa()).get(path).content
    assert not Pair.objects.exists()


def test_rosa_cannot_accept_her_own() -> None:
    _, path = asked()
    page = as_(rosa()).post(path)
    assert b"A link for Theo" in page.content
    assert not Pair.objects.exists()


@pytest.mark.parametrize("token", ["x", "a:b", "%00", "0" * 10_000, "../../etc"])
def test_nonsense_is_nothing(client: Client, token: str) -> None:
    assert client.get(f"/invitations/{token}/").status_code == 404


def test_a_letter_goes_out_where_mail_is_set_up(settings: Settings) -> None:
    settings.HAS_MAIL = True
    told = {"side": "mentor", "partner_name": "Theo", "partner_email": "Theo@Example.org"}
    path = as_(rosa()).post("/invitations/new", told).headers["Location"]
    letter = Letter.objects.get()
    assert letter.to == "theo@example.org"
    assert path in letter.text
    assert "Rosa Okafor invites you to be their mentee" in letter.subject


def test_without_mail_no_address_is_asked_for() -> None:
    client = as_(rosa())
    assert b"Their email" not in client.get("/invitations/new").content
    told = {"side": "mentor", "partner_name": "Theo", "partner_email": "theo@example.org"}
    client.post("/invitations/new", told)
    assert not Letter.objects.exists()


def test_twenty_open_ones_are_enough() -> None:
    for _ in range(20):
        asked()
    told = {"side": "mentor", "partner_name": "Theo"}
    response = as_(rosa()).post("/invitations/new", told, follow=True)
    assert b"Twenty of your invitations are still open" in response.content
    assert Invitation.objects.count() == 20
