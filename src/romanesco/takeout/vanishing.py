"""After something was deleted: out of what can be found, and out of the database's files."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction

from romanesco.search import clearing, indexing, marking
from romanesco.ydocs import traces

MOST_ROUNDS = 20


def forget_traces(pair_ids: Collection[UUID]) -> None:
    """Make anew what can be found of these pairs, and clear the files; what cannot be done at
    once, the background does."""
    with transaction.atomic():
        for pair_id in pair_ids:
            marking.mark_all(pair_id)
    if connection.in_atomic_block:
        return
    indexing.bring_up_to_date(pair_ids)
    for _ in range(MOST_ROUNDS):
        if not clearing.clear():
            break
    traces.clear()
