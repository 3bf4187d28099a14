"""From octets to words: every way of writing them, and none that would hurt."""

import base64
import quopri
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.replies import html_as_text, incoming
from romanesco.replies.incoming import LARGEST, Unreadable, read
from tests.replies.posted import a_letter, octets

WORDS = "Grüße aus São Paulo – 今日は 🎉"


def raw(kind: str, body: bytes, encoding: str = "8bit") -> bytes:
    return (
        b"From: theo@example.org\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
        + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + body
    )


@pytest.mark.parametrize(
    ("kind", "body", "encoding"),
    [
        ("text/plain; charset=utf-8", WORDS.encode(), "8bit"),
        ("text/plain; charset=utf-8", base64.encodebytes(WORDS.encode()), "base64"),
        ("text/plain; charset=utf-8", quopri.encodestring(WORDS.encode()), "quoted-printable"),
        ("text/plain; charset=utf-16", base64.encodebytes(WORDS.encode("utf-16")), "base64"),
        ("text/plain", WORDS.encode(), "8bit"),
        ("text/plain; charset=us-ascii", WORDS.encode(), "8bit"),
        ("text/plain; charset=x-unknown", WORDS.encode(), "8bit"),
        ('text/plain; charset=""', WORDS.encode(), "8bit"),
        ("text/html; charset=utf-8", f"<p>{WORDS}</p>".encode(), "8bit"),
    ],
)
def test_words_arrive_however_they_are_encoded(kind: str, body: bytes, encoding: str) -> None:
    assert read(raw(kind, body, encoding)).text.strip() == WORDS


@pytest.mark.parametrize(
    ("charset", "octets_"),
    [
        ("iso-8859-1", "“Grüße”".encode("cp1252")),
        ("utf-8", "“Grüße”".encode("cp1252")),
        ("windows-1252", "“Grüße”".encode("cp1252")),
    ],
)
def test_a_wrong_charset_is_guessed_as_mail_programs_do(charset: str, octets_: bytes) -> None:
    assert read(raw(f"text/plain; charset={charset}", octets_)).text == "“Grüße”"


@pytest.mark.parametrize(
    "charset", ["utf-7", "punycode", "idna", "unicode_escape", "raw_unicode_escape", "rot13", "hex"]
)
def test_a_charset_that_is_no_letters_is_refused(charset: str) -> None:
    with pytest.raises(Unreadable):
        read(raw(f"text/plain; charset={charset}", b"+AGE-"))


def test_of_several_versions_the_plain_one_is_read() -> None:
    letter = a_letter("the plain one")
    letter.add_alternative("<p>the other</p>", subtype="html")
    assert read(octets(letter)).text.strip() == "the plain one"


def test_an_empty_plain_version_is_passed_over() -> None:
    letter = a_letter(" \n")
    letter.add_alternative("<p>the words</p>", subtype="html")
    assert read(octets(letter)).text.strip() == "the words"


def test_flowed_text_is_put_together() -> None:
    found = read(raw("text/plain; charset=utf-8; format=flowed", b"one \r\ntwo\r\nthree"))
    assert found.text == "one two\nthree"


def test_texts_around_a_picture_are_both_read_and_files_are_counted() -> None:
    letter = MIMEMultipart()
    letter["From"] = "theo@example.org"
    letter.attach(MIMEText("before"))
    picture = MIMEApplication(b"\x89PNG", "octet-stream")
    picture["Content-Disposition"] = 'attachment; filename="whiteboard.png"'
    letter.attach(picture)
    letter.attach(MIMEText("after"))
    key = MIMEApplication(b"key", "pgp-signature")
    key["Content-Disposition"] = "attachment"
    letter.attach(key)
    found = read(letter.as_bytes())
    assert (found.text, found.attachments) == ("before\n\nafter", 1)


def test_a_text_file_that_was_added_is_a_file() -> None:
    letter = a_letter("mine")
    letter.add_attachment("notes of another", filename="notes.txt")
    found = read(octets(letter))
    assert (found.text.strip(), found.attachments) == ("mine", 1)


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("theo@example.org", "theo@example.org"),
        ("Theo Lindqvist <Theo@Example.org>", "theo@example.org"),
        ("=?utf-8?q?Th=C3=A9o?= <theo@example.org>", "theo@example.org"),
        ('"rosa@example.org" <theo@example.org>', "theo@example.org"),
        ("rosa@example.org, theo@example.org", ""),
        ("Theo", ""),
        ("theo@rosa@example.org", ""),
        ("", ""),
    ],
)
def test_who_it_is_from(header: str, address: str) -> None:
    found = read(f"From: {header}\r\n\r\nwords".encode())
    assert found.from_address == address


def test_two_senders_are_nobody() -> None:
    found = read(b"From: theo@example.org\r\nFrom: rosa@example.org\r\n\r\nwords")
    assert found.from_address == ""


def test_a_letter_without_a_name_is_known_by_its_octets() -> None:
    one, other = (read(b"From: t@e.org\r\n\r\n" + words).message_id for words in (b"a", b"b"))
    assert one != other
    assert one == read(b"From: t@e.org\r\n\r\na").message_id


