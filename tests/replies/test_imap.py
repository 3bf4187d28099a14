"""A mailbox is asked for answers: each is taken once, and what is not ours stays."""

import imaplib
import socket
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError
from pytest_django import Settings

from romanesco.mail.models import Letter
from romanesco.mail.reply_address import reply_address
from romanesco.replies import arriving, imap
from romanesco.replies.imap import Fetching
from romanesco.replies.incoming import LARGEST
from romanesco.replies.keeping import TooManyKept
from romanesco.replies.models import Arrival, KeptReply
from romanesco.replies.placing import Reply
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.harness.mailbox import MailboxServer
from tests.replies.posted import a_bounce, a_letter, octets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_comes_in(settings: Settings, mailbox: MailboxServer) -> None:
    settings.WAY_IN = mailbox.way
    settings.HAS_MAIL = True


@pytest.fixture
def address() -> str:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    return reply_address(theo().pk, "plan", plan.id, until=MONDAY + timedelta(days=14))


def test_an_answer_is_taken_and_leaves_the_mailbox(
    mailbox: MailboxServer, address: str, placed: list[Reply]
) -> None:
    assert address.startswith("replies+")
    mailbox.put(octets(a_letter("Yes.", to=f"Romanesco <{address}>")))
    assert Fetching(mailbox.way).take_all(MONDAY) == 1
    assert [one.text.strip() for one in placed] == ["Yes."]
    assert mailbox.flags() == []
    assert Fetching(mailbox.way).take_all(MONDAY) == 0


def test_a_provider_may_say_only_in_its_own_header_whom_it_is_for(
    mailbox: MailboxServer, address: str, placed: list[Reply]
) -> None:
    mailbox.put(octets(a_letter("Yes.", to="undisclosed@example.org", Delivered_To=address)))
    assert Fetching(mailbox.way).take_all(MONDAY) == 1
    assert len(placed) == 1


def test_letters_may_be_left_there_marked_as_read(
    mailbox: MailboxServer, address: str, placed: list[Reply]
) -> None:
    mailbox.put(octets(a_letter(to=address)))
    way = replace(mailbox.way, keeps=True)
    assert [Fetching(way).take_all(MONDAY) for _ in range(2)] == [1, 0]
    assert mailbox.flags() == [{r"\Seen"}]


def test_what_is_not_ours_stays_marked_as_read(
    mailbox: MailboxServer, address: str, placed: list[Reply]
) -> None:
    mailbox.put(octets(a_letter("An offer.", to="replies@example.org")))
    mailbox.put(octets(a_letter("Yes.", to=address)))
    assert Fetching(mailbox.way).take_all(MONDAY) == 1
    assert mailbox.flags() == [{r"\Seen"}]
    assert (len(placed), KeptReply.objects.count()) == (1, 0)


