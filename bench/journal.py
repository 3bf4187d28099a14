"""What it costs to store what people type on SQLite, and to fold it: CPU and bytes on the disk.

    python -m bench.journal [--documents 1000] [--keys 200000] [--together 12,20,30]

Two threads, as in a server: one commits so many keys at a time, each in another document, as fast
as it can; the other folds each document after every so many keys. Before it is measured, each
document has a part of its way to the next fold behind it, so that folds come evenly. The bytes
are those that the process gave to `write`, the checkpoints of SQLite's own log included.
"""

import argparse
import os
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench.tables import machine, median, percentile, show

ITEMS = 5
PREPARED_TOGETHER, MOVED_EVERY = 1_000, 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--keys", type=int, default=200_000)
    parser.add_argument("--fold-every", type=int, default=1_000)
    parser.add_argument("--together", default="12,20,30", help="keys in a commit")
    wanted = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "romanesco.config.settings",
            "ROMANESCO_HOME": home,
        }
        _set_up()
        papers = Papers(wanted.documents, wanted.fold_every)
        rows = [
            [together, *papers.measured(wanted.keys, together)]
            for together in map(int, wanted.together.split(","))
        ]
    columns = ["keys a commit", "storing µs", "folding µs", "both µs", "bytes written"]
    columns += ["a commit: median ms", "p99 ms", "longest ms", "keys a second"]
    show(f"A key, {wanted.documents} documents", columns, rows)


def _set_up() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


class Papers:
    """Documents in which the same is written, each of them at another place of it."""

    def __init__(self, count: int, fold_every: int) -> None:
        from bench.writers import written
        from romanesco.plans import document
        from romanesco.ydocs import store

        items = [str(uuid4()) for _ in range(ITEMS)]
        state = document.fresh({item: [] for item in items})
        self.fold_every = fold_every
        self.changes = list(written(state, items, fold_every * 4, seed=1))
        self.ids = [store.create(state).pk for _ in range(count)]
        self.at = {
            document_id: number * fold_every // count for number, document_id in enumerate(self.ids)
        }
        before = [
            (each, change)
            for number, change in enumerate(self.changes[:fold_every])
            for each in self.ids
            if number < self.at[each]
        ]
        for start in range(0, len(before), PREPARED_TOGETHER):
            store.append_all(before[start : start + PREPARED_TOGETHER])
            if start % MOVED_EVERY == 0:
                store.spill()
        store.spill()

    def measured(self, keys: int, together: int) -> Iterator[float]:
        """CPU (µs) a key of storing, of folding, of both; bytes a key; how long commits took."""
        from romanesco.live.folding import Folding
        from romanesco.ydocs import store

        folding = Folding()
        (thread,) = (each for each in threading.enumerate() if each.name == "live-folding")
        clock = time.pthread_getcpuclockid(thread.ident or 0)
        batches = list(self._batches(keys, together))
        written, took = _written(), list[float]()
        began, cpu = time.perf_counter(), time.thread_time()
        for batch, due in batches:
            asked_at = time.perf_counter()
            store.append_all(batch)
            took.append(time.perf_counter() - asked_at)
            folding.note(sum(len(update) for _, update in batch))
            for each in due:
                folding.ask(each)
        storing, seconds = time.thread_time() - cpu, time.perf_counter() - began
        _until_idle(folding)
        folded = time.clock_gettime(clock)
        folding.stop()
        yield from (each / keys * 1e6 for each in (storing, folded, storing + folded))
        yield float((_written() - written) // keys)
        yield from (each * 1e3 for each in (median(took), percentile(took, 0.99), max(took)))
        yield keys / seconds

    def _batches(self, keys: int, together: int) -> Iterator[tuple[list[Any], list[UUID]]]:
        luck = random.Random(together)
        for _ in range(keys // together):
            chosen, due = luck.sample(self.ids, together), []
            batch = []
            for each in chosen:
                batch.append((each, self.changes[self.at[each] % len(self.changes)]))
                self.at[each] += 1
                if self.at[each] % self.fold_every == 0:
                    due.append(each)
            yield batch, due


def _until_idle(folding: Any) -> None:
    while not folding.is_idle:
        time.sleep(0.05)


def _written() -> int:
    told = Path("/proc/self/io").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("wchar"))


if __name__ == "__main__":
    main()
