"""Words that are gone: from the passages at once, and from the files of the index."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from romanesco.pairs.models import Pair
from romanesco.plans import operations
from romanesco.plans.forgetting import UNDO, forget_deleted
from romanesco.plans.models import Plan
from romanesco.search import clearing, indexing
from romanesco.search.models import Passage, SearchMark
from romanesco.ydocs import store
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.harness.as_served import as_served
from tests.journey.stories import answer, topic

# FTS5 leaves out what a word shares with the one before it: this much always stands in its file.
WORD, TAIL = "krokodil", b"rokodil"


@pytest.fixture
def pair(transactional_db: None) -> Pair:
    return signed(a_pair(rosa(), theo()), keeps_versions=False)


@pytest.fixture
def _as_served(transactional_db: None) -> Iterator[None]:
    with as_served():
        yield


def files_with_it() -> set[str]:
    file = Path(connection.settings_dict["NAME"])
    return {
        each.name.removeprefix(file.name)
        for each in file.parent.glob(f"{file.name}*")
        if TAIL in each.read_bytes().lower()
    }


@pytest.mark.usefixtures("_as_served")
def test_deleted_words_are_in_no_file(pair: Pair) -> None:
    plan = a_plan(pair)
    for count in range(3):
        answer(plan, "check_in", f"{WORD} " * 200 + f"and {count}", by=theo())
        answer(plan, "went_well", f"{WORD}il {count}", by=theo())
        indexing.index_marked()
    item = topic(plan, f"A {WORD}", by=theo())
    operations.write_note(plan, WORD, by=theo(), at=MONDAY)
    indexing.index_marked()
    assert files_with_it()
    for purpose in ("check_in", "went_well"):
        answer(plan, purpose, "All is well", by=theo())
    operations.remove(item, by=theo(), at=MONDAY)
    operations.write_note(plan, "", by=theo(), at=MONDAY)
    indexing.index_marked()
    forget_deleted(at=MONDAY + UNDO + timedelta(minutes=1))
    indexing.index_marked()
    assert files_with_it() == {""}  # in segments of the index that are to be merged
    assert clearing.clear() is False
    assert files_with_it() == set()
    assert clearing.clear() is False  # nothing to do


@pytest.mark.usefixtures("_as_served")
def test_a_plan_that_is_deleted_takes_its_words_along(pair: Pair) -> None:
    plan = a_plan(pair)
    answer(plan, "check_in", WORD, by=theo())
    indexing.index_marked()
    document_id = plan.document_id
    Plan.objects.get(id=plan.id).delete()
    store.delete(document_id)
    assert not Passage.objects.exclude(plan=None).exists()
    clearing.clear()
    assert files_with_it() == set()


@pytest.mark.django_db
def test_each_change_is_marked_with_the_change_or_not_at_all() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    indexing.index_marked()
    assert not SearchMark.objects.exists()
    for change in (
        lambda: operations.write_note(plan, WORD, by=rosa(), at=MONDAY),
        lambda: operations.write_line(plan, WORD, by=rosa(), at=MONDAY),
        lambda: answer(plan, "check_in", WORD, by=theo()),
        lambda: topic(plan, WORD, by=theo()),
        lambda: store.compact(plan.document_id),
        lambda: operations.share(plan, by=theo(), at=MONDAY),
    ):
        change()
        marks = set(SearchMark.objects.values_list("pair_id", "plan_id"))
        assert marks == {(plan.session.pair_id, plan.id)}
        SearchMark.objects.all().delete()


def test_what_is_rolled_back_is_not_marked(pair: Pair) -> None:
    plan = a_plan(pair)
    indexing.index_marked()
    with pytest.raises(operations.PromptMissing):
        topic(plan, " ", by=theo())
    assert not SearchMark.objects.exists()


@pytest.mark.django_db
def test_one_pairs_mishap_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))

    def fails(_: object) -> None:
        raise ValueError(WORD)

    monkeypatch.setattr(indexing, "said_in", fails)
    assert indexing.index_marked() is False
    assert str(plan.session.pair_id) in caplog.text
    assert WORD not in caplog.text
    assert not SearchMark.objects.exists()
    monkeypatch.undo()
    operations.write_note(plan, "caiman", by=theo(), at=MONDAY)
    indexing.index_marked()
    assert Passage.objects.filter(reader=theo()).exists()
