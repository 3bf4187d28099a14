"""A letter as it travels: its headers, its parts, and nothing that somebody smuggled in."""

import email.policy
from email import message_from_bytes
from email.message import EmailMessage, Message
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from romanesco.mail.content import Button, Content, Paragraph, Question
from romanesco.mail.message import Posted, message_id
from romanesco.mail.models import Letter
from romanesco.mail.outbox import Envelope, letter_of, post_content
from romanesco.mail.sending import send_waiting
from tests.cast import MONDAY, rosa, theo
from tests.harness.post import PostOffice

ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:session-1@romanesco\r\n"
    "SUMMARY:Session with Théo\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


class Theo:
    """Somebody with an address; no database is needed to write to him."""

    id = UUID("11111111-1111-4111-8111-111111111111")
    email = "theo@example.org"


def sent(
    subject: str = "Session 7 with Rosa", text: str = "Words.", **envelope: object
) -> EmailMessage:
    content = Content(
        subject, "Heading", (Paragraph(text),), Button("Open it", "https://x.example")
    )
    letter = letter_of(Theo(), content, Envelope("shared", **envelope))  # type: ignore[arg-type]
    return travelled(letter)


def travelled(letter: Letter) -> EmailMessage:
    raw = Posted(letter, at=MONDAY).message().as_bytes()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))  # RFC 5322 2.1.1
    assert b"\n" not in raw.replace(b"\r\n", b"")
    message = message_from_bytes(raw, policy=email.policy.default)
    assert not message.defects
    return message


def test_it_has_both_forms() -> None:
    message = sent(text="Größe — “so”")
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert plain.get_content_type() == "text/plain"
    assert "Größe — “so”" in plain.get_content()
    assert html.get_content_type() == "text/html"
    assert "Größe — “so”" in html.get_content()


