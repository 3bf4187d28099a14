"""The index is made of what stands elsewhere: after the fact, and by several at once."""

from importlib import import_module

import pytest
from django.db import connection

from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.search import indexing
from romanesco.search.models import Passage, SearchMark
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.harness.at_once import at_once
from tests.journey.stories import answer
from tests.search.conftest import Finds

MIGRATION = import_module("romanesco.migrations.0009_search")


def test_what_was_there_before_is_read_by_and_by(plan: Plan, finds: Finds) -> None:
    answer(plan, "check_in", "krokodil", by=theo())
    SearchMark.objects.all().delete()
    assert finds(theo(), "krokodil") == set()
    with connection.cursor() as cursor:
        cursor.execute(MIGRATION.MARK_PLANS)
        cursor.execute(MIGRATION.MARK_PAIRS)
    assert finds(theo(), "krokodil")
    assert finds(theo(), "stays between us")


@pytest.mark.django_db(transaction=True)
def test_several_at_once_leave_each_passage_once() -> None:
    pair = signed(a_pair(rosa(), theo()))
    plans = [a_plan(pair, days=days) for days in (3, 10, 17)]
    for plan in plans:
        answer(plan, "check_in", "krokodil", by=theo())
    at_once(
        indexing.index_marked,
        indexing.index_marked,
        lambda: operations.write_note(plans[0], "caiman", by=theo(), at=MONDAY),
        lambda: answer(plans[1], "went_well", "alligator", by=theo()),
    )
    indexing.index_marked()
    assert not SearchMark.objects.exists()
    there = list(Passage.objects.values_list("plan", "kind", "reader"))
    assert len(there) == len(set(there))
    said = {text for one in Passage.objects.all() for _, _, text in one.pieces}
    assert {"krokodil", "caiman", "alligator"} <= said
