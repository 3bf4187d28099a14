"""Several workers at once, and one that dies: no letter twice, none lost."""

import os
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, connections

from romanesco.base import clock
from romanesco.mail.claiming import BATCH, STALE
from romanesco.mail.models import Letter
from romanesco.mail.sending import send_waiting
from tests.harness.post import PostOffice
from tests.harness.postgres import url_of

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 200
# A worker in a process of its own, so that it can be killed.
WORKER = """
import django
django.setup()
from romanesco.base import clock
from romanesco.mail.sending import send_waiting
while True:
    send_waiting(at=clock.now())
"""


def write_many() -> None:
    Letter.objects.bulk_create(
        Letter(to=f"somebody-{number}@example.org", subject=f"Letter {number}", text="Words.")
        for number in range(MANY)
    )


def test_two_workers_at_once_send_each_letter_once(office: PostOffice) -> None:
    write_many()
    counts: list[int] = []
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        try:
            while Letter.objects.filter(sent_at=None).exists():
                counts.append(send_waiting(at=clock.now()))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == MANY
    came = Counter(message["Subject"] for message in office.messages)
    assert came == {f"Letter {number}": 1 for number in range(MANY)}


def test_what_a_killed_worker_left_another_sends(office: PostOffice, tmp_path: Path) -> None:
    write_many()
    office.be_slow(0.02)
    worker = subprocess.Popen(
        [sys.executable, "-P", "-c", WORKER], env=environ(office, tmp_path), cwd=tmp_path
    )
    try:
        office.wait_for(BATCH + BATCH // 2, seconds=60)  # half-way through a batch
    finally:
        worker.kill()
        worker.wait()
    office.be_well()
    left = Letter.objects.filter(sent_at=None).count()
    assert left > 0
    now = clock.now()
    free = send_waiting(at=now)
    assert free < left  # what the dead one had claimed is not free at once
    assert send_waiting(at=now + STALE) == left - free
    came = Counter(message["Message-ID"] for message in office.messages)
    assert len(came) == MANY
    assert sum(came.values()) <= MANY + 1  # the one in flight


def environ(office: PostOffice, home: Path) -> dict[str, str]:
    told = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "romanesco.config.settings",
        "EMAIL_URL": office.url,
        "ROMANESCO_HOME": str(home),
    }
    return {**os.environ, **told}


def database_url() -> str:
    """DATABASE_URL for the database that this test is on."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    folder = Path(told["HOST"] or told["OPTIONS"]["host"])
    return url_of(folder, told["NAME"])
