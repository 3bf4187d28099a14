"""The answers of an agreement as plain values, and what differs between two versions."""

from dataclasses import dataclass
from typing import Any

from romanesco.agreements.models import Agreement

NOT_TERMS = {
    "id", "pair", "number", "proposed_by", "proposed_at", "in_force_at", "replaced_at",
    "withdrawn_at",
}  # fmt: skip
FIELDS = [f.name for f in Agreement._meta.concrete_fields if f.name not in NOT_TERMS]


@dataclass(frozen=True)
class Change:
    """One answer that is not the same in two versions."""

    field: str
    before: Any
    after: Any


def terms_of(agreement: Agreement) -> dict[str, Any]:
    return {name: getattr(agreement, name) for name in FIELDS}


def changes(before: Agreement, after: Agreement) -> list[Change]:
    """What `after` answers differently, in the order of the form."""
    return [
        Change(name, getattr(before, name), getattr(after, name))
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    ]
