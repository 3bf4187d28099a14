"""Who an address belongs to, once a letter to it came back."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from romanesco.base import clock
from romanesco.people.api_tokens import make_token, person_for_token
from romanesco.people.proof import is_proven, person_to_write_to, prove_address
from romanesco.people.sign_up import Applicant, NewPasskey, add_passkey, sign_up
from tests.cast import MONDAY, rosa

pytestmark = pytest.mark.django_db


def test_what_somebody_else_set_up_under_this_address_ends() -> None:
    taken = sign_up(Applicant("Mallory", "theo@example.org", "UTC"), "nine slow herons", at=MONDAY)
    add_passkey(taken, NewPasskey("Mallory's", {"id": "abc"}))
    _, token = make_token("Mallory's", by=taken, at=MONDAY)
    login = taken.get_session_auth_hash()
    prove_address(taken)
    taken.refresh_from_db()
    assert is_proven(taken)
    assert not taken.has_usable_password()
    assert not Authenticator.objects.filter(user=taken).exists()
    assert person_for_token(token) is None
    assert taken.get_session_auth_hash() != login


def test_proving_again_takes_nothing_away() -> None:
    theo = sign_up(Applicant("Theo", "theo@example.org", "UTC"), "nine slow herons", at=MONDAY)
    prove_address(theo)
    theo.set_password("ten slow herons")
    theo.save()
    prove_address(theo)
    theo.refresh_from_db()
    assert theo.check_password("ten slow herons")


def test_letters_go_to_whom_the_address_is_proven_for_else_to_the_last_used() -> None:
    assert person_to_write_to("theo@example.org") is None
    first = sign_up(Applicant("Theo", "theo@example.org", "UTC"), "nine slow herons", at=MONDAY)
    second = sign_up(Applicant("Theo", "theo@example.org", "UTC"), "ten slow herons", at=MONDAY)
    second.last_login = clock.now()
    second.save()
    first.last_login = MONDAY.replace(year=2020)
    first.save()
    assert person_to_write_to("THEO@example.org") == second
    prove_address(first)
    assert person_to_write_to("theo@example.org") == first


def test_a_demo_person_without_an_address_row_can_prove_theirs() -> None:
    somebody = rosa()
    prove_address(somebody)
    assert EmailAddress.objects.get(user=somebody).verified
