"""A pair's year of writing on the disk: 52 plans with 3,000 edits each, stored and folded.

    python -m bench.storage [--plans 52] [--edits 3000]

On SQLite in a file with the options that a server has, then on an embedded PostgreSQL. Each edit
is stored as the live writer stores it, and each plan is folded as a room folds it: every 1,000
updates, and when it empties. What is counted is the pages of the tables and their indexes.
PostgreSQL's autovacuum comes by every minute and a plan is written in days, so there VACUUM is run
after each plan.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

from bench.house import ROOT
from bench.tables import machine, show, verdict
from tests.harness.postgres import postgres, url_of

AIM_BYTES_AN_EDIT, AIM_MEGABYTES = 4.0, 1.0
FOLD_EVERY = 1_000
BATCH = 50
ITEMS = 5
TABLES = ("romanesco_ydocument", "romanesco_yupdate", "romanesco_yjournal")
SIZE_SQLITE = """
    SELECT sum(pgsize) FROM dbstat WHERE name IN
        (SELECT name FROM sqlite_master WHERE tbl_name IN (%s, %s, %s))
"""
SIZE_POSTGRES = "SELECT sum(pg_total_relation_size(name)) FROM unnest(ARRAY[%s, %s, %s]) AS name"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--plans", type=int, default=52)
    parser.add_argument("--edits", type=int, default=3_000)
    parser.add_argument("--here", action="store_true", help="in the database of this environment")
    wanted = parser.parse_args()
    if wanted.here:
        _measure(wanted.plans, wanted.edits)
        return
    print(machine())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)  # PostgreSQL may run as somebody else
        cluster = stack.enter_context(postgres(folder / "postgres"))
        for database in ("", url_of(cluster, "postgres")):
            environ = os.environ | {
                "DATABASE_URL": database,
                "DJANGO_SETTINGS_MODULE": "romanesco.config.settings",
                "ROMANESCO_HOME": str(folder / "home"),
            }
            words = [sys.executable, "-m", "bench.storage", "--here"]
            words += ["--plans", str(wanted.plans), "--edits", str(wanted.edits)]
            subprocess.run(words, cwd=ROOT, env=environ, check=True)


def _measure(plans: int, edits: int) -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    empty, sent, folding = _pages(), 0, 0.0
    checkpoints = 0
    for number in range(plans):
        bytes_sent, seconds, checkpoint = _plan(edits, number)
        sent, folding = sent + bytes_sent, max(folding, seconds)
        checkpoints += checkpoint
        if connection.vendor == "postgresql":
            connection.cursor().execute("VACUUM " + ", ".join(TABLES))
    grown = _pages() - empty
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    count = plans * edits
    rows = [
        ["as sent", sent / 1e6, sent / count],
        ["checkpoints", checkpoints / 1e6, checkpoints / count],
        ["pages of tables and indexes", grown / 1e6, grown / count],
    ]
    show(f"{name}: {plans} plans, {edits} edits each", ["", "MB", "bytes an edit"], rows)
    print(verdict("bytes an edit, checkpoints", checkpoints / count, AIM_BYTES_AN_EDIT, "bytes"))
    print(verdict("the year", grown / 1e6, AIM_MEGABYTES, "MB"))
    print(f"longest folding: {folding * 1e3:.0f} ms")


def _plan(edits: int, number: int) -> tuple[int, float, int]:
    """Write one plan: the bytes sent, the seconds of its longest folding, its checkpoint's size."""
    from bench.writers import written
    from romanesco.plans import document
    from romanesco.ydocs import store

    items = [str(uuid4()) for _ in range(ITEMS)]
    state = document.fresh({item: [] for item in items})
    stored = store.create(state)
    changes = list(written(state, items, edits, number))
    longest = 0.0
    for at in range(0, edits, FOLD_EVERY):
        for start in range(at, min(edits, at + FOLD_EVERY), BATCH):
            stop = min(edits, at + FOLD_EVERY, start + BATCH)
            store.append_all([(stored.pk, change) for change in changes[start:stop]])
        began = time.perf_counter()
        store.compact(stored.pk)
        longest = max(longest, time.perf_counter() - began)
    return sum(map(len, changes)), longest, len(store.load(stored.pk))


def _pages() -> int:
    from django.db import connection

    sql = SIZE_SQLITE if connection.vendor == "sqlite" else SIZE_POSTGRES
    with connection.cursor() as cursor:
        cursor.execute(sql, TABLES)
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