def test_its_headers_say_what_it_is(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://mentoring.example.org"
    thread = uuid4()
    message = sent(
        thread=thread,
        reply_to="reply+abc@in.example.org",
        unsubscribe_url="https://mentoring.example.org/letters/stop/abc",
    )
    assert message["Subject"] == "Session 7 with Rosa"
    assert message["To"] == "theo@example.org"
    assert message["Reply-To"] == "reply+abc@in.example.org"
    assert message["Date"].datetime == MONDAY
    assert message["Auto-Submitted"] == "auto-generated"
    stop = "<https://mentoring.example.org/letters/stop/abc>"
    assert message["List-Unsubscribe"] == stop
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<letters.mentoring.example.org>"
    assert message["References"] == message["In-Reply-To"]
    assert message["Message-ID"].endswith("@mentoring.example.org>")
    assert message["Feedback-ID"] is None


def test_a_letter_that_cannot_be_stopped_is_no_list() -> None:
    message = sent()
    assert message["List-Unsubscribe"] is None
    assert message["List-Id"] is None
    assert message["Reply-To"] is None
    assert message["References"] is None


def test_each_try_has_the_same_id() -> None:
    letter = Letter(to="theo@example.org", subject="Hello", text="Words.")
    first, second = travelled(letter), travelled(letter)
    assert first["Message-ID"] == second["Message-ID"] == message_id(letter)


def test_an_event_travels_twice_for_those_who_look_here_or_there() -> None:
    message = sent(calendar=ICS, calendar_method="REQUEST")
    assert message.get_content_type() == "multipart/mixed"
    within, attached = message.iter_parts()
    assert isinstance(within, EmailMessage)
    assert isinstance(attached, EmailMessage)
    kinds = [part.get_content_type() for part in within.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    event = list(within.iter_parts())[-1]
    assert isinstance(event, EmailMessage)
    assert event["Content-Type"].params["method"] == "REQUEST"
    assert event.get_content().replace("\n", "\r\n") in (ICS, ICS.replace("\n", "\r\n"))
    assert attached.get_filename() == "invite.ics"
    assert attached.get_content_type() == "application/ics"
    assert attached.get_content() == ICS.encode()


def test_somebodys_words_come_from_them_by_way_of_us(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Romanesco <letters@example.org>"
    assert sent()["From"] == "Romanesco <letters@example.org>"
    assert sent(from_name="Theo")["From"] == "Theo via Romanesco <letters@example.org>"
    (address,) = sent(from_name='Théo "Q" <boss@example.org>')["From"].addresses
    assert address.display_name == 'Théo "Q" <boss@example.org> via Romanesco'
    assert address.addr_spec == "letters@example.org"


@pytest.mark.parametrize(
    "planted",
    [
        "Rosa\r\nBcc: all@example.org",
        "Rosa\nBcc: all@example.org\n\nA body of my own",
        "Rosa\rBcc: all@example.org",
        "Rosa\u2028Bcc: all@example.org",
        "Rosa\x85Bcc: all@example.org",
        "Rosa\x00\x0bBcc: all@example.org",
        "=?utf-8?q?Rosa=0D=0ABcc:_all@example.org?=",
        '"Rosa" <all@example.org>, Bcc: all@example.org',
        "\u202eseineb ti\u202c Rosa",
        "R" * 5000,
        "Ró " * 2000,
    ],
)
def test_no_header_is_smuggled_in(planted: str) -> None:
    message = sent(
        subject=planted,
        from_name=planted,
        reply_to=f"{planted[:100]}@example.org",
        unsubscribe_url=f"https://x.example/{planted}",
    )
    allowed = {
        "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Content-Language",
        "Auto-Submitted", "X-Auto-Response-Suppress", "Reply-To", "List-Id", "List-Unsubscribe",
        "List-Unsubscribe-Post", "Content-Type",
    }  # fmt: skip
    assert set(message.keys()) == allowed
    assert [address.addr_spec for address in message["To"].addresses] == ["theo@example.org"]
    assert [address.addr_spec for address in message["From"].addresses] == ["romanesco@localhost"]
    assert not any(line.startswith(("Bcc", "A body")) for line in _text_of(message).splitlines())
    subject = message["Subject"]
    assert "\n" not in subject
    assert "\u202e" not in subject
    assert len(subject) <= 300


def test_an_encoded_word_that_somebody_typed_is_shown_as_typed() -> None:
    assert sent(subject="=?utf-8?q?Hello?=")["Subject"] == "=?utf-8?q?Hello?="


def test_a_domain_in_other_letters_is_written_as_mail_servers_read_it() -> None:
    letter = Letter(to="theo@bücher.example", subject="Hello", text="Words.")
    assert travelled(letter)["To"] == "theo@xn--bcher-kva.example"


def test_lines_that_mean_something_to_servers_arrive_as_they_were() -> None:
    words = "From here on\n.\n..dots\n" + "a long line " * 200
    letter = Letter(to="theo@example.org", subject="Hello", text=words)
    assert _text_of(travelled(letter)).rstrip("\n") == words


@pytest.mark.django_db
def test_letters_of_one_session_are_one_thread_for_each_person(office: PostOffice) -> None:
    session, other = uuid4(), uuid4()
    for person, thread in (
        (theo(), session),
        (theo(), session),
        (theo(), other),
        (rosa(), session),
    ):
        content = Content("Session 7", "Session 7", (Question(1, "How are you?"),))
        post_content(person, content, Envelope("shared", thread=thread))
        assert send_waiting(at=MONDAY) == 1
    first, second, elsewhere, hers = office.messages
    assert [m["Subject"] for m in office.messages] == [
        "Session 7",
        "Re: Session 7",
        "Session 7",
        "Session 7",
    ]
    assert first["References"] == second["References"]
    assert len({m["References"] for m in (first, elsewhere, hers)}) == 3
    assert len({m["Message-ID"] for m in office.messages}) == 4


@pytest.mark.django_db
def test_two_of_a_thread_in_one_batch_are_a_letter_and_its_follower(office: PostOffice) -> None:
    session = uuid4()
    for _ in range(2):
        post_content(theo(), Content("Session 7", "…", ()), Envelope("shared", thread=session))
    assert send_waiting(at=MONDAY) == 2
    assert [m["Subject"] for m in office.messages] == ["Session 7", "Re: Session 7"]


def _text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_it_is_put_together_as_the_standard_library_does() -> None:
    for calendar in ("", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"):
        content = Content("Größe", "Heading", (Paragraph("Words — of theirs.\n.\n"),))
        letter = letter_of(Theo(), content, Envelope("shared", calendar=calendar))
        message = Posted(letter, at=MONDAY).message()
        assert message.as_bytes() == Message.as_bytes(message)
