"""Types, moves and folds in a process of its own, to be killed: `python -m tests.faults.moving`.

Says the document first, and after each key how many are stored. With a document it says how many
keys are found in it, and whether any stands twice.
"""

import sys
import threading
from itertools import count
from uuid import UUID

import django

django.setup()

from romanesco.ydocs import store  # noqa: E402
from tests.ydocs.typists import Typist, words, written  # noqa: E402


def write() -> None:
    typist, found = Typist(), store.create(store.NO_CHANGE).pk
    print(found, flush=True)
    threading.Thread(target=_move_and_fold, args=[found], daemon=True).start()
    for number in count(1):
        (update,) = typist.type("k")
        store.append_all([(found, update)])
        print(number, flush=True)


def _move_and_fold(document_id: UUID) -> None:
    for turn in count(1):
        store.spill()
        if turn % 3 == 0:
            store.fold(document_id)


def read(document_id: UUID) -> None:
    updates = written(document_id)
    print(len(words(store.load(document_id))), len(updates) - len(set(updates)))
    store.compact(document_id)
    print(len(words(store.load(document_id))), len(written(document_id)))


if __name__ == "__main__":
    read(UUID(sys.argv[1])) if len(sys.argv) > 1 else write()
