"""Which version of an agreement counts, and which waits to be signed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from romanesco.agreements.models import Agreement
from romanesco.pairs.models import Pair

IN_FORCE: dict[str, Any] = {
    "in_force_at__isnull": False,
    "replaced_at": None,
    "withdrawn_at": None,
}


def in_force(pair: Pair) -> Agreement | None:
    """The version that both have signed, or None before the first."""
    return signed_by_both(pair).prefetch_related("signatures").first()


def proposed(pair: Pair) -> Agreement | None:
    """The version that waits for signatures, or None."""
    return open_proposals(pair).prefetch_related("signatures").first()


def rules_of(pair: Pair) -> Agreement:
    """The rules that count now: those in force, or the defaults (not saved) before the first."""
    return in_force(pair) or Agreement(pair=pair)


def keeps_versions(pair_id: UUID) -> bool:
    """Whether the two keep earlier versions of their plans: the default, until they say no."""
    said = Agreement.objects.filter(pair=pair_id, **IN_FORCE)
    return said.values_list("keeps_versions", flat=True).first() is not False


def pairs_that_keep_nothing() -> QuerySet[Agreement, UUID]:
    """The ids of the pairs who agreed that what they delete is gone."""
    said = Agreement.objects.filter(**IN_FORCE, keeps_versions=False)
    return said.values_list("pair", flat=True)


def signed_by_both(pair: Pair) -> QuerySet[Agreement]:
    return pair.agreements.filter(**IN_FORCE)


def open_proposals(pair: Pair) -> QuerySet[Agreement]:
    return pair.agreements.filter(in_force_at=None, replaced_at=None, withdrawn_at=None)


def current_versions(pairs: Iterable[UUID]) -> QuerySet[Agreement]:
    """For each of these pairs the version in force and the one that waits, with signatures."""
    return Agreement.objects.filter(
        pair__in=list(pairs), replaced_at=None, withdrawn_at=None
    ).prefetch_related("signatures")


def earlier_versions(pair: Pair) -> QuerySet[Agreement]:
    """Versions that were in force once, the latest first."""
    return (
        pair.agreements.filter(in_force_at__isnull=False, replaced_at__isnull=False)
        .prefetch_related("signatures")
        .order_by("-number")
    )
