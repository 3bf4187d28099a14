"""Letters: sent once, tried again when the server did not take them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from pytest_django import Settings

from romanesco.mail.models import Letter
from romanesco.mail.outbox import RETRY, post, post_to_address, send_waiting
from romanesco.mail.queries import letters_for
from tests.cast import MONDAY, olga, rosa, theo

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_mail(settings: Settings) -> None:
    settings.HAS_MAIL = True


@pytest.mark.usefixtures("with_mail")
def test_a_letter_goes_out_once_and_what_it_said_is_not_kept() -> None:
    post(theo(), "Your plan", "It is shared now.")
    assert send_waiting(at=MONDAY) == 1
    assert send_waiting(at=MONDAY) == 0
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == ([theo().email], "Your plan", "It is shared now.")
    assert Letter.objects.get().text == ""


def test_without_mail_letters_wait() -> None:
    post(theo(), "Your plan", "It is shared now.")
    assert send_waiting(at=MONDAY) == 0
    assert Letter.objects.get().text == "It is shared now."


@pytest.mark.usefixtures("with_mail")
def test_what_the_server_did_not_take_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    post(theo(), "Your plan", "It is shared now.")

    def refuse(*args: Any, **more: Any) -> int:
        raise OSError("no route")

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", refuse)
        assert send_waiting(at=MONDAY) == 0
    letter = Letter.objects.get()
    assert letter.failed_at is not None
    assert send_waiting(at=letter.failed_at + RETRY - timedelta(seconds=1)) == 0
    assert send_waiting(at=letter.failed_at + RETRY) == 1
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("with_mail")
def test_a_subject_with_a_line_break_smuggles_no_header() -> None:
    post_to_address("theo@example.org", "Hello\r\nBcc: all@example.org", "Words.")
    assert send_waiting(at=MONDAY) == 1
    assert mail.outbox[0].subject == "Hello Bcc: all@example.org"
    assert mail.outbox[0].recipients() == ["theo@example.org"]


def test_each_reads_their_own() -> None:
    post(theo(), "For Theo", "…")
    post(rosa(), "For Rosa", "…")
    post_to_address("Theo@example.org", "Before he had an account", "…")
    assert {letter.subject for letter in letters_for(theo())} == {
        "For Theo",
        "Before he had an account",
    }
    assert not letters_for(olga()).exists()
