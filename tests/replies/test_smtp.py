"""The port that answers come in by: who is let in, what is refused, and that nothing gets lost."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError
from pytest_django import Settings

from romanesco.base import clock
from romanesco.mail.reply_address import reply_address
from romanesco.mail.way_in import Place, Port
from romanesco.plans.models import Plan
from romanesco.replies import arriving, incoming, smtp
from romanesco.replies.incoming import LARGEST
from romanesco.replies.keeping import TooManyKept
from romanesco.replies.models import Arrival, KeptReply
from romanesco.replies.placing import Reply
from romanesco.replies.smtp import MOST_FROM_ONE, MOST_RECIPIENTS, Door
from tests.cast import a_pair, a_plan, rosa, signed, theo
from tests.harness.certificates import make_certificate
from tests.harness.door import OpenDoor, OpenDoors
from tests.replies.posted import a_letter, octets

pytestmark = pytest.mark.django_db(transaction=True)
THEO = "theo@example.org"


def an_address() -> str:
    now = clock.now()
    plan = a_plan(signed(a_pair(rosa(), theo(), at=now), at=now), at=now)
    return reply_address(theo().pk, "plan", plan.id, until=now + timedelta(days=14))


@pytest.fixture
def client(door: OpenDoor) -> Iterator[smtplib.SMTP]:
    with door.connect() as found:
        yield found


def hand_over(client: smtplib.SMTP, raw: bytes, to: str, sender: str = THEO) -> tuple[int, str]:
    """Say everything, whatever is answered before; return the last answer."""
    client.ehlo("mail.example.org")
    client.mail(sender)
    code, words = client.rcpt(to)
    if code == 250:
        client.putcmd("data")
        client.getreply()
        client.send(raw + b"\r\n.\r\n")
        code, words = client.getreply()
    return code, words.decode()


def test_an_answer_is_taken(client: smtplib.SMTP, placed: list[Reply]) -> None:
    code, _ = hand_over(client, octets(a_letter("Yes.")), an_address())
    assert code == 250
    assert [one.text.strip() for one in placed] == ["Yes."]


def test_a_sender_who_heard_no_answer_hands_it_over_again_and_it_is_taken_once(
    client: smtplib.SMTP, placed: list[Reply]
) -> None:
    raw, address = octets(a_letter("Yes.")), an_address()
    assert [hand_over(client, raw, address)[0] for _ in range(2)] == [250, 250]
    assert len(placed) == 1


@pytest.mark.parametrize(
    "stranger",
    ["rosa@example.org", "postmaster@reply.example.org", "a.b@reply.example.org", "@x:rosa@y.org"],
)
def test_nothing_is_passed_on_and_unknown_addresses_are_refused_before_the_words(
    client: smtplib.SMTP, stranger: str
) -> None:
    code, _ = hand_over(client, octets(a_letter()), stranger)
    assert code in {550, 553}
    assert (Arrival.objects.count(), KeptReply.objects.count()) == (0, 0)


def test_a_forged_signature_is_refused(client: smtplib.SMTP) -> None:
    address = an_address()
    forged = ("b" if address[0] == "a" else "a") + address[1:]
    assert hand_over(client, octets(a_letter()), forged) == (
        550,
        "5.1.1 There is no such address here",
    )


def test_a_bounce_with_the_empty_sender_is_let_in(client: smtplib.SMTP) -> None:
    letter = a_letter("I could not.", sender="mailer-daemon@example.org")
    assert hand_over(client, octets(letter), an_address(), sender="")[0] == 250
    assert Arrival.objects.get().outcome == "bounce"


def test_the_address_that_letters_come_from_takes_bounces_alone(
    client: smtplib.SMTP, settings: Settings
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Romanesco <plans@reply.example.org>"
    letter = octets(a_letter("I could not.", sender="mailer-daemon@example.org"))
    assert hand_over(client, letter, "plans@reply.example.org", sender="")[0] == 250
    client.rset()
    assert hand_over(client, letter, "plans@reply.example.org")[0] == 550


def test_nobody_signs_in(client: smtplib.SMTP) -> None:
    client.ehlo()
    assert "auth" not in client.esmtp_features
    assert client.docmd("AUTH", "PLAIN AGEAYg==")[0] == 502
    assert client.docmd("VRFY", "theo")[0] == 252
    assert client.docmd("EXPN", "all")[0] == 502


def test_what_is_too_large_is_refused_with_what_to_do(client: smtplib.SMTP) -> None:
    address = an_address()
    client.ehlo()
    code, words = client.mail(THEO, [f"size={LARGEST + 1}"])
    assert (code, b"without the files" in words) == (552, True)
    line = b"x" * 998 + b"\r\n"
    code, said = hand_over(client, octets(a_letter()) + line * (LARGEST // 1000 + 1), address)
    assert (code, "without the files" in said) == (552, True)
    assert hand_over(client, octets(a_letter()), address)[0] == 250


def test_a_line_without_an_end_is_not_listened_to_for_ever(
    door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "LARGEST_TALK", 100_000)
    address = an_address()
    with door.connect() as client:
        client.ehlo()
        client.mail(THEO)
        client.rcpt(address)
        client.putcmd("data")
        client.getreply()
        with pytest.raises((OSError, smtplib.SMTPServerDisconnected)):  # noqa: PT012
            for _ in range(100):
                client.send(b"x" * 10_000)
            client.getreply()


def test_a_long_line_is_refused_and_the_talk_goes_on(client: smtplib.SMTP) -> None:
    address = an_address()
    code, _ = hand_over(client, octets(a_letter()) + b"x" * 9000, address)
    assert code == 500
    assert hand_over(client, octets(a_letter()), address)[0] == 250


@pytest.mark.parametrize(
    "smuggled",
    [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\r", b"\r.\r\n", b"a\nb", b"a\rb"],
)
def test_a_second_letter_is_not_smuggled_in_within_the_first(
    client: smtplib.SMTP, placed: list[Reply], smuggled: bytes
) -> None:
    address = an_address()
    inner = f"MAIL FROM:<rosa@example.org>\r\nRCPT TO:<{address}>\r\nDATA\r\n".encode()
    raw = octets(a_letter("Outer.")) + smuggled + inner + b"From: rosa@example.org\r\n\r\nInner."
    code, words = hand_over(client, raw, address)
    assert (code, "CR LF" in words) == (550, True)
    assert client.noop()[0] == 250
    assert placed == []


def test_a_letter_waits_with_its_sender_while_the_database_is_gone(
    client: smtplib.SMTP, placed: list[Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, address = octets(a_letter("Yes.")), an_address()

    def gone(*_words: object, **_more: object) -> str:
        raise DatabaseError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(smtp, "arrive", gone)
        assert hand_over(client, raw, address)[0] == 451
    with monkeypatch.context() as patched:
        patched.setattr(smtp, "found", gone)
        assert hand_over(client, raw, address)[0] == 451
    assert hand_over(client, raw, address)[0] == 250
    assert len(placed) == 1


def test_where_nothing_more_is_kept_it_is_to_come_later(
    client: smtplib.SMTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(reply: Reply, *, at: datetime) -> str:
        raise TooManyKept

    monkeypatch.setattr(arriving, "place", full)
    assert hand_over(client, octets(a_letter()), an_address())[0] == 452


def test_many_recipients_are_sent_apart(client: smtplib.SMTP) -> None:
    address = an_address()
    client.ehlo()
    client.mail(THEO)
    plan = Plan.objects.get()
    others = [
        reply_address(theo().pk, "calendar", uuid4(), until=plan.session.ends_at)
        for _ in range(MOST_RECIPIENTS)
    ]
    codes = [client.rcpt(one)[0] for one in (address, *others)]
    assert codes == [250] * MOST_RECIPIENTS + [452]


def test_so_many_connections_and_no_more(door: OpenDoor) -> None:
    held = [door.connect() for _ in range(MOST_FROM_ONE)]
    with pytest.raises(smtplib.SMTPConnectError) as refused:
        door.connect()
    assert refused.value.smtp_code == 421
    held.pop().close()
    for _ in range(50):
        try:
            held.append(door.connect())
            break
        except smtplib.SMTPConnectError:
            continue
    assert held[-1].noop()[0] == 250
    for one in held:
        one.close()


def test_too_many_are_turned_away_without_a_word_in_the_log(
    door: OpenDoor, caplog: pytest.LogCaptureFixture
) -> None:
    held = [door.connect() for _ in range(MOST_FROM_ONE)]
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", door.way.port), 20) as line:
            assert line.recv(100).startswith(b"421 4.7.0 Too many connections")
            assert line.recv(100) == b""
    for one in held:
        one.close()
    assert caplog.records == []


def test_an_address_that_is_named_again_counts_once(
    client: smtplib.SMTP, placed: list[Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bytes] = []
    real = incoming.read

    def counted(raw: bytes) -> incoming.Incoming:
        read.append(raw)
        return real(raw)

    monkeypatch.setattr(incoming, "read", counted)
    address = an_address()
    client.ehlo()
    client.mail(THEO)
    codes = [client.rcpt(one)[0] for one in [address, address.upper()] * 5]
    client.putcmd("data")
    client.getreply()
    client.send(octets(a_letter("Yes.")) + b"\r\n.\r\n")
    assert (codes, client.getreply()[0]) == ([250] * 10, 250)
    assert (len(placed), len(read), Arrival.objects.count()) == (1, 1, 1)


def test_who_asks_for_an_address_does_not_wait_for_letters(
    door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, address = octets(a_letter("Yes.")), an_address()
    goes_on, begun = threading.Event(), threading.Semaphore(0)

    def slow(*_words: object, **_more: object) -> str:
        begun.release()
        assert goes_on.wait(20)
        return "placed"

    monkeypatch.setattr(smtp, "arrive", slow)
    talks = [door.connect() for _ in range(2)]
    senders = [threading.Thread(target=hand_over, args=(one, raw, address)) for one in talks]
    for sender in senders:
        sender.start()
    assert all(begun.acquire(timeout=20) for _ in senders)
    with door.connect() as other:
        other.ehlo()
        other.mail(THEO)
        assert other.rcpt(address)[0] == 250
    goes_on.set()
    for sender, talk in zip(senders, talks, strict=True):
        sender.join()
        talk.close()


def test_so_many_commands_and_no_more(client: smtplib.SMTP) -> None:
    client.ehlo()
    codes = {client.noop()[0] for _ in range(50)}
    assert codes == {250}
    assert client.noop()[0] == 421


def test_somebody_who_hangs_up_in_the_middle_leaves_nothing(door: OpenDoor) -> None:
    address = an_address()
    with socket.create_connection(("127.0.0.1", door.way.port), 20) as line:
        line.sendall(
            f"EHLO x\r\nMAIL FROM:<{THEO}>\r\nRCPT TO:<{address}>\r\nDATA\r\nFrom: x".encode()
        )
    with door.connect() as client:
        assert hand_over(client, octets(a_letter()), address)[0] == 250
    assert Arrival.objects.count() == 1


def test_words_may_be_encrypted_on_the_way(open_door: OpenDoors, placed: list[Reply]) -> None:
    certificate = make_certificate()
    try:
        door = open_door(certificate=certificate.file)
        context = ssl.create_default_context(cafile=str(certificate.file))
        client = smtplib.SMTP("localhost", door.way.port, timeout=20)
        client.starttls(context=context)
        assert hand_over(client, octets(a_letter("Yes.")), an_address())[0] == 250
        client.ehlo()
        assert "auth" not in client.esmtp_features
        client.quit()
    finally:
        certificate.forget()
    assert len(placed) == 1


def test_a_certificate_that_is_not_there_is_said_at_the_start() -> None:
    with pytest.raises(OSError, match="No such file"):
        Door(Port(Place("", "a.org"), "127.0.0.1", 0, certificate=Path("/nowhere/cert.pem")))


def test_a_letter_that_is_being_taken_is_finished_before_the_port_closes(
    door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, address = octets(a_letter()), an_address()
    begun, goes_on = threading.Event(), threading.Event()
    real = arriving.arrive

    def slow(*words: bytes, **more: object) -> str:
        begun.set()
        goes_on.wait(20)
        return real(*words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(smtp, "arrive", slow)
    answer: list[int] = []
    client = door.connect()
    sender = threading.Thread(target=lambda: answer.append(hand_over(client, raw, address)[0]))
    sender.start()
    assert begun.wait(20)
    closing = threading.Thread(target=door.close)
    closing.start()
    goes_on.set()
    closing.join()
    sender.join()
    client.close()
    assert answer == [250]
    assert Arrival.objects.count() == 1


def test_a_log_tells_no_address_and_no_words(
    client: smtplib.SMTP, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = an_address()

    def fail(*_words: object, **_more: object) -> str:
        raise RuntimeError("The talk went well")

    monkeypatch.setattr(smtp, "arrive", fail)
    assert hand_over(client, octets(a_letter("The talk went well")), address)[0] == 451
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("romanesco")]
    assert ours == ["A letter was not taken: RuntimeError"]
