"""What providers post: real shapes of two of them, their secrets, and what is answered."""

import base64
import hashlib
import hmac
import json
import types
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from romanesco.base import clock
from romanesco.config.reply_url import webhook_settings
from romanesco.mail.models import Letter
from romanesco.mail.reply_address import reply_address
from romanesco.mail.way_in import Place, Webhook
from romanesco.replies import arriving
from romanesco.replies.keeping import TooManyKept
from romanesco.replies.models import Arrival, KeptReply
from romanesco.replies.placing import Reply
from romanesco.web import mail_in
from romanesco.web.mail_in import SMALL, urls_for
from tests.cast import a_pair, a_plan, rosa, signed, theo
from tests.replies.posted import a_letter, octets

pytestmark = pytest.mark.django_db
SECRET, KEY = "s3cret" * 4, "key-0123456789"
WORDS = "The talk went well."


def listen_to(provider: str, settings: Settings) -> None:
    """Serve the address that this provider posts to."""
    way = Webhook(Place("", "reply.example.org"), provider, SECRET, KEY)
    settings.WAY_IN, settings.ANYMAIL = way, webhook_settings(way)
    settings.HAS_MAIL = True
    urls = types.ModuleType("urls_of_a_test")
    urls.__dict__["urlpatterns"] = [*_usual(), *urls_for(way)]
    settings.ROOT_URLCONF = urls


def _usual() -> list[Any]:
    from romanesco.config.urls import urlpatterns

    return list(urlpatterns)


@pytest.fixture
def address(settings: Settings) -> str:
    settings.WAY_IN = Webhook(Place("", "reply.example.org"), "postmark", SECRET)
    now = clock.now()
    plan = a_plan(signed(a_pair(rosa(), theo(), at=now), at=now), at=now)
    return reply_address(theo().pk, "plan", plan.id, until=now + timedelta(days=14))


def login(secret: str = SECRET) -> str:
    return "Basic " + base64.b64encode(f"romanesco:{secret}".encode()).decode()


def postmark(to: str, **changes: Any) -> dict[str, Any]:
    """As Postmark posts what came in (postmarkapp.com/developer/webhooks/inbound-webhook)."""
    return {
        "FromName": "Theo Lindqvist",
        "MessageStream": "inbound",
        "From": "theo@example.org",
        "FromFull": {"Email": "theo@example.org", "Name": "Theo Lindqvist", "MailboxHash": ""},
        "To": f'"Romanesco" <{to}>',
        "ToFull": [{"Email": to, "Name": "Romanesco", "MailboxHash": ""}],
        "Cc": "",
        "CcFull": [],
        "Bcc": "",
        "BccFull": [],
        "OriginalRecipient": to,
        "Subject": "Re: Session 7 with Rosa",
        "MessageID": "73e6d360-66eb-11e1-8e72-a8904824019b",
        "ReplyTo": "",
        "MailboxHash": "",
        "Date": "Mon, 23 Nov 2026 10:00:00 +0100",
        "TextBody": WORDS,
        "HtmlBody": f"<p>{WORDS}</p>",
        "StrippedTextReply": WORDS,
        "Tag": "",
        "Headers": [
            {"Name": "Return-Path", "Value": "<theo@example.org>"},
            {"Name": "Received-SPF", "Value": "Pass (sender SPF authorized) identity=mailfrom"},
            {"Name": "Message-ID", "Value": "<CAFx@mail.example.org>"},
            {"Name": "MIME-Version", "Value": "1.0"},
        ],
        "Attachments": [],
        **changes,
    }


