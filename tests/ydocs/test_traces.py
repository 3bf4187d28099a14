"""Words that were deleted are in no file any more, once they are folded and the log is ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from romanesco.ydocs import store, traces
from tests.harness.as_served import as_served
from tests.ydocs.typists import Typist, words

SECRET = "the owl asked the baker for a raise"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _as_served() -> Iterator[None]:
    with as_served():
        yield


def found_in() -> set[str]:
    """The files in which the secret stands."""
    file = Path(connection.settings_dict["NAME"])
    return {
        each.name.removeprefix(file.name)
        for each in file.parent.glob(f"{file.name}*")
        if SECRET.encode() in each.read_bytes()
    }


def test_deleted_words_leave_the_files() -> None:
    rosa = Typist()
    found = store.create(store.NO_CHANGE)
    # Long enough to fill pages of its own, and short ones in between other rows.
    for words_of_mine in (SECRET, "and " * 3_000, SECRET):
        rosa.text.insert(0, words_of_mine)
        store.append_all([(found.pk, update) for update in rosa.taken()])
    store.compact(found.pk)
    traces.clear()
    assert found_in() == {""}
    store.append_all([(found.pk, update) for update in rosa.delete(0, len(str(rosa.text)) - 2)])
    assert SECRET not in words(store.load(found.pk))
    assert "" in found_in()
    store.compact(found.pk)
    assert found_in() != set()
    assert traces.clear()
    assert found_in() == set()
    assert words(store.load(found.pk)) == SECRET[-2:]


def test_a_deleted_document_leaves_the_files() -> None:
    rosa = Typist()
    rosa.text.insert(0, SECRET * 500)
    found = store.create(rosa.doc.get_update())
    store.append_all([(found.pk, update) for update in rosa.type(SECRET)])
    assert traces.clear()
    assert found_in() == {""}
    store.delete(found.pk)
    assert traces.clear()
    assert found_in() == set()


def test_who_reads_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "ATTEMPTS", 2)
    found = store.create(store.NO_CHANGE)
    reader = connection.copy()
    with reader.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        cursor.execute("SELECT count(*) FROM romanesco_ydocument")
        cursor.fetchall()
        store.append_all([(found.pk, Typist().type("x")[0])])
        assert not traces.clear()
        store.append_all([(found.pk, Typist().type("x")[0])])
        cursor.execute("COMMIT")
    assert traces.clear()
    reader.close()
