from uuid import uuid4

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from romanesco.base import bus
from romanesco.plans import document
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.ydocs import store
from romanesco.ydocs.models import YDocument, YUpdate
from tests.ydocs.typists import written

ITEM = str(uuid4())


def stored(words: str = "first") -> YDocument:
    return store.create(document.fresh({ITEM: markdown_to_body(words)}))


def writes(found: YDocument, *texts: str) -> None:
    for words in texts:
        body = markdown_to_body(words)
        update = document.replace_body(store.load(found.pk), ITEM, body)
        store.append(found.pk, [update])


@pytest.mark.django_db
def test_a_document_is_its_checkpoint_and_what_was_appended() -> None:
    found = stored()
    assert store.load(found.pk) == found.checkpoint
    writes(found, "second", "third")
    assert document.body_of(store.load(found.pk), ITEM) == markdown_to_body("third")
    assert store.size(found.pk) > len(found.checkpoint)


@pytest.mark.django_db
def test_compacting_keeps_what_is_there_and_forgets_what_was_deleted() -> None:
    found = stored("a secret")
    writes(found, "the words")
    store.compact(found.pk)
    found.refresh_from_db()
    assert found.updates.count() == 0
    assert found.edition == 1
    assert b"secret" not in bytes(found.checkpoint)
    assert document.body_of(store.load(found.pk), ITEM) == markdown_to_body("the words")
    writes(found, "and more")
    assert document.body_of(store.load(found.pk), ITEM) == markdown_to_body("and more")


@pytest.mark.django_db
def test_what_changes_nothing_is_not_stored() -> None:
    found = stored()
    writes(found, "first")
    assert found.updates.count() == 0


@pytest.mark.django_db
def test_what_is_gone_is_said_to_be_gone() -> None:
    found, other = stored(), stored()
    store.delete(found.pk)
    for read in (store.load, store.size, store.compact, store.read):
        with pytest.raises(store.DocumentGone):
            read(found.pk)
    with pytest.raises(store.DocumentGone):
        store.append(found.pk, [b"\x00\x01"])
    assert store.append_all([(found.pk, b"\x00\x01"), (other.pk, b"\x00\x02")]) == {found.pk}
    assert written(found.pk) == []
    assert written(other.pk) == [b"\x00\x02"]


@pytest.mark.django_db
def test_deleting_leaves_no_update_behind() -> None:
    found = stored()
    writes(found, "second")
    store.delete(found.pk)
    assert not YUpdate.objects.exists()


@pytest.mark.django_db
def test_the_barred_clients_are_kept() -> None:
    found = store.create(b"", barred={5, 3})
    assert store.read(found.pk).barred == {3, 5}


@pytest.mark.django_db
def test_a_damaged_update_does_not_take_the_rest_along() -> None:
    found = stored()
    writes(found, "second")
    store.append_all([(found.pk, b"\x01\x02\x03")])
    writes(found, "third")
    assert document.body_of(store.load(found.pk), ITEM) == markdown_to_body("third")


@pytest.mark.django_db
def test_appending_is_announced_once_committed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    found = stored()
    heard: list[bus.Announcement] = []
    unsubscribe = bus.listen(heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        writes(found, "second")
        assert heard == []
    unsubscribe()
    update = bytes(found.updates.get().update)
    assert heard == [bus.DocumentUpdated(found.pk, update)]


@pytest.mark.parametrize("update", [b"", b"\x01", b"\x01\x02\x03"])
def test_what_yrs_cannot_read_is_said_to_be_unreadable(update: bytes) -> None:
    with pytest.raises(store.Undecodable):
        store.require_readable(update)
