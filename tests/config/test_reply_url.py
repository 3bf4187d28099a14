"""REPLY_URL, case by case."""

from pathlib import Path

import pytest

from romanesco.config import env
from romanesco.config.reply_url import WrongReply, read_reply
from romanesco.mail.way_in import Mailbox, Place, Port, Webhook

DOMAIN = Place("", "reply.example.org")
PLUS = Place("replies+", "example.org")
SECRET = "s3cret" * 4


def test_a_port_of_this_process_takes_a_whole_domain() -> None:
    found = read_reply("smtp://0.0.0.0:2525?domain=Reply.example.org")
    assert found == Port(DOMAIN, "0.0.0.0", 2525)
    assert read_reply("smtp://[::1]?address=replies@example.org") == Port(PLUS, "::1", 25)


def test_a_port_may_offer_tls_and_believe_the_server_before_it() -> None:
    files = "certificate=/etc/tls/cert.pem&key=/etc/tls/key.pem"
    found = read_reply(f"smtp://0.0.0.0:25?domain=reply.example.org&{files}&authority=mx.example")
    assert found == Port(
        DOMAIN,
        "0.0.0.0",
        25,
        Path("/etc/tls/cert.pem"),
        Path("/etc/tls/key.pem"),
        "mx.example",
    )


@pytest.mark.parametrize(
    ("value", "port", "wrapped", "upgraded"),
    [
        ("imaps://ada:pw@mail.example.org?address=replies@example.org", 993, True, False),
        ("imaps://ada:pw@mail.example.org:9930?address=replies@example.org", 9930, True, False),
        ("imap://ada:pw@mail.example.org?address=replies@example.org", 143, False, True),
        ("imap://ada:pw@127.0.0.1:1430?address=replies@example.org", 1430, False, False),
        ("imap://ada:pw@localhost?address=replies@example.org", 143, False, False),
    ],
)
def test_how_a_mailbox_is_asked(value: str, port: int, wrapped: bool, upgraded: bool) -> None:
    found = read_reply(value)
    assert isinstance(found, Mailbox)
    assert (found.port, found.is_wrapped, found.is_upgraded) == (port, wrapped, upgraded)
    assert (found.place, found.folder, found.keeps) == (PLUS, "INBOX", False)


def test_name_password_and_folder_may_hold_other_characters() -> None:
    found = read_reply(
        "imaps://ada%40example.org:p%2Fw%3F@mail.example.org/Answers%20in"
        "?address=replies@example.org&keep=yes"
    )
    assert isinstance(found, Mailbox)
    assert (found.user, found.password) == ("ada@example.org", "p/w?")
    assert (found.folder, found.keeps) == ("Answers in", True)


def test_a_provider_posts_with_a_secret() -> None:
    found = read_reply(f"webhook://postmark?domain=reply.example.org&secret={SECRET}")
    assert found == Webhook(DOMAIN, "postmark", SECRET)
    signed = read_reply(f"webhook://mailgun?domain=reply.example.org&secret={SECRET}&key=k-1")
    assert signed == Webhook(DOMAIN, "mailgun", SECRET, "k-1")


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("reply.example.org", "should look like"),
        ("pop3://ada:pw@mail.example.org?domain=example.org", "should look like"),
        ("smtp://?domain=reply.example.org", "should look like"),
        ("smtp://0.0.0.0:port?domain=reply.example.org", "should look like"),
        ("smtp://0.0.0.0/inbox?domain=reply.example.org", "should look like"),
        ("smtp://ada:pw@0.0.0.0?domain=reply.example.org", "should look like"),
        ("smtp://0.0.0.0:2525", "either"),
        ("smtp://0.0.0.0:2525?domain=a.org&address=b@a.org", "either"),
        ("smtp://0.0.0.0:2525?domain=two words", "not a domain"),
        ("smtp://0.0.0.0:2525?domain=-a.org", "not a domain"),
        ("smtp://0.0.0.0:2525?address=@example.org", "not an address"),
        ("smtp://0.0.0.0:2525?address=a%0ab@example.org", "not an address"),
        (f"smtp://0.0.0.0:2525?address={'a' * 30}@example.org", "30 letters"),
        ("smtp://0.0.0.0:2525?domain=a.org&certificate=cert.pem", "whole path"),
        ("smtp://0.0.0.0:2525?domain=a.org&key=/key.pem", "certificate is not"),
        ("smtp://0.0.0.0:2525?domain=a.org&starttls=yes", "“starttls” is not an option"),
        ("imaps://mail.example.org?address=a@example.org", "name and the password"),
        ("imaps://ada@mail.example.org?address=a@example.org", "name and the password"),
        ("imaps://ada:p%C3%A4ss@mail.example.org?address=a@example.org", "plain letters"),
        ("imaps://ada:p%0Ass@mail.example.org?address=a@example.org", "plain letters"),
        ("imaps://ada:pw@mail.example.org/a%22b?address=a@example.org", "folder"),
        ("imaps://ada:pw@mail.example.org?address=a@example.org&keep=maybe", "yes or no"),
        ("webhook://post?domain=a.org&secret=" + SECRET, "the provider should be"),
        ("webhook://resend?domain=a.org&secret=" + SECRET, "the provider should be"),
        ("webhook://postmark?domain=a.org", "secret should be"),
        ("webhook://postmark?domain=a.org&secret=short", "secret should be"),
        ("webhook://postmark?domain=a.org&secret=with/slash/in/it/x", "secret should be"),
        ("webhook://mailgun?domain=a.org&secret=" + SECRET, "key is missing"),
    ],
)
def test_what_leads_nowhere_is_refused(value: str, word: str) -> None:
    with pytest.raises(WrongReply, match=word):
        read_reply(value)


@pytest.mark.parametrize(
    "value",
    [
        "x://sesame",
        "imaps://ada:sesame@mail.example.org",
        "webhook://post?domain=a.org&secret=sesame",
        "imaps://ada:sesame@[mail?domain=a.org",
    ],
)
def test_a_wrong_value_stops_the_start_with_a_line_that_tells_no_secret(value: str) -> None:
    with pytest.raises(env.WrongValue) as refused:
        env.read({"REPLY_URL": value})
    assert str(refused.value).startswith("REPLY_URL: ")
    assert "sesame" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_not_set_means_that_letters_are_not_answered() -> None:
    assert env.read({"REPLY_URL": ""}).way_in is None
