"""Letters are written in the caller's transaction, and can be taken back until they went out."""

from uuid import uuid4

import pytest

from romanesco.mail.claiming import STALE, claim, mark_sent, still_claimed
from romanesco.mail.content import Content, Paragraph
from romanesco.mail.models import Letter
from romanesco.mail.outbox import Envelope, post_content, unsend
from romanesco.mail.queries import letters_for
from romanesco.mail.sending import send_waiting
from tests.cast import MONDAY, olga, rosa, theo
from tests.harness.post import PostOffice

pytestmark = pytest.mark.django_db


def content(subject: str = "Your plan", words: str = "It is shared now.") -> Content:
    return Content(subject, subject, (Paragraph(words),))


def test_without_mail_letters_wait() -> None:
    post_content(theo(), content(), Envelope("shared"))
    assert send_waiting(at=MONDAY) == 0
    assert "It is shared now." in Letter.objects.get().text


def test_what_has_not_gone_out_is_taken_back(office: PostOffice) -> None:
    plan, other = uuid4(), uuid4()
    post_content(theo(), content("Withdrawn"), Envelope("shared", about=plan))
    post_content(theo(), content("Stays"), Envelope("shared", about=other))
    unsend(plan)
    assert send_waiting(at=MONDAY) == 1
    unsend(other)
    assert [message["Subject"] for message in office.messages] == ["Stays"]
    assert Letter.objects.get().sent_at == MONDAY


def test_what_a_worker_has_in_hand_is_taken_back_too(office: PostOffice) -> None:
    plan = uuid4()
    letter = post_content(theo(), content("Withdrawn"), Envelope("shared", about=plan))
    in_hand = claim(at=MONDAY)
    assert still_claimed(in_hand, at=MONDAY) == [letter]
    unsend(plan)
    assert still_claimed(in_hand, at=MONDAY) == []
    assert send_waiting(at=MONDAY + STALE) == 0
    letter.refresh_from_db()
    assert (letter.sent_at, letter.subject, letter.text, letter.html) == (None, "", "", "")


def test_what_is_just_being_given_to_the_server_is_known_to_have_gone(office: PostOffice) -> None:
    plan = uuid4()
    letter = post_content(theo(), content(), Envelope("shared", about=plan))
    (in_hand,) = claim(at=MONDAY)
    unsend(plan)
    mark_sent(in_hand, at=MONDAY)
    letter.refresh_from_db()
    assert letter.sent_at == MONDAY


def test_each_reads_their_own() -> None:
    post_content(theo(), content("For Theo"), Envelope("shared"))
    post_content(rosa(), content("For Rosa"), Envelope("shared"))
    Letter.objects.create(to="Theo@example.org", subject="Before he had an account", text="…")
    assert {letter.subject for letter in letters_for(theo())} == {
        "For Theo",
        "Before he had an account",
    }
    assert not letters_for(olga()).exists()
