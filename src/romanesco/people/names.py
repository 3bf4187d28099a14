"""What may stand as a name: anything that people are called, and nothing that deceives a reader."""

import unicodedata

from django.core.exceptions import ValidationError

LONGEST = 80

# Embeddings, overrides and isolates turn the words around them about (Unicode UAX 9, table 1).
TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def plain_name(value: str) -> str:
    """The name with single spaces. Raises ValidationError for one that nobody could read."""
    if len(value) > LONGEST:
        raise ValidationError(f"At most {LONGEST} characters, please.", code="too_long")
    name = " ".join(value.split())
    if any(_is_hidden(letter) for letter in name):
        raise ValidationError(
            "This name has an invisible character in it. Type it again by hand.", code="hidden"
        )
    if not any(unicodedata.category(letter)[0] in "LNS" for letter in name):
        raise ValidationError("A name needs at least one letter.", code="no_letter")
    return name


def _is_hidden(letter: str) -> bool:
    return ord(letter) in TURNING or unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"}