def test_what_no_database_takes_is_left_out() -> None:
    found = read(b"Subject: a\x00b =?utf-8?q?c=00d?=\r\n\r\nx\x00y\x08z\x1b[31m")
    assert (found.subject, found.text) == ("ab cd", "xyz[31m")


def test_an_answer_to_an_invitation_is_found() -> None:
    letter = a_letter("Theo accepted.")
    letter.add_alternative("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR", subtype="calendar")
    assert "METHOD:REPLY" in read(octets(letter)).calendars[0]


def test_an_invitation_itself_answers_nothing() -> None:
    letter = a_letter("Come along.")
    letter.add_alternative("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR", subtype="calendar")
    assert read(octets(letter)).calendars == ()


def _nested(depth: int) -> bytes:
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(depth)
    )


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(b"x" * (LARGEST + 1), id="too large"),
        pytest.param(_nested(60), id="nested"),
        pytest.param(b"Content-Type: message/rfc822\r\n\r\n" * 300, id="letters in letters"),
        pytest.param(
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 100_000,
            id="many parts",
        ),
        pytest.param(
            b"Content-Type: text/plain; a=" + b'"' * 100_000 + b"\r\n\r\nhi", id="long parameter"
        ),
        pytest.param(b"From: " + b"a," * 20_000 + b"\r\n\r\nhi", id="many senders"),
        pytest.param(b"A: b\r\n" * 100_000 + b"\r\nhi", id="many headers"),
        pytest.param(b"Subject: " + b"=?utf-8?q?a?= " * 9000 + b"\r\n\r\nhi", id="long subject"),
    ],
)
def test_a_letter_that_is_built_to_hurt_is_refused(hostile: bytes) -> None:
    with pytest.raises(Unreadable):
        read(hostile)


def _parts(kind: str, *bodies: str) -> bytes:
    letter = MIMEMultipart()
    letter["From"] = "olga@example.org"
    for body in bodies:
        letter.attach(MIMEText(body, kind))
    return letter.as_bytes()


def test_all_texts_of_a_letter_have_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[int] = []

    def walk(html: str) -> str:
        walked.append(len(html))
        return html

    monkeypatch.setattr(incoming, "html_as_text", walk)
    read(_parts("html", *["<ul><li>x" * 4000] * 28))
    assert sum(walked) == html_as_text.LONGEST
    walked.clear()
    read(_parts("html", *["<p>x"] * 190))
    assert len(walked) == incoming.MOST_TEXTS
    assert len(read(_parts("plain", *["word " * 50_000] * 20)).text) < incoming.LARGEST_TEXT + 100


def test_few_calendars_are_looked_at() -> None:
    found = read(_parts("calendar", *["BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR"] * 190))
    assert len(found.calendars) == incoming.MOST_CALENDARS


def test_many_lines_within_many_boundaries_are_refused() -> None:
    with pytest.raises(Unreadable):
        read(_nested(39) + b"\r\n" * 100_000)
    assert read(b"From: theo@example.org\r\n\r\n" + b"x\r\n" * 100_000).text


def test_the_html_version_is_not_looked_at_where_there_is_a_plain_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walked: list[str] = []
    monkeypatch.setattr(incoming, "html_as_text", walked.append)
    letter = a_letter("the plain one")
    letter.add_alternative("<p>the other</p>", subtype="html")
    assert (read(octets(letter)).text.strip(), walked) == ("the plain one", [])


def test_a_letter_that_only_looks_odd_is_read() -> None:
    assert read(_nested(20) + b"\r\nwords").attachments == 0
    assert read(b"").text == ""
    assert read(b"\r\n\r\n" + b"-" * 70 + b"\r\nwords").text.endswith("words")


PILE = [
    b"Content-Type: multipart/alternative; boundary=x",
    b"--x",
    b"--x--",
    b"",
    b"\xff\xfe",
    b"=?a?b?c?=",
    b"Content-Type: text/html; charset=utf-16",
    b"Content-Type: text/plain; charset*=x'y'%ff",
    b"Content-Type: message/rfc822",
    b"Content-Transfer-Encoding: base64",
    b"Content-Disposition: attachment",
    b"From: =?utf-8?b?!!!?= <a@b>",
]


@given(st.binary(max_size=600))
def test_any_octets_are_read_or_refused(octets_: bytes) -> None:
    _never_fails(octets_)


@given(st.lists(st.sampled_from(PILE), max_size=30))
def test_any_pile_of_headers_and_parts_is_read_or_refused(lines: list[bytes]) -> None:
    _never_fails(b"\r\n".join(lines))


def _never_fails(octets_: bytes) -> None:
    try:
        found = read(octets_)
    except Unreadable:
        return
    assert isinstance(found.text, str)
    assert "\x00" not in found.text + found.subject + found.from_address
    (found.text + found.subject + found.from_address + found.message_id).encode()


def test_the_house_letters_of_these_tests_are_ordinary() -> None:
    letter = a_letter("words")
    assert isinstance(letter, EmailMessage)
    assert read(octets(letter)).text == "words\n"
