"""Settings, tokens, ending logins, and the link of a demo."""

import re
from datetime import time, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from romanesco.base import bus, clock
from romanesco.mail.models import Letter
from romanesco.people.api_tokens import make_token, person_for_token
from romanesco.people.models import Person
from romanesco.people.sign_in_links import make_link
from romanesco.people.sign_up import Applicant, NewPasskey, add_passkey, sign_up
from tests.cast import olga, rosa, theo

pytestmark = pytest.mark.django_db
TOLD = {
    "name": "Somebody else",
    "time_zone": "Europe/Lisbon",
    "language": "en",
    "day_from": "08:00",
    "days": ["MO", "WE", "SA"],
    "day_until": "17:30",
}


@pytest.fixture(autouse=True)
def _unhurried() -> None:
    cache.clear()


@pytest.fixture
def theos(client: Client) -> Client:
    client.force_login(theo())
    return client


@pytest.mark.parametrize("path", ["/settings/", "/settings/tokens/", "/account/passkeys/add/"])
def test_who_is_not_in_is_asked_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"] == f"/account/login/?next={path}"


def test_theo_changes_his_name_and_zone(theos: Client) -> None:
    told = TOLD | {"name": " Theo  L. "}
    assert theos.post("/settings/", told).headers["Location"] == "/settings/"
    changed = Person.objects.get(id=theo().id)
    assert (changed.name, changed.time_zone) == ("Theo L.", "Europe/Lisbon")
    assert (changed.day_from, changed.day_until) == (time(8), time(17, 30))
    assert changed.days == "MO,WE,SA"
    assert b"Saved." in theos.get("/settings/").content


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "\u202eoehT"),
        ("name", ""),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "localtime"),
        ("time_zone", "Factory"),
        ("language", "tlh"),
        ("day_from", ""),
        ("days", []),
        ("days", ["XX"]),
        ("day_from", "nine"),
        ("day_until", "25:00"),
        ("day_until", "08:00"),
    ],
)
def test_nothing_changes_when_one_field_is_wrong(theos: Client, field: str, value: str) -> None:
    told = TOLD | {field: value}
    response = theos.post("/settings/", told)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert Person.objects.get().name == "Theo Lindqvist"


def test_the_browsers_zone_does_not_take_the_place_of_ones_own(theos: Client) -> None:
    page = theos.get("/settings/").content.decode()
    assert re.search(r'<select[^>]*data-time-zone="chosen"', page)
    assert re.search(r'<option value="America/Sao_Paulo" selected>São Paulo', page)


def test_a_token_is_shown_once_and_can_be_revoked(theos: Client) -> None:
    page = theos.post("/settings/tokens/", {"label": "my <b>script</b>"}).content.decode()
    secret = re.search(r"rmo_[\w-]{43}", page)
    assert secret is not None
    assert person_for_token(secret.group()) == theo()
    again = theos.get("/settings/tokens/").content.decode()
    assert secret.group() not in again
    assert "my &lt;b&gt;script&lt;/b&gt;" in again
    token = theo().api_tokens.get()
    theos.post(f"/settings/tokens/{token.id}/revocation")
    assert person_for_token(secret.group()) is None


def test_a_token_needs_a_name(theos: Client) -> None:
    assert theos.post("/settings/tokens/", {"label": ""}).status_code == 422
    assert not theo().api_tokens.exists()


def test_olga_finds_nothing_to_revoke(client: Client) -> None:
    token, secret = make_token("laptop", by=theo(), at=clock.now())
    client.force_login(olga())
    there = client.post(f"/settings/tokens/{token.id}/revocation")
    nowhere = client.post(f"/settings/tokens/{olga().id}/revocation")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    assert person_for_token(secret) == theo()


def test_signing_out_everywhere_else(theos: Client) -> None:
    elsewhere = Client()
    elsewhere.force_login(theo())
    theos.post("/settings/logins/ending")
    assert theos.get("/settings/").status_code == 200
    assert elsewhere.get("/settings/").status_code == 302


def test_looking_at_a_sign_in_link_consumes_nothing(client: Client) -> None:
    path = f"/sign-in-links/{make_link(rosa(), at=clock.now())}/"
    for method in (client.get, client.head, client.get):
        assert method(path).status_code == 200
    assert b"Sign in as Rosa" in client.get(path).content
    assert client.get("/settings/").status_code == 302


