"""Personal API tokens."""

from datetime import timedelta

import pytest

from romanesco.base.errors import NotFound
from romanesco.people.api_tokens import TooManyTokens, make_token, person_for_token, revoke_token
from romanesco.people.models import ApiToken
from tests.cast import MONDAY, olga, theo

pytestmark = pytest.mark.django_db


def test_a_token_is_theo_until_it_is_revoked() -> None:
    token, secret = make_token("laptop", by=theo(), at=MONDAY)
    assert person_for_token(secret) == theo()
    revoke_token(token.id, by=theo(), at=MONDAY + timedelta(days=1))
    assert person_for_token(secret) is None


def test_the_secret_is_not_kept() -> None:
    _, secret = make_token("laptop", by=theo(), at=MONDAY)
    assert secret not in str(ApiToken.objects.values_list().get())


@pytest.mark.parametrize("secret", ["", "rmo_", "rmo_" + "a" * 43, "x" * 10_000, "rmo_\x00"])
def test_nonsense_is_nobody(secret: str) -> None:
    assert person_for_token(secret) is None


def test_olga_cannot_revoke_theos() -> None:
    token, secret = make_token("laptop", by=theo(), at=MONDAY)
    with pytest.raises(NotFound):
        revoke_token(token.id, by=olga(), at=MONDAY)
    assert person_for_token(secret) == theo()


def test_fifty_are_enough() -> None:
    for number in range(50):
        make_token(str(number), by=theo(), at=MONDAY)
    with pytest.raises(TooManyTokens):
        make_token("one more", by=theo(), at=MONDAY)