def mailgun(to: str, **changes: Any) -> dict[str, Any]:
    """As Mailgun posts a letter that it has taken apart (documentation.mailgun.com, Routes)."""
    timestamp, token = "1795424400", "06c96bafc3f42a66b9edd546347a2fe18dc23461fe80dc52f0"
    signature = hmac.new(KEY.encode(), f"{timestamp}{token}".encode(), hashlib.sha256)
    headers = [
        ["X-Mailgun-Spf", "Pass"],
        ["X-Mailgun-Dkim-Check-Result", "Pass"],
        ["From", "Theo Lindqvist <theo@example.org>"],
        ["To", to],
        ["Subject", "Re: Session 7 with Rosa"],
        ["Message-Id", "<CAFx@mail.example.org>"],
    ]
    return {
        "recipient": to,
        "sender": "theo@example.org",
        "from": "Theo Lindqvist <theo@example.org>",
        "subject": "Re: Session 7 with Rosa",
        "body-plain": WORDS,
        "stripped-text": WORDS,
        "body-html": f"<p>{WORDS}</p>",
        "message-headers": json.dumps(headers),
        "timestamp": timestamp,
        "token": token,
        "signature": signature.hexdigest(),
        **changes,
    }


def post_json(what: dict[str, Any], secret: str = SECRET) -> HttpResponse:
    path = "/mail-in/postmark/inbound/"
    given = json.dumps(what)
    return Client().post(  # type: ignore[return-value]
        path, given, "application/json", headers={"Authorization": login(secret)}
    )


def post_form(what: dict[str, Any], end: str = "inbound", secret: str = SECRET) -> HttpResponse:
    path = f"/mail-in/mailgun/{end}/"
    return Client().post(path, what, headers={"Authorization": login(secret)})  # type: ignore[return-value]


type Post = Callable[..., HttpResponse]


def test_postmark_posts_an_answer(address: str, placed: list[Reply], settings: Settings) -> None:
    listen_to("postmark", settings)
    assert post_json(postmark(address)).status_code == 200
    assert [(one.person.name, one.text) for one in placed] == [("Theo Lindqvist", WORDS)]
    assert placed[0].subject == "Re: Session 7 with Rosa"


def test_postmark_may_post_the_letter_as_it_came(
    address: str, placed: list[Reply], settings: Settings
) -> None:
    listen_to("postmark", settings)
    raw = octets(a_letter("Grüße aus São Paulo", to=address)).decode()
    assert post_json(postmark(address, RawEmail=raw)).status_code == 200
    assert placed[0].text.strip() == "Grüße aus São Paulo"


def test_mailgun_posts_an_answer(address: str, placed: list[Reply], settings: Settings) -> None:
    listen_to("mailgun", settings)
    assert post_form(mailgun(address)).status_code == 200
    assert [one.text for one in placed] == [WORDS]


def test_mailgun_may_post_the_letter_as_it_came(
    address: str, placed: list[Reply], settings: Settings
) -> None:
    listen_to("mailgun", settings)
    raw = octets(a_letter("Grüße aus São Paulo", to=address)).decode()
    what = {"body-mime": raw}
    assert post_form(mailgun(address, **what), "inbound_mime").status_code == 200
    assert placed[0].text.strip() == "Grüße aus São Paulo"


def test_what_is_posted_twice_is_taken_once(
    address: str, placed: list[Reply], settings: Settings
) -> None:
    listen_to("postmark", settings)
    assert [post_json(postmark(address)).status_code for _ in range(2)] == [200, 200]
    assert len(placed) == 1


@pytest.mark.parametrize("secret", ["", "wrong" * 5])
def test_a_wrong_secret_takes_nothing(
    address: str, placed: list[Reply], settings: Settings, secret: str
) -> None:
    listen_to("postmark", settings)
    assert post_json(postmark(address), secret=secret).status_code == 400
    listen_to("mailgun", settings)
    assert post_form(mailgun(address), secret=secret).status_code == 400
    assert (placed, Arrival.objects.count()) == ([], 0)


def test_a_wrong_signature_takes_nothing(
    address: str, placed: list[Reply], settings: Settings
) -> None:
    listen_to("mailgun", settings)
    assert post_form(mailgun(address, signature="0" * 64)).status_code == 400
    assert (placed, Arrival.objects.count()) == ([], 0)


