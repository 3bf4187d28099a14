"""One plan whose stored state is damaged is set aside; whoever opens another notices nothing."""

import pytest

from romanesco.live.admission import read_documents
from romanesco.live.close_codes import CloseCode
from romanesco.ydocs import store
from romanesco.ydocs.models import YDocument


@pytest.mark.django_db
def test_a_damaged_document_is_closed_alone() -> None:
    whole, damaged, gone = (store.create(store.NO_CHANGE, [7]) for _ in range(3))
    YDocument.objects.filter(pk=damaged.pk).update(checkpoint=b"\xff")
    store.delete(gone.pk)
    assert read_documents([damaged.pk, whole.pk, gone.pk]) == [
        CloseCode.FAILED,
        store.Stored(store.NO_CHANGE, frozenset({7})),
        CloseCode.RELOAD,
    ]
