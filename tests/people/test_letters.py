"""Letters about accounts: the code in large type, and what was changed is told."""

import pytest

from romanesco.mail.models import Letter
from romanesco.pairs.letters import write_invitation
from romanesco.pairs.models import Invitation
from romanesco.people.letters import OCCASIONS, write_about_account
from romanesco.people.models import Person

pytestmark = pytest.mark.django_db
TOLD = {
    "code": "KX2-94Q",
    "email": "theo@example.org",
    "host": "mentoring.example.org",
    "password_reset_url": "https://mentoring.example.org/reset/1-abc/",
    "signup_url": "https://mentoring.example.org/account/signup/",
}


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_each_tells_where_and_why(occasion: str) -> None:
    write_about_account(occasion, "theo@example.org", TOLD)
    letter = Letter.objects.get()
    assert (letter.to, letter.kind, letter.person_id) == ("theo@example.org", "account", None)
    assert letter.subject
    for form in (letter.text, letter.html):
        assert "mentoring.example.org" in form
        assert "You get this because" in form
    assert letter.unsubscribe_url == ""  # nobody stops these: they guard the account


def test_a_code_stands_alone() -> None:
    write_about_account("account/email/login_code", "theo@example.org", TOLD)
    letter = Letter.objects.get()
    assert letter.subject == "KX2-94Q is your code"
    assert "\n\n    KX2-94Q\n\n" in letter.text
    assert ">KX2-94Q</p>" in letter.html


def test_an_invitation_comes_from_who_invites() -> None:
    rosa = Person(name='Rosa <script>alert(1)</script> "Q"', email="rosa@example.org")
    invitation = Invitation(by=rosa, side="mentor", partner_email="theo@example.org")
    write_invitation(invitation, "https://mentoring.example.org/invitations/abc/")
    letter = Letter.objects.get()
    assert letter.from_name == rosa.name
    assert "https://mentoring.example.org/invitations/abc/" in letter.text
    assert "<script>" not in letter.html
    assert "Nothing more is written to you unless you accept." in letter.text
