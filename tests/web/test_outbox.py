"""The letters of a demo."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from romanesco.mail import demo_mode
from romanesco.mail.content import Button, Content, Paragraph
from romanesco.mail.models import Letter
from romanesco.mail.outbox import Envelope, post_content
from tests.cast import olga, theo

pytestmark = pytest.mark.django_db


@pytest.fixture
def _demo(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    demo_mode.begin()


def written(heading: str, words: str = "…") -> Letter:
    content = Content(
        "Session 7 with Rosa",
        heading,
        (Paragraph(words),),
        Button("Open it", "http://127.0.0.1/plans/1"),
    )
    return post_content(theo(), content, Envelope("shared"))


@pytest.mark.usefixtures("_demo")
def test_theo_reads_his_and_olga_does_not(client: Client) -> None:
    written("First")
    written("Second")
    client.force_login(theo())
    page = client.get("/outbox/").content.decode()
    assert page.count("Session 7 with Rosa</a>") == 2  # what differs stands below
    assert page.index("Second") < page.index("First")
    client.force_login(olga())
    assert "First" not in client.get("/outbox/").content.decode()


@pytest.mark.usefixtures("_demo")
def test_a_letter_is_shown_as_it_looks_and_as_text(client: Client) -> None:
    letter = written("First", "<script>alert(1)</script> & more")
    client.force_login(theo())
    page = client.get(f"/outbox/{letter.id}/")
    assert b'<a href="http://127.0.0.1/plans/1"' in page.content
    assert b"<script>alert" not in page.content
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    alone = client.get(f"/outbox/{letter.id}/alone")
    assert b"&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in alone.content
    assert set(alone.headers["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-top-navigation-by-user-activation",
    }


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("end", ["", "alone"])
def test_nobody_elses_letter_is_nothing(client: Client, end: str) -> None:
    letter = written("Planted", "Planted words")
    client.force_login(theo())
    assert client.get(f"/outbox/{letter.id}/{end}").status_code == 200
    nothing = client.get(f"/outbox/{uuid4()}/{end}")
    client.force_login(olga())
    hers = client.get(f"/outbox/{letter.id}/{end}")
    assert hers.status_code == nothing.status_code == 404
    assert b"Planted" not in hers.content


@pytest.mark.parametrize("end", ["", "alone"])
def test_where_this_is_no_demo_there_is_no_letter(
    client: Client, settings: Settings, tmp_path: Path, end: str
) -> None:
    settings.HOME = tmp_path
    letter = written("First")
    client.force_login(theo())
    assert client.get(f"/outbox/{letter.id}/{end}").status_code == 404


@pytest.mark.usefixtures("_demo")
def test_who_is_not_in_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/outbox/").headers["Location"] == "/account/login/?next=/outbox/"


def test_where_this_is_no_demo_there_is_no_such_page(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    client.force_login(theo())
    assert client.get("/outbox/").status_code == 404


@pytest.mark.usefixtures("_demo")
def test_where_letters_go_out_by_mail_neither(client: Client, settings: Settings) -> None:
    settings.HAS_MAIL = True
    client.force_login(theo())
    assert client.get("/outbox/").status_code == 404
