"""EMAIL_URL, case by case."""

import pytest

from romanesco.config.mail_url import WrongMail, read_mail

SMTP = "romanesco.mail.smtp.Mailer"


@pytest.mark.parametrize(
    ("value", "port", "wrapped", "upgraded"),
    [
        ("smtps://ada:pw@mail.example.org", 465, True, False),
        ("smtps://ada:pw@mail.example.org:4650", 4650, True, False),
        ("smtp://ada:pw@mail.example.org:587", 587, False, True),
        ("smtp://ada:pw@mail.example.org?starttls=yes", 25, False, True),
        ("smtp://mail.example.org", 25, False, False),
        ("smtp://mail.example.org:587?starttls=no", 587, False, False),
        ("smtp://ada:pw@localhost:1025", 1025, False, False),
        ("smtp://ada:pw@127.0.0.1:1025", 1025, False, False),
    ],
)
def test_how_a_letter_leaves(value: str, port: int, wrapped: bool, upgraded: bool) -> None:
    mailer = read_mail(value).mailer
    assert mailer["BACKEND"] == SMTP
    options = mailer["OPTIONS"]
    assert (options["port"], options["use_ssl"], options["use_tls"]) == (port, wrapped, upgraded)


def test_name_and_password_may_hold_any_character() -> None:
    options = read_mail("smtps://ada%40example.org:p%2Fw%3F@mail.example.org").mailer["OPTIONS"]
    assert (options["username"], options["password"]) == ("ada@example.org", "p/w?")


def test_letters_may_go_to_files() -> None:
    mailer = read_mail("file:///srv/letters").mailer
    assert mailer["BACKEND"] == "django.core.mail.backends.filebased.EmailBackend"
    assert mailer["OPTIONS"] == {"file_path": "/srv/letters"}


def test_the_sender_may_be_told() -> None:
    assert read_mail("smtp://localhost?from=Plans%20%3Cplans%40example.org%3E").sender == (
        "Plans <plans@example.org>"
    )
    assert read_mail("smtp://localhost").sender is None


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("smtp://", "should look like"),
        ("smtp:///letters", "should look like"),
        ("smtp://mail.example.org/letters", "should look like"),
        ("smtp://mail.example.org:port", "should look like"),
        ("imap://mail.example.org", "should look like"),
        ("smtp://mail.example.org?starttls", "should look like"),
        ("smtp://mail.example.org?starttls=maybe", "yes or no"),
        ("smtp://mail.example.org?tls=yes", "“tls” is not an option"),
        ("smtp://ada:pw@mail.example.org", "in the clear"),
        ("smtp://mail.example.org?from=nobody", "from is not an address"),
        ("smtp://mail.example.org?from=a%40b.org%0aBcc:x", "from is not an address"),
        ("file://letters", "whole path"),
        ("file:letters", "whole path"),
    ],
)
def test_what_cannot_send_is_refused(value: str, word: str) -> None:
    with pytest.raises(WrongMail, match=word):
        read_mail(value)
