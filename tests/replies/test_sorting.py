"""Somebody's words, a machine's, or one of ours come back: header by header."""

import email
from uuid import UUID

import pytest

from romanesco.replies.sorting import (
    is_automatic,
    is_bounce,
    is_bulk,
    judged,
    looks_automatic,
    returned_letter,
    verdict,
)
from tests.replies.posted import a_bounce, a_letter

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
PERSON = "theo@example.org"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("Auto-Submitted", "auto-generated; owner=x"),
        ("Auto-Submitted", "Auto-Notified"),
        ("X-Autoreply", "yes"),
        ("X-Autorespond", "away"),
        ("Precedence", "auto_reply"),
        ("From", "MAILER-DAEMON@mail.example.org"),
    ],
)
def test_a_machine_wrote_it(name: str, value: str) -> None:
    assert is_automatic(a_letter(**{name.replace("-", "_"): value}), PERSON)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "no"),
        ("X-Auto-Response-Suppress", "None"),
        ("X-Auto-Response-Suppress", "DR, RN, NRN"),
        ("Precedence", "first-class"),
        ("Subject", "Automatic door, out of office"),
        ("Importance", "high"),
    ],
)
def test_a_person_wrote_it(name: str, value: str) -> None:
    letter = a_letter(**{name.replace("-", "_"): value})
    assert not is_automatic(letter, PERSON)
    assert not is_automatic(letter, None)
    assert not is_bounce(letter, PERSON)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Precedence", "bulk"),
        ("Precedence", "list"),
        ("List-Id", "<developers.example.org>"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Auto-Response-Suppress", "DR, AutoReply"),
        ("From", '"postmaster@example.org" <theo@example.org>'),
    ],
)
def test_a_list_or_a_server_sent_it_on_and_a_person_may_have_written_it(
    name: str, value: str
) -> None:
    letter = a_letter(**{name.replace("-", "_"): value})
    assert is_bulk(letter)
    assert not is_automatic(letter, PERSON)
    assert not is_bulk(a_letter())


AWAY = [
    "Abwesenheitsnotiz: Session 7 with Rosa",
    "Automatische Antwort: Session 7",
    "Out of office",
    "Out of Office: Session 7",
    "Automatic reply: Session 7",
    "Afwezig: Session 7",
    "Resposta automática: Session 7",
    "Réponse automatique : Session 7",
]


@pytest.mark.parametrize("subject", AWAY)
def test_a_subject_may_tell_of_an_out_of_office_note(subject: str) -> None:
    assert looks_automatic(a_letter(subject=subject))
    assert not is_automatic(a_letter(subject=subject), PERSON)
    assert is_automatic(a_letter(subject=subject, X_Auto_Response_Suppress="All"), PERSON)
    assert not looks_automatic(a_letter(subject=f"Re: {subject}"))


def test_the_empty_envelope_sender_is_a_machine() -> None:
    assert is_automatic(a_letter(), "")


def test_a_bounce_is_known_by_its_report_or_by_who_sends_it() -> None:
    assert is_bounce(email.message_from_bytes(a_bounce("<x@y>")), None)
    assert is_bounce(a_letter(sender="Mailer-Daemon@mail.example.org"), "")
    assert is_bounce(a_letter(X_Failed_Recipients="theo@example.org"), None)
    assert not is_bounce(a_letter(sender="postmaster@example.org"), "postmaster@example.org")


@pytest.mark.parametrize("form", [f"<{ID}@plans.example.org>", f"<{UUID(ID).hex}.2@example.org>"])
def test_a_bounce_tells_which_letter_came_back(form: str) -> None:
    assert returned_letter(email.message_from_bytes(a_bounce(form))) == (UUID(ID), "5.1.1")


def test_a_delay_or_somebody_elses_letter_tells_nothing() -> None:
    delayed = a_bounce(f"<{ID}@example.org>", action="delayed", status="4.4.1")
    assert returned_letter(email.message_from_bytes(delayed)) is None
    assert returned_letter(email.message_from_bytes(a_bounce("<hello@example.org>"))) is None


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ({}, ""),
        ({"dmarc": "pass", "spf": "fail"}, "pass"),
        ({"dmarc": "fail", "spf": "pass"}, "fail"),
        ({"dmarc": "none", "spf": "pass"}, "pass"),
        ({"spf": "fail", "dkim": "pass"}, "pass"),
        ({"spf": "pass", "dkim": "fail"}, "pass"),
        ({"spf": "fail"}, "fail"),
        ({"dkim": "fail"}, "fail"),
        ({"spf": "softfail", "dkim": "none"}, ""),
        ({"spf": "temperror"}, ""),
    ],
)
def test_what_the_checks_say_together(results: dict[str, str], said: str) -> None:
    assert judged(results) == said


OURS = "mx.example.org; dmarc=fail (p=reject) header.from=example.org; spf=pass"


@pytest.mark.parametrize(
    ("headers", "authority", "said"),
    [
        ([OURS], "mx.example.org", "fail"),
        ([OURS], "", ""),
        ([OURS], "mx.elsewhere.org", ""),
        (["mx.example.org.evil.org; dmarc=fail"], "mx.example.org", ""),
        (["evil.org; dmarc=pass", OURS], "mx.example.org", "fail"),
        ([OURS, "mx.example.org; dmarc=pass"], "mx.example.org", "fail"),
        (["mx.example.org 1; spf=fail smtp.mailfrom=x; dkim=none"], "mx.example.org", "fail"),
        (["mx.example.org; none"], "mx.example.org", ""),
    ],
)
def test_our_own_server_alone_is_believed(headers: list[str], authority: str, said: str) -> None:
    letter = a_letter()
    for value in headers:
        letter.add_header("Authentication-Results", value)
    assert verdict(letter, authority) == said