def test_an_address_that_we_never_wrote_is_set_aside_silently(
    placed: list[Reply], settings: Settings, address: str
) -> None:
    listen_to("postmark", settings)
    assert post_json(postmark("hello@reply.example.org")).status_code == 200
    assert Arrival.objects.get().outcome == "unknown"
    assert (placed, KeptReply.objects.count(), Letter.objects.count()) == ([], 0, 0)


def test_what_the_provider_found_forged_is_kept(
    address: str, placed: list[Reply], settings: Settings
) -> None:
    listen_to("postmark", settings)
    headers = [{"Name": "Received-SPF", "Value": "Fail (sender not authorized)"}]
    assert post_json(postmark(address, Headers=headers)).status_code == 200
    assert (placed, KeptReply.objects.get().why) == ([], "forged")


def test_files_are_left_out(address: str, placed: list[Reply], settings: Settings) -> None:
    listen_to("postmark", settings)
    picture = {
        "Name": "whiteboard.png",
        "Content": base64.b64encode(b"\x00" * 3_000_000).decode(),
        "ContentType": "image/png",
        "ContentLength": 3_000_000,
    }
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * SMALL
    assert post_json(postmark(address, Attachments=[picture])).status_code == 200
    assert (placed[0].text, placed[0].files) == (WORDS, 1)
    listen_to("mailgun", settings)
    file = SimpleUploadedFile("plan.pdf", b"%PDF" * 1000, "application/pdf")
    headers = json.loads(mailgun(address)["message-headers"])
    headers[-1][1] = "<another@mail.example.org>"
    what = {"attachment-count": 1, "attachment-1": file, "message-headers": json.dumps(headers)}
    assert post_form(mailgun(address, **what)).status_code == 200
    assert [one.text for one in placed] == [WORDS, WORDS]


@pytest.mark.parametrize("error", [DatabaseError("gone"), TooManyKept()])
def test_what_cannot_be_taken_now_is_posted_again_later(
    address: str,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    placed: list[Reply],
) -> None:
    listen_to("postmark", settings)

    def fail(reply: Reply, *, at: datetime) -> str:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(arriving, "place", fail)
        assert post_json(postmark(address)).status_code == 503
    assert post_json(postmark(address)).status_code == 200
    assert len(placed) == 1


def test_when_many_post_at_once_some_come_later(address: str, settings: Settings) -> None:
    listen_to("postmark", settings)
    held = [mail_in.AT_ONCE.acquire() for _ in range(4)]
    try:
        assert post_json(postmark(address)).status_code == 503
    finally:
        mail_in.AT_ONCE.release(len(held))


@pytest.mark.parametrize("what", [{}, {"Headers": "x"}, {"FromFull": 7, "Headers": [{}]}])
def test_what_is_no_letter_is_refused(
    address: str, settings: Settings, what: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    listen_to("postmark", settings)
    assert post_json(what).status_code in {200, 400}
    assert KeptReply.objects.count() == 0
    assert "Traceback" not in caplog.text


def test_a_header_without_end_is_not_pondered_over(
    address: str, placed: list[Reply], settings: Settings
) -> None:
    """Read in full, this one takes minutes."""
    listen_to("mailgun", settings)
    hostile = f"From: theo@example.org\r\nContent-Type: text/plain; a={'"' * 100_000}\r\n\r\nhi"
    what = {"body-mime": hostile}
    assert post_form(mailgun(address, **what), "inbound_mime").status_code == 200
    assert KeptReply.objects.get().why == "unreadable"


def test_every_other_address_keeps_the_small_limit(settings: Settings, client: Client) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "romanesco.web.mail_in.SmallElsewhere"]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * SMALL
    fields = {"login": "x" * (SMALL + 1)}
    assert client.post("/accounts/login/", fields).status_code in {400, 413}


def test_where_no_provider_is_named_there_is_no_such_address(client: Client) -> None:
    assert urls_for(None) == []
    assert client.post("/mail-in/postmark/inbound/").status_code == 404
