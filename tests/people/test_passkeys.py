"""Which passkeys one has, and which may go."""

import pytest
from allauth.mfa.models import Authenticator
from pytest_django import Settings

from romanesco.base.errors import NotFound
from romanesco.people.models import Person
from romanesco.people.passkeys import (
    LastMeans,
    Passkey,
    TooManyPasskeys,
    has_passkey,
    remove_passkey,
    require_room,
)
from romanesco.people.sign_up import NewPasskey, add_passkey
from tests.cast import olga, theo

pytestmark = pytest.mark.django_db


def with_passkeys(person: Person, *names: str) -> list[Passkey]:
    for name in names:
        add_passkey(person, NewPasskey(name, {"id": name}))
    return Passkey.all_of(person)


def test_one_of_two_may_go_and_the_last_may_not() -> None:
    laptop, phone = with_passkeys(theo(), "laptop", "phone")
    remove_passkey(laptop.id, by=theo())
    with pytest.raises(LastMeans):
        remove_passkey(phone.id, by=theo())
    assert has_passkey(theo())


def test_the_last_may_go_where_there_is_a_password_or_mail(settings: Settings) -> None:
    (only,) = with_passkeys(theo(), "laptop")
    settings.HAS_MAIL = True
    remove_passkey(only.id, by=theo())
    assert not has_passkey(theo())


def test_nobody_removes_anothers() -> None:
    laptop, _ = with_passkeys(theo(), "laptop", "phone")
    with pytest.raises(NotFound):
        remove_passkey(laptop.id, by=olga())
    assert Authenticator.objects.count() == 2


def test_twenty_are_enough() -> None:
    with_passkeys(theo(), *map(str, range(20)))
    with pytest.raises(TooManyPasskeys):
        require_room(theo())
