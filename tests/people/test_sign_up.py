"""Becoming a person."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from romanesco.people.models import Person
from romanesco.people.sign_up import Applicant, NewPasskey, sign_up
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
THEO = ("Theo Lindqvist", "Theo@Example.org", "America/Sao_Paulo")


def test_theo_signs_up_with_a_password() -> None:
    theo = sign_up(Applicant(*THEO), "nine slow herons", at=MONDAY)
    assert (theo.name, theo.email, theo.time_zone) == (THEO[0], "theo@example.org", THEO[2])
    assert theo.check_password("nine slow herons")
    assert theo.joined_at == MONDAY


def test_with_a_passkey_there_is_no_password_at_all() -> None:
    applicant = Applicant(*THEO)
    theo = sign_up(applicant, NewPasskey("this laptop", {"id": "abc"}), at=MONDAY)
    assert theo.id == applicant.id
    assert not theo.has_usable_password()
    assert not theo.check_password("")
    assert Authenticator.objects.get(user=theo).data["name"] == "this laptop"


def test_an_address_given_twice_makes_two_accounts_and_proves_neither() -> None:
    for password in ("nine slow herons", "ten slow herons"):
        sign_up(Applicant(*THEO), password, at=MONDAY)
    assert Person.objects.filter(email="theo@example.org").count() == 2
    assert not EmailAddress.objects.filter(verified=True).exists()
