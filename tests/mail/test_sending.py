"""Letters go out once, are tried again with growing rests, and what they said is not kept."""

import logging
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from romanesco.config.mail_url import read_mail
from romanesco.mail.claiming import BATCH, PATIENCE, STALE, claim, mark_sent
from romanesco.mail.content import Button, Content, Paragraph
from romanesco.mail.message import Posted
from romanesco.mail.models import Letter
from romanesco.mail.outbox import Envelope, post_content, unsend
from romanesco.mail.sending import send_waiting
from tests.cast import MONDAY, olga, rosa, theo
from tests.harness.post import OpenPostOffice, PostOffice
from tests.mail.conftest import tell

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def write(subject: str = "Your plan", *, at: datetime = MONDAY, to: str = "") -> Letter:
    content = Content(
        subject, subject, (Paragraph("Words of theirs."),), Button("Open it", "https://x.example/p")
    )
    letter = post_content(theo(), content, Envelope("shared", unsubscribe_url="https://x.example"))
    Letter.objects.filter(id=letter.id).update(written_at=at, to=to or letter.to)
    return letter


def kept() -> Letter:
    return Letter.objects.get()


def subjects(office: PostOffice) -> list[str]:
    return [message["Subject"] for message in office.messages]


def test_a_letter_goes_out_once_and_what_it_said_is_not_kept(office: PostOffice) -> None:
    write()
    assert send_waiting(at=MONDAY) == 1
    assert send_waiting(at=MONDAY) == 0
    assert subjects(office) == ["Your plan"]
    gone = kept()
    assert gone.sent_at == MONDAY
    said = (gone.subject, gone.text, gone.html, gone.calendar, gone.unsubscribe_url)
    assert said == ("", "", "", "", "")


def test_a_batch_goes_over_one_connection_the_oldest_first(office: PostOffice) -> None:
    for number in range(BATCH + 3):
        write(f"Letter {number}", at=MONDAY - DAY + timedelta(seconds=number))
    assert send_waiting(at=MONDAY) == BATCH + 3
    assert subjects(office) == [f"Letter {number}" for number in range(BATCH + 3)]
    assert office.connections == 2


def test_a_server_that_is_down_for_a_day_loses_nothing(office: PostOffice) -> None:
    office.close()
    for number in range(3):
        write(f"Letter {number}")
    for hour in range(24):
        assert send_waiting(at=MONDAY + hour * HOUR) == 0
    assert {letter.tries for letter in Letter.objects.all()} == {0}  # nobody's fault
    assert kept_failures() == {"connection ConnectionRefusedError"}
    office.open()
    assert send_waiting(at=MONDAY + DAY) == 3
    assert len(office.messages) == 3
    assert kept_failures() == {""}


def kept_failures() -> set[str]:
    return {letter.failure for letter in Letter.objects.all()}


