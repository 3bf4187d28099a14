"""Names: what people are called, and nothing that deceives a reader."""

import pytest
from django.core.exceptions import ValidationError

from romanesco.people.names import plain_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Rosa   Okafor ", "Rosa Okafor"),
        ("Theo\nLindqvist", "Theo Lindqvist"),
        ("María-José O'Neill", "María-José O'Neill"),
        ("عمر", "عمر"),
        ("李小龙", "李小龙"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # escaped where it is shown
        ("🦊 Fox", "🦊 Fox"),
        ("نیم‌فاصله", "نیم‌فاصله"),  # a zero-width non-joiner belongs to Persian spelling
    ],
)
def test_a_name_stays_as_one_likes_it(typed: str, kept: str) -> None:
    assert plain_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Rosa\x00Okafor", "hidden"),
        ("\u202erafakO asoR", "hidden"),
        ("Rosa\u2066Okafor", "hidden"),
        ("Rosa\x1b[31m", "hidden"),
        ("\u200b\u200b", "no_letter"),
        ("...", "no_letter"),
        ("x" * 81, "too_long"),
        ("x" * 10_000, "too_long"),
    ],
)
def test_what_deceives_is_refused(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        plain_name(typed)
    assert refused.value.code == code