def test_its_button_signs_in_again_and_again_until_it_expires() -> None:
    path = f"/sign-in-links/{make_link(rosa(), at=clock.now())}/"
    for client in (Client(), Client()):
        assert client.post(path).headers["Location"] == "/"
        assert b"Rosa Okafor" in client.get("/settings/").content
    expired = make_link(rosa(), at=clock.now() - timedelta(days=8))
    there, nowhere = Client().get(f"/sign-in-links/{expired}/"), Client().get("/sign-in-links/x/")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content


def test_signing_in_by_a_link_ends_the_login_that_was_here(
    theos: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    key = theos.session.session_key
    heard: list[bus.Announcement] = []
    stop = bus.listen(heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        theos.post(f"/sign-in-links/{make_link(rosa(), at=clock.now())}/")
    stop()
    assert bus.LoginEnded(session_key=key, person_id=theo().id) in heard
    assert theos.session.session_key != key
    assert b"Rosa Okafor" in theos.get("/settings/").content


def test_a_link_does_not_let_a_stranger_plant_a_session(client: Client) -> None:
    client.get("/account/login/")
    planted = client.session
    planted["known"] = "to a stranger"
    planted.save()
    client.cookies["sessionid"] = planted.session_key or ""
    client.post(f"/sign-in-links/{make_link(rosa(), at=clock.now())}/")
    assert client.session.session_key != planted.session_key


def test_whoever_came_by_a_link_just_now_may_add_a_passkey(client: Client) -> None:
    client.post(f"/sign-in-links/{make_link(rosa(), at=clock.now())}/")
    assert client.get("/account/passkeys/add/").status_code == 200


def test_a_passkey_is_removed_only_by_a_fresh_login_and_never_the_last(client: Client) -> None:
    add_passkey(rosa(), NewPasskey("this laptop", {"id": "abc"}))
    passkey = rosa().authenticator_set.get()
    client.force_login(rosa())
    stale = client.post(f"/account/passkeys/{passkey.pk}/removal")
    assert stale.headers["Location"].startswith("/account/reauthenticate/passkey/")
    client.post(f"/sign-in-links/{make_link(rosa(), at=clock.now())}/")
    response = client.post(f"/account/passkeys/{passkey.pk}/removal", follow=True)
    assert b"This is your only way to sign in." in response.content
    assert rosa().authenticator_set.exists()


HOSTILE = [
    "", "null", "[]", "1", '"x"', "{}", "{", "[" * 9000, '{"id": 1, "response": []}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "AA",'
    ' "clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA",'
    ' "attestationObject": "oA"}}',
    "\x00", "x" * 100_000, '{"id": "\\u0000"}',
]  # fmt: skip


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_hostile_answer_of_a_browser_is_just_a_wrong_one(theos: Client, answer: str) -> None:
    stranger = Client()
    stranger.get("/account/login/passkey/", headers={"Accept": "application/json"})
    response = stranger.post("/account/login/passkey/", {"credential": answer}, follow=True)
    assert b"This passkey is not known here." in response.content
    theos.post(f"/sign-in-links/{make_link(theo(), at=clock.now())}/")
    theos.get("/account/passkeys/add/")
    added = theos.post("/account/passkeys/add/", {"name": "x", "credential": answer})
    assert added.status_code == 422
    assert not theo().authenticator_set.exists()


def test_signing_up_by_passkey_makes_no_account_before_the_passkey(client: Client) -> None:
    told = {"name": "Theo", "email": "theo@example.org", "time_zone": "UTC", "means": "passkey"}
    response = client.post("/account/signup/", told, headers={"Host": "localhost"})
    assert response.headers["Location"] == "/account/signup/passkey/"
    page = client.get("/account/signup/passkey/", headers={"Host": "localhost"})
    assert b"Make the passkey" in page.content
    wrong = client.post("/account/signup/passkey/", {"credential": "{}"})
    assert wrong.status_code == 422
    assert not Person.objects.exists()
    assert client.get("/settings/").status_code == 302


def test_the_second_step_is_nothing_without_the_first(client: Client) -> None:
    response = client.get("/account/signup/passkey/")
    assert response.headers["Location"] == "/account/signup/"


def test_where_mail_is_set_up_a_letter_tells_of_a_removed_passkey(
    client: Client, settings: Settings
) -> None:
    settings.HAS_MAIL = settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    person = sign_up(Applicant("Theo", "t@example.org", "UTC"), "nine slow herons", at=clock.now())
    add_passkey(person, NewPasskey("this laptop", {"id": "abc"}))
    client.post(f"/sign-in-links/{make_link(person, at=clock.now())}/")
    passkey = person.authenticator_set.get()
    client.post(f"/account/passkeys/{passkey.pk}/removal")
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == ("t@example.org", "A passkey was removed")
    assert "from your account at testserver" in letter.text