def test_a_crash_after_taking_has_it_taken_once_all_the_same(
    mailbox: MailboxServer,
    address: str,
    placed: list[Reply],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mailbox.put(octets(a_letter(to=address)))

    def crash(server: imaplib.IMAP4, command: str, *words: str) -> list[object]:
        if command == "STORE":
            raise imap.Unanswered("the line is dead")
        return real(server, command, *words)

    real = imap._asked
    with monkeypatch.context() as patched:
        patched.setattr(imap, "_asked", crash)
        assert Fetching(mailbox.way).take_all(MONDAY) == 0
    assert mailbox.flags() == [set()]
    assert Fetching(mailbox.way).take_all(MONDAY) == 1
    assert len(placed) == 1
    assert mailbox.flags() == []


def test_while_the_database_is_gone_it_stays_there(
    mailbox: MailboxServer,
    address: str,
    placed: list[Reply],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mailbox.put(octets(a_letter(to=address)))

    def gone(*_words: object, **_more: object) -> str:
        raise DatabaseError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(imap, "arrive", gone)
        with pytest.raises(DatabaseError):
            Fetching(mailbox.way).take_all(MONDAY)
    assert mailbox.flags() == [set()]
    assert Fetching(mailbox.way).take_all(MONDAY) == 1


def test_one_that_cannot_be_taken_keeps_nobody_elses_waiting(
    mailbox: MailboxServer,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts: list[str] = []

    def place(reply: Reply, *, at: datetime) -> str:
        if "first" in reply.text:
            raise TooManyKept
        texts.append(reply.text.strip())
        return "placed"

    monkeypatch.setattr(arriving, "place", place)
    for words in ("The first.", "The second."):
        mailbox.put(octets(a_letter(words, to=address)))
    assert Fetching(mailbox.way).take_all(MONDAY) == 1
    assert texts == ["The second."]
    assert mailbox.flags() == [set()]


def test_a_giant_is_not_fetched_and_its_sender_is_told(
    mailbox: MailboxServer, address: str, placed: list[Reply]
) -> None:
    letter = octets(a_letter("Yes.", to=address))
    mailbox.put(letter + b"x" * 70 + b"\r\n" * (LARGEST // 2))
    assert Fetching(mailbox.way).take_all(MONDAY) == 1
    assert KeptReply.objects.get().why == "too_large"
    assert "larger than 10 MiB" in Letter.objects.get(kind="kept").text
    assert (placed, mailbox.flags()) == ([], [])


def test_an_automatic_answer_by_its_return_path(
    mailbox: MailboxServer, address: str, placed: list[Reply]
) -> None:
    mailbox.put(octets(a_letter("I am away.", to=address, Return_Path="<>")))
    assert Fetching(mailbox.way).take_all(MONDAY) == 1
    assert Arrival.objects.get().outcome == "automatic"


def test_a_bounce_to_the_mailbox_itself_is_noted_and_other_reports_stay(
    mailbox: MailboxServer, address: str, settings: Settings
) -> None:
    settings.DEFAULT_FROM_EMAIL = "replies@example.org"
    sent = Letter.objects.create(to="theo@example.org", person_id=theo().pk, sent_at=MONDAY)
    mailbox.put(a_bounce(f"<letter.{sent.id.hex}@plans.example.org>"))
    mailbox.put(b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\nRead.\r\n--x--\r\n")
    assert Fetching(mailbox.way).take_all(MONDAY) == 1
    sent.refresh_from_db()
    assert sent.failure == "came back 5.1.1"
    assert mailbox.flags() == [{r"\Seen"}]


def test_another_folder_may_be_asked(
    mailbox: MailboxServer, address: str, placed: list[Reply]
) -> None:
    mailbox.put(octets(a_letter(to=address)), folder="ANSWERS")
    assert Fetching(replace(mailbox.way, folder="Answers")).take_all(MONDAY) == 1


def test_a_server_that_fails_is_said_once_an_hour_and_asked_again(
    mailbox: MailboxServer,
    address: str,
    placed: list[Reply],
    caplog: pytest.LogCaptureFixture,
) -> None:
    mailbox.put(octets(a_letter(to=address)))
    fetching = Fetching(mailbox.way)
    mailbox.stop()
    for minutes in (0, 1, 59, 60):
        assert fetching.take_all(MONDAY + timedelta(minutes=minutes)) == 0
    assert [one.getMessage() for one in caplog.records] == [
        "The mailbox at 127.0.0.1: Connection refused"
    ] * 2
    mailbox.start()
    mailbox.put(octets(a_letter(to=address)))
    assert fetching.take_all(MONDAY) == 1
    assert caplog.records[-1].getMessage() == "The mailbox at 127.0.0.1 answers again"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"password": "wrong"}, "it does not take this name and password"),
        ({"folder": "Nowhere"}, "it has no such folder"),
    ],
)
def test_what_is_wrong_is_said_in_our_words(
    mailbox: MailboxServer, wrong: dict[str, str], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    way = replace(mailbox.way, **wrong)  # type: ignore[arg-type]
    assert Fetching(way).take_all(MONDAY) == 0
    assert caplog.records[-1].getMessage() == f"The mailbox at 127.0.0.1: {why}"


def test_a_server_that_speaks_something_else_is_said_so(
    mailbox: MailboxServer, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        way = replace(mailbox.way, port=other.getsockname()[1])

        def greet() -> None:
            line, _ = other.accept()
            line.sendall(b"220 mail.example.org ESMTP\r\n")
            line.close()

        threading.Thread(target=greet).start()
        assert Fetching(way).take_all(MONDAY) == 0
    assert "The mailbox at 127.0.0.1: " in caplog.records[-1].getMessage()
