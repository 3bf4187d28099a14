"""The post office itself: it keeps, refuses, hangs up, closes and opens again."""

import smtplib

import pytest

from romanesco.config.mail_url import read_mail
from tests.harness.post import OpenPostOffice, PostOffice

LETTER = b"Subject: Hello\r\nTo: theo@example.org\r\n\r\nWords.\r\n"


def put(office: PostOffice, to: str = "theo@example.org") -> None:
    with smtplib.SMTP("127.0.0.1", office.port, timeout=10) as connection:
        connection.sendmail("rosa@example.org", [to], LETTER)


def test_it_keeps_what_it_is_given(post_office: PostOffice) -> None:
    put(post_office)
    (one,) = post_office.received
    assert (one.sender, one.to) == ("rosa@example.org", "theo@example.org")
    assert one.message["Subject"] == "Hello"
    assert one.message.get_content().strip() == "Words."


def test_it_refuses_as_often_as_it_is_told(post_office: PostOffice) -> None:
    post_office.refuse("451 4.7.1 Later", times=1)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        put(post_office)
    put(post_office)
    post_office.refuse("554 5.6.0 No", at="DATA", to="olga@example.org")
    with pytest.raises(smtplib.SMTPDataError):
        put(post_office, "olga@example.org")
    post_office.be_well()
    put(post_office, "olga@example.org")
    assert [one.to for one in post_office.received] == ["theo@example.org", "olga@example.org"]


def test_it_hangs_up_before_or_after_keeping(post_office: PostOffice) -> None:
    for when in ("before", "after"):
        post_office.hang_up(when, times=1)
        with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
            put(post_office)
    assert len(post_office.received) == 1


def test_it_closes_and_opens_again_at_the_same_place(post_office: PostOffice) -> None:
    post_office.close()
    with pytest.raises(ConnectionRefusedError):
        put(post_office)
    post_office.open()
    put(post_office)
    assert len(post_office.received) == 1


def test_its_url_is_an_email_url(open_post_office: OpenPostOffice) -> None:
    office = open_post_office(security="starttls", user="rosa", password="s3 cret/")
    options = read_mail(office.url).mailer["OPTIONS"]
    assert (options["port"], options["password"]) == (office.port, "s3 cret/")
    assert options["use_tls"]
