"""What a page says when it will not, or cannot."""

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory

from romanesco.people.models import Person
from romanesco.web import people, refusals
from tests.cast import a_pair, olga, rosa, theo

pytestmark = pytest.mark.django_db


def test_an_outsider_gets_byte_for_byte_what_nobody_gets(client: Client) -> None:
    pair = a_pair(rosa(), theo())
    client.force_login(olga())
    there = client.get(f"/pairs/{pair.id}/")
    nowhere = client.get(f"/pairs/{olga().id}/")
    nonsense = client.get("/no/such/page")
    assert there.status_code == nowhere.status_code == nonsense.status_code == 404
    assert there.content == nowhere.content == nonsense.content
    assert there.headers == nowhere.headers


def test_a_stranger_reads_what_to_do(client: Client) -> None:
    page = client.get("/no/such/page").content.decode()
    assert "not yours to see" in page
    assert 'href="/"' in page


def test_a_form_of_an_older_page_says_so_and_leads_back() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(theo())
    here = {"Referer": "http://testserver/settings/"}
    response = client.post("/settings/", {"name": "Theo"}, headers=here)
    assert response.status_code == 403
    assert b"Load the page again" in response.content
    assert b'href="http://testserver/settings/"' in response.content
    foreign = client.post("/settings/", {}, headers={"Referer": "https://evil.example/"})
    assert b"evil.example" not in foreign.content


def test_a_script_gets_the_words_alone() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/settings/", headers={"HX-Request": "true"})
    assert response.status_code == 403
    assert b"<html" not in response.content


def test_an_address_for_forms_is_no_page(client: Client) -> None:
    client.force_login(theo())
    response = client.get("/settings/logins/ending")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert b"Nothing to look at" in response.content


def test_our_fault_is_told_as_ours_and_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(theo())

    def fail(*args: object, **more: object) -> None:
        raise DatabaseError("secret words")

    monkeypatch.setattr(people, "describe", fail)
    told = {"name": "Theo", "time_zone": "UTC", "language": "en"}
    told |= {"day_from": "09:00", "day_until": "18:00", "days": "MO"}
    response = client.post("/settings/", told)
    assert response.status_code == 500
    assert b"our fault, not yours" in response.content
    assert b"secret words" not in response.content


def test_a_refusal_never_goes_round_in_a_circle() -> None:
    request = RequestFactory().get("/settings/", headers={"Referer": "http://testserver/settings/"})
    request.user = Person()
    assert refusals._back(request) == ""


@pytest.mark.parametrize("view", ["bad_request", "forbidden"])
def test_the_rest_of_the_family(view: str) -> None:
    request = RequestFactory().get("/")
    response = getattr(refusals, view)(request, Exception("secret words"))
    assert response.status_code in (400, 403)
    assert b"secret words" not in response.content
    assert b"Go home" in response.content