def test_while_it_is_down_the_mailer_rests_longer_and_longer(
    office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    write()
    office.close()
    knocked = []
    for second in range(20 * 60):
        caplog.clear()
        send_waiting(at=MONDAY + timedelta(seconds=second))
        if "cannot be used" in caplog.text:
            knocked.append(second)
    assert knocked == [0, 15, 45, 105, 225, 465, 765, 1065]


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
def test_what_is_put_off_is_tried_again_for_days(office: PostOffice, at: str) -> None:
    write()
    office.refuse("451 4.7.1 theo@example.org: come back later", at=at)  # type: ignore[arg-type]
    instant = MONDAY
    for rest in (5, 10, 20, 40, 80, 160, 240, 240):
        assert send_waiting(at=instant) == 0
        assert send_waiting(at=instant + rest * MINUTE - timedelta(seconds=1)) == 0
        instant += rest * MINUTE
        assert kept().next_try_at == instant
    while instant < MONDAY + 3 * DAY:
        assert send_waiting(at=instant) == 0
        instant += 4 * HOUR
    stage = "recipient" if at == "RCPT" else "content"
    assert kept().failure == f"451 4.7.1 {stage}"
    office.be_well()
    assert send_waiting(at=instant) == 1
    assert len(office.messages) == 1


def test_one_that_is_put_off_keeps_no_other(office: PostOffice) -> None:
    write("Put off", to="olga@example.org", at=MONDAY - HOUR)
    write("Goes")
    office.refuse("450 4.2.1 Mailbox busy", to="olga@example.org")
    assert send_waiting(at=MONDAY) == 1
    assert subjects(office) == ["Goes"]


def test_a_refusal_for_good_is_believed_after_a_day(office: PostOffice) -> None:
    write()
    office.refuse("550 5.1.1 <theo@example.org> unknown")
    instant = MONDAY
    for rest in (HOUR, 6 * HOUR, DAY):
        assert send_waiting(at=instant) == 0
        assert kept().dropped_at is None
        instant += rest
    assert send_waiting(at=instant) == 0
    gone = kept()
    assert (gone.dropped_at, gone.failure) == (instant, "550 5.1.1 recipient")
    assert (gone.subject, gone.text, gone.html) == ("", "", "")
    office.be_well()
    assert send_waiting(at=instant + DAY) == 0


def test_what_could_not_go_for_a_week_is_given_up(office: PostOffice) -> None:
    write()
    assert send_waiting(at=MONDAY + PATIENCE) == 0
    assert (kept().failure, kept().text) == ("late", "")
    assert office.received == []


@pytest.mark.parametrize(
    ("answer", "at"),
    [
        ("421 4.3.2 Closing", "RCPT"),
        ("530 5.7.0 Sign in first", "MAIL"),
        ("553 5.7.1 Not your sender address", "MAIL"),
    ],
)
def test_what_is_everybodys_trouble_stops_the_round(
    office: PostOffice, answer: str, at: str
) -> None:
    for number in range(3):
        write(f"Letter {number}")
    office.refuse(answer, at=at)  # type: ignore[arg-type]
    assert send_waiting(at=MONDAY) == 0
    assert sorted(letter.tries for letter in Letter.objects.all()) == [0, 0, 1]
    assert not Letter.objects.exclude(claimed_at=None).exists()
    office.be_well()
    assert send_waiting(at=MONDAY + HOUR) == 3


def test_a_connection_that_drops_mid_way_costs_one_try(office: PostOffice) -> None:
    for number in range(3):
        write(f"Letter {number}", at=MONDAY - HOUR + timedelta(seconds=number))
    office.hang_up("before", times=1)
    assert send_waiting(at=MONDAY) == 0
    assert send_waiting(at=MONDAY + MINUTE) == 2  # the one in flight rests, the others do not
    assert send_waiting(at=MONDAY + 5 * MINUTE) == 1
    assert sorted(subjects(office)) == ["Letter 0", "Letter 1", "Letter 2"]


def test_a_letter_that_came_though_the_line_broke_comes_again_as_the_same(
    office: PostOffice,
) -> None:
    write()
    office.hang_up("after", times=1)
    assert send_waiting(at=MONDAY) == 0
    assert send_waiting(at=MONDAY + HOUR) == 1
    first, second = office.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_a_server_that_never_answers_is_left(office: PostOffice, settings: Settings) -> None:
    settings.MAILERS["default"]["OPTIONS"]["timeout"] = 0.2
    write()
    office.be_slow(5)
    assert send_waiting(at=MONDAY) == 0
    assert kept().failure == "connection SMTPServerDisconnected"


def test_an_address_that_cannot_be_written_to_harms_no_other(office: PostOffice) -> None:
    write("Nowhere", to="théo@example.org", at=MONDAY - HOUR)
    write("Two", to="a@example.org, b@example.org", at=MONDAY - HOUR)
    write("Injected", to="a@example.org>\r\nRCPT TO:<b@example.org", at=MONDAY - HOUR)
    write("Goes")
    assert send_waiting(at=MONDAY) == 1
    assert subjects(office) == ["Goes"]
    assert [one.to for one in office.received] == ["theo@example.org"]


def test_a_letter_that_we_cannot_make_keeps_no_other(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def posted(letter: Letter, *, at: datetime) -> object:
        if letter.subject == "Broken":
            raise RuntimeError("Words of theirs")
        return Posted(letter, at=at)

    monkeypatch.setattr("romanesco.mail.sending.Posted", posted)
    broken = write("Broken", at=MONDAY - HOUR)
    write("Goes")
    assert send_waiting(at=MONDAY) == 1
    broken.refresh_from_db()
    assert broken.failure == "letter RuntimeError"


def test_what_another_worker_has_claimed_is_left_until_that_one_is_gone(
    office: PostOffice,
) -> None:
    write()
    assert len(claim(at=MONDAY)) == 1
    assert send_waiting(at=MONDAY + STALE - timedelta(seconds=1)) == 0
    assert send_waiting(at=MONDAY + STALE) == 1


def test_what_is_taken_back_while_the_server_takes_its_time_does_not_go(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("romanesco.mail.sending.FRESH_SECONDS", 0.0)
    plan = uuid4()
    for number in range(3):
        letter = write(f"Letter {number}", at=MONDAY + timedelta(seconds=number))
        Letter.objects.filter(id=letter.id).update(about=plan if number == 1 else None)

    def take_and_withdraw(letter: Letter, *, at: datetime) -> None:
        mark_sent(letter, at=at)
        unsend(plan)

    monkeypatch.setattr("romanesco.mail.sending.mark_sent", take_and_withdraw)
    assert send_waiting(at=MONDAY + MINUTE) == 2
    assert subjects(office) == ["Letter 0", "Letter 2"]


def test_logs_and_rows_hold_no_words_and_no_address(
    office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    write("Planted subject")
    office.refuse("554 5.7.1 <theo@example.org> Planted subject, Words of theirs", at="DATA")
    with caplog.at_level(logging.DEBUG, logger="romanesco"):
        send_waiting(at=MONDAY)
    assert "554 5.7.1 content" in caplog.text
    for planted in ("theo@example.org", "Planted", "Words"):
        assert planted not in caplog.text
        assert planted not in kept().failure


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # aiosmtpd sees no TLS around itself
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_with_tls_and_a_password(
    open_post_office: OpenPostOffice, settings: Settings, security: str
) -> None:
    office = open_post_office(security=security, user="rosa", password="s3 cret/@:")
    tell(settings, office)
    write()
    assert send_waiting(at=MONDAY) == 1
    assert subjects(office) == ["Your plan"]


def test_a_wrong_password_waits_until_it_is_right(
    open_post_office: OpenPostOffice, settings: Settings
) -> None:
    office = open_post_office(security="starttls", user="rosa", password="right")
    tell(settings, office)
    settings.MAILERS["default"]["OPTIONS"]["password"] = "wrong"
    write()
    assert send_waiting(at=MONDAY) == 0
    assert (kept().failure, kept().tries) == ("535 5.7.8 connection", 0)
    settings.MAILERS["default"]["OPTIONS"]["password"] = "right"
    assert send_waiting(at=MONDAY + HOUR) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    open_post_office: OpenPostOffice, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_post_office(security="tls")
    monkeypatch.delenv("SSL_CERT_FILE")
    tell(settings, office)
    write()
    assert send_waiting(at=MONDAY) == 0
    assert kept().failure == "connection SSLCertVerificationError"
    assert office.received == []


def test_two_people_two_letters(office: PostOffice) -> None:
    for person in (rosa(), olga()):
        post_content(person, Content("Hello", "Hello", ()), Envelope("shared"))
    assert send_waiting(at=MONDAY) == 2
    assert {one.to for one in office.received} == {"rosa@example.org", "olga@example.org"}


def test_letters_can_be_written_into_files(settings: Settings, tmp_path: Path) -> None:
    settings.HAS_MAIL = True
    settings.MAILERS = {"default": read_mail(f"file://{tmp_path}").mailer}
    write()
    assert send_waiting(at=MONDAY) == 1
    (file,) = tmp_path.iterdir()
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert (message["Subject"], message["To"]) == ("Your plan", "theo@example.org")


@pytest.mark.parametrize("is_quick", [True, False])
def test_a_server_may_take_several_commands_at_once_or_one_after_the_other(
    open_post_office: OpenPostOffice, settings: Settings, is_quick: bool
) -> None:
    office = open_post_office(is_quick=is_quick)
    tell(settings, office)
    for number, to in enumerate(("olga@example.org", "rosa@example.org", "theo@example.org")):
        write(f".{number}", to=to, at=MONDAY - HOUR + timedelta(seconds=number))
    Letter.objects.update(text=".\n..two\n.three\n", html="")
    office.refuse("550 5.1.1 Nobody here", to="olga@example.org")
    office.refuse("452 4.3.1 Full", at="DATA", times=1)
    assert send_waiting(at=MONDAY) == 1
    (message,) = office.messages
    assert message["Subject"] == ".2"
    assert message.get_content().splitlines() == [".", "..two", ".three"]
    assert kept_failures() == {"550 5.1.1 recipient", "452 4.3.1 content", ""}
    assert office.connections == 1
