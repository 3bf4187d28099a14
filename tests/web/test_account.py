"""Signing up, in and out, as stories at the door."""

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from romanesco.base import bus
from romanesco.mail.models import Letter
from romanesco.people import sign_in as sign_in_rules
from romanesco.people.models import Person
from tests.cast import rosa, theo

pytestmark = pytest.mark.django_db
ZONE = "America/Sao_Paulo"
THEO = {
    "name": "Theo Lindqvist",
    "email": "theo@example.org",
    "time_zone": ZONE,
    "means": "password",
    "password": "nine slow herons",
}


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was tried too often in one test is forgotten in the next, and nobody waits."""
    cache.clear()
    monkeypatch.setattr(sign_in_rules, "NO_SOONER", 0.0)


@pytest.fixture
def with_mail(settings: Settings) -> None:
    settings.HAS_MAIL = True
    settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = True


def sign_up(client: Client, **more: str) -> Any:
    return client.post("/account/signup/", {**THEO, **more})


def sign_in(client: Client, password: str = THEO["password"], **more: str) -> Any:
    told = {"login": THEO["email"], "password": password, **more}
    return client.post("/account/login/", told)


def is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def words(response: Any) -> str:
    """The page without what differs each time: the token against forgery."""
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())


def test_theo_signs_up_signs_out_and_in_again(client: Client) -> None:
    assert sign_up(client).headers["Location"] == "/"
    assert is_in(client)
    person = Person.objects.get()
    assert (person.name, person.time_zone) == ("Theo Lindqvist", ZONE)
    client.post("/account/logout/")
    assert not is_in(client)
    assert sign_in(client).headers["Location"] == "/"
    assert is_in(client)


def test_looking_at_the_sign_out_page_signs_nobody_out(client: Client) -> None:
    sign_up(client)
    assert client.get("/account/logout/").status_code == 200
    assert is_in(client)


def test_signing_in_takes_a_new_session(client: Client) -> None:
    client.get("/account/login/")
    client.session["planted"] = "before"
    client.session.save()
    before = client.session.session_key
    sign_up(client)
    assert client.session.session_key != before


def test_somebody_who_is_in_needs_no_door(client: Client) -> None:
    client.force_login(theo())
    assert client.get("/account/signup/").headers["Location"] == "/"
    assert client.get("/account/login/").headers["Location"] == "/"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "A name is needed here."),
        ("name", "Theo\x00", "invisible character"),
        ("name", "\u202eoehT", "invisible character"),
        ("name", "x" * 10_000, "At most 80 characters"),
        ("email", "", "An email address is needed here."),
        ("email", "not an address", "This is not an email address."),
        ("email", "theo\x00@example.org", "This is not an email address."),
        ("email", f"{'x' * 300}@example.org", "This is not an email address."),
        ("time_zone", "", "Choose your time zone."),
        ("time_zone", "Europe/Atlantis", "Choose a time zone from the list."),
        ("time_zone", "localtime", "Choose a time zone from the list."),
        ("time_zone", "../../etc/passwd", "Choose a time zone from the list."),
        ("password", "", "A password is needed here."),
        ("password", "short", "too short"),
        ("password", "password1234", "too common"),
        ("password", "theolindqvist", "too similar"),
        ("password", "x" * 10_000, "At most 1,000 characters"),
        ("password", "nine slow\x00herons", "invisible character"),
    ],
)
def test_each_error_names_its_field_and_what_was_typed_is_kept(
    client: Client, field: str, value: str, says: str
) -> None:
    response = sign_up(client, **{field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(rf'id="id_{field}_error".*?{re.escape(says)}', page, re.DOTALL)
    for name, kept in THEO.items():
        if name not in (field, "password", "means"):
            assert kept in page
    assert THEO["password"] not in page
    assert not Person.objects.exists()


def test_a_name_is_never_markup(client: Client) -> None:
    sign_up(client, name="<script>alert(1)</script>")
    page = client.get("/settings/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_next_leads_nowhere_but_here(client: Client, onward: str) -> None:
    assert sign_up(client, next=onward).headers["Location"] == "/"
    client.post("/account/logout/", {"next": onward})
    response = sign_in(client, next=onward)
    assert response.headers["Location"] == "/"
    assert onward not in client.get("/account/login/", {"next": onward}).content.decode()


def test_next_leads_on_to_our_own_pages(client: Client) -> None:
    assert sign_up(client, next="/settings/").headers["Location"] == "/settings/"


def test_an_address_that_is_taken_answers_like_one_that_is_not(client: Client) -> None:
    taken, free = Client(), Client()
    sign_up(client)
    first = sign_up(taken, password="ten slow herons")
    second = sign_up(free, email="nobody@example.org", password="ten slow herons")
    assert (first.status_code, first.headers["Location"]) == (
        second.status_code,
        second.headers["Location"],
    )


def test_of_two_with_one_address_the_password_says_who_is_here(client: Client) -> None:
    sign_up(client, name="The first")
    sign_up(Client(), name="The second", password="ten slow herons")
    for password, name in [("nine slow herons", "The first"), ("ten slow herons", "The second")]:
        here = Client()
        sign_in(here, password)
        assert name in here.get("/settings/").content.decode()


def test_also_when_the_address_is_proven_for_one_of_them(client: Client) -> None:
    sign_up(client, name="The first")
    sign_up(Client(), name="The second", password="ten slow herons")
    EmailAddress.objects.filter(user__name="The first").update(verified=True)
    here = Client()
    sign_in(here, "ten slow herons")
    assert is_in(here)


def test_a_wrong_password_and_an_unknown_address_read_alike(client: Client) -> None:
    sign_up(Client())
    wrong, unknown = sign_in(client, "ten slow herons"), sign_in(client, login="who@example.org")
    assert wrong.status_code == unknown.status_code == 422
    assert words(wrong) == words(unknown).replace("who@example.org", THEO["email"])
    assert "do not go together" in words(wrong)


def test_a_wrong_answer_takes_its_time_whoever_has_an_account(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in_rules, "NO_SOONER", 0.2)
    for name in ("The first", "The second"):
        sign_up(Client(), name=name)
    took = []
    for address in (THEO["email"], "who@example.org"):
        began = time.monotonic()
        sign_in(client, "a wrong guess", login=address)
        took.append(time.monotonic() - began)
    assert min(took) >= 0.2


@pytest.mark.parametrize("secret", ["x\x00y", "", "x" * 10_000])
def test_odd_passwords_are_answered_too(client: Client, secret: str) -> None:
    assert sign_in(client, secret).status_code == 422


def test_guesses_are_slowed_down_kindly_and_alike_for_all(client: Client) -> None:
    sign_up(Client())
    for _ in range(5):
        assert "do not go together" in words(sign_in(client, "a wrong guess"))
    known = sign_in(client)
    assert known.status_code == 422
    assert "Wait five minutes" in words(known)
    assert not is_in(client)
    cache.clear()
    for _ in range(5):
        sign_in(client, login="who@example.org")
    assert words(known) == words(sign_in(client, login="who@example.org")).replace(
        "who@example.org", THEO["email"]
    )


def test_many_sign_ups_from_one_place_are_slowed_down(client: Client) -> None:
    for _ in range(20):
        sign_up(client, name="")
    response = sign_up(client, name="")
    assert response.status_code == 429
    assert b"A moment, please" in response.content


def test_one_address_is_signed_up_with_six_times_an_hour_at_most(client: Client) -> None:
    answers = [sign_up(Client()).status_code for _ in range(7)]
    assert answers == [302] * 6 + [429]
    assert sign_up(Client(), email="free@example.org").status_code == 302


def test_signing_out_ends_the_sockets_of_that_login(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client.force_login(theo())
    key = client.session.session_key
    heard: list[bus.Announcement] = []
    stop = bus.listen(heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/logout/")
    stop()
    assert heard == [bus.LoginEnded(session_key=key, person_id=theo().id)]


def test_a_new_password_asks_for_the_old_one_and_ends_other_logins(client: Client) -> None:
    sign_up(client)
    elsewhere = Client()
    sign_in(elsewhere)
    wrong = client.post(
        "/account/password/change/", {"oldpassword": "wrong", "password1": "ten slow herons"}
    )
    assert wrong.status_code == 422
    assert b"This is not your password now." in wrong.content
    right = {"oldpassword": THEO["password"], "password1": "ten slow herons"}
    response = client.post("/account/password/change/", right)
    assert response.headers["Location"] == "/settings/"
    assert is_in(client)
    assert not is_in(elsewhere)
    assert Person.objects.get().check_password("ten slow herons")


def test_whoever_came_by_a_link_may_set_a_password_only_lately(
    client: Client, settings: Settings
) -> None:
    client.force_login(theo())  # leaves no trace of how they came: like a login of last week
    response = client.get("/account/password/set/")
    assert response.status_code == 403
    assert b"Sign in once more" in response.content
    assert (
        client.post("/account/password/set/", {"password1": "ten slow herons"}).status_code == 403
    )
    assert not Person.objects.get().has_usable_password()


def test_a_stale_login_with_a_password_is_asked_for_it_again(client: Client) -> None:
    sign_up(client)
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()
    response = client.get("/account/passkeys/add/")
    asked = response.headers["Location"]
    assert asked.startswith("/account/reauthenticate/")
    assert client.post(asked, {"password": "wrong"}).status_code == 422
    response = client.post(asked, {"password": THEO["password"]})
    assert response.headers["Location"] == "/account/passkeys/add/"
    assert client.get("/account/passkeys/add/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/account/login/code/", "/account/login/code/confirm/", "/account/password/reset/"]
)
def test_what_needs_mail_is_not_there_without_it(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    page = client.get("/account/login/").content.decode()
    assert "Send me a code" not in page
    assert "Forgot it?" not in page


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "mfa/", "3rdparty/", ""])
def test_pages_that_we_do_not_use_are_not_there(client: Client, path: str) -> None:
    assert client.get(f"/account/{path}").status_code == 404


@pytest.mark.usefixtures("with_mail")
def test_rosa_signs_in_by_a_code(client: Client) -> None:
    person = rosa()
    assert b"Send me a code" in client.get("/account/login/").content
    response = client.post("/account/login/code/", {"email": "Rosa@Example.org"}, follow=True)
    assert b"Type the code" in response.content
    letter = Letter.objects.get()
    assert letter.to == "rosa@example.org"
    code = letter.subject.split()[0]
    assert client.post("/account/login/code/confirm/", {"code": "nonsense"}).status_code == 422
    response = client.post("/account/login/code/confirm/", {"code": code})
    assert response.headers["Location"] == "/"
    assert is_in(client)
    assert EmailAddress.objects.get(user=person).verified


@pytest.mark.usefixtures("with_mail")
def test_asking_for_a_code_tells_nobody_who_has_an_account(client: Client) -> None:
    rosa()
    known = client.post("/account/login/code/", {"email": "rosa@example.org"}, follow=True)
    unknown = Client().post("/account/login/code/", {"email": "olga@example.org"}, follow=True)
    assert known.status_code == unknown.status_code == 200
    assert words(known) == words(unknown).replace("olga@", "rosa@")
    assert Letter.objects.filter(to="olga@example.org").get().subject.startswith("No account")


@pytest.mark.usefixtures("with_mail")
def test_a_code_is_asked_for_three_times_a_minute_at_most(client: Client) -> None:
    for _ in range(3):
        client.post("/account/login/code/", {"email": "rosa@example.org"})
    response = Client().post("/account/login/code/", {"email": "rosa@example.org"})
    assert response.status_code == 422
    assert Letter.objects.count() == 3


@pytest.mark.usefixtures("with_mail")
def test_another_code_can_be_asked_for_and_only_the_last_counts(client: Client) -> None:
    rosa()
    for _ in range(2):
        client.post("/account/login/code/", {"email": "rosa@example.org"})
    first, second = (letter.subject.split()[0] for letter in Letter.objects.order_by("written_at"))
    assert client.post("/account/login/code/confirm/", {"code": first}).status_code == 422
    client.post("/account/login/code/confirm/", {"code": second})
    assert is_in(client)


@pytest.mark.usefixtures("with_mail")
def test_three_wrong_codes_end_it(client: Client) -> None:
    rosa()
    client.post("/account/login/code/", {"email": "rosa@example.org"})
    for _ in range(3):
        client.post("/account/login/code/confirm/", {"code": "nonsense"})
    code = Letter.objects.get().subject.split()[0]
    client.post("/account/login/code/confirm/", {"code": code})
    assert not is_in(client)


@pytest.mark.usefixtures("with_mail")
def test_a_forgotten_password_is_set_anew_by_a_letter(client: Client) -> None:
    sign_up(Client())
    response = client.post("/account/password/reset/", {"email": THEO["email"]}, follow=True)
    assert b"Look into your mail" in response.content
    link = re.search(r"http://\S+", Letter.objects.get().text)
    assert link is not None
    path = re.sub(r"^http://[^/]+", "", link.group())
    for _ in range(2):  # a scanner has opened it before: nothing is consumed
        page = Client().get(path, follow=True)
        assert b"A new password" in page.content
    form = client.get(path, follow=True)
    where = form.redirect_chain[-1][0]
    assert client.post(where, {"password1": "short"}).status_code == 422
    client.post(where, {"password1": "ten slow herons"})
    assert is_in(client)
    assert Person.objects.get().check_password("ten slow herons")
    over = Client().get(path, follow=True)
    assert b"This link is over" in over.content


@pytest.mark.usefixtures("with_mail")
def test_asking_for_a_new_password_tells_nobody_who_has_an_account(client: Client) -> None:
    rosa()
    known = client.post("/account/password/reset/", {"email": "rosa@example.org"}, follow=True)
    unknown = client.post("/account/password/reset/", {"email": "who@example.org"}, follow=True)
    assert words(known) == words(unknown)
    assert Letter.objects.count() == 2
