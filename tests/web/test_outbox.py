"""The letters of a demo."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from romanesco.mail import demo_mode
from romanesco.mail.outbox import post
from tests.cast import olga, theo

pytestmark = pytest.mark.django_db


@pytest.fixture
def _demo(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    demo_mode.begin()


@pytest.mark.usefixtures("_demo")
def test_theo_reads_his_and_olga_does_not(client: Client) -> None:
    post(theo(), "First", "See http://127.0.0.1/plans/1 <script>alert(1)</script>")
    post(theo(), "Second", "…")
    client.force_login(theo())
    page = client.get("/outbox/").content.decode()
    assert page.index("Second") < page.index("First")
    assert '<a href="http://127.0.0.1/plans/1"' in page
    assert "<script>alert" not in page
    client.force_login(olga())
    assert "First" not in client.get("/outbox/").content.decode()


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
