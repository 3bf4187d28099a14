"""What is sealed opens with the same key and for the same purpose only."""

import pytest
from pytest_django import Settings

from romanesco.base.sealed import SealBroken, seal, unseal


def test_it_opens_again_and_hides_what_it_holds() -> None:
    sealed = seal("abcd-efgh", purpose="calendar 1")
    assert "abcd" not in sealed
    assert sealed != seal("abcd-efgh", purpose="calendar 1")
    assert unseal(sealed, purpose="calendar 1") == "abcd-efgh"


def test_it_opens_for_nothing_else() -> None:
    with pytest.raises(SealBroken):
        unseal(seal("abcd-efgh", purpose="calendar 1"), purpose="calendar 2")


def test_another_key_does_not_open_it_unless_it_is_told_as_the_former(
    settings: Settings,
) -> None:
    sealed, former = seal("abcd-efgh", purpose="calendar 1"), settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-another-key-another"
    with pytest.raises(SealBroken):
        unseal(sealed, purpose="calendar 1")
    settings.SECRET_KEY_FALLBACKS = [former]
    assert unseal(sealed, purpose="calendar 1") == "abcd-efgh"


@pytest.mark.parametrize("sealed", ["", "1.", "1.gAAAA", "2.gAAAA", "nonsense", "1.é"])
def test_what_is_damaged_is_told_as_such(sealed: str) -> None:
    with pytest.raises(SealBroken):
        unseal(sealed, purpose="calendar 1")
