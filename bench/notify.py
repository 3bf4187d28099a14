"""What NOTIFY costs the commits of several nodes: `python -m bench.notify`.

A throw-away PostgreSQL that really flushes. As many writers as nodes each commit batches of ten
keys, one commit after the other, as `live/writer.py` does; as many listeners hear them. With and
without NOTIFY in turn, three times; medians.
"""

import argparse
import multiprocessing
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from romanesco.base import notices
from romanesco.base.announcements import DocumentUpdated
from tests.harness import postgres

BATCH = 10
KEY = bytes(30)
INSERT = "INSERT INTO kept (content) SELECT unnest(%s::bytea[])"
NOTIFY = "SELECT pg_notify('romanesco', payload) FROM unnest(%s::text[]) AS payload"


def connected(folder: Path) -> psycopg.Connection[Any]:
    return psycopg.connect(host=str(folder), user="postgres", autocommit=True)


def write(folder: Path, seconds: float, is_told: bool, done: Any) -> None:
    keys = [DocumentUpdated(uuid4(), KEY) for _ in range(BATCH)]
    payloads = notices.pack(b"bench-", b"key", keys)
    commits = 0
    with connected(folder) as connection:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with connection.transaction(), connection.pipeline():
                connection.execute(INSERT, [[KEY] * BATCH])
                if is_told:
                    connection.execute(NOTIFY, [payloads])
            commits += 1
    done.put(commits)


def listen(folder: Path) -> None:
    with connected(folder) as connection:
        connection.execute("LISTEN romanesco")
        for heard in connection.notifies():
            notices.unpack(heard.payload.encode(), b"key")


def commits_a_second(folder: Path, nodes: int, seconds: float, *, is_told: bool) -> float:
    done: Any = multiprocessing.Queue()
    writers = [
        multiprocessing.Process(target=write, args=(folder, seconds, is_told, done))
        for _ in range(nodes)
    ]
    for writer in writers:
        writer.start()
    total = sum(done.get() for _ in writers)
    for writer in writers:
        writer.join()
    return float(total / seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    run(parser.parse_args().seconds)


def run(seconds: float) -> None:
    postgres.FAST = ("max_connections=50",)
    with tempfile.TemporaryDirectory() as above:
        Path(above).chmod(0o755)
        with postgres.postgres(Path(above) / "cluster") as folder:
            with connected(folder) as connection:
                connection.execute("CREATE TABLE kept (seq bigserial PRIMARY KEY, content bytea)")
            print("\nnodes  commits/s  with NOTIFY (ten keys each)")
            for nodes in (1, 2, 4, 8):
                measure(folder, nodes, seconds)
            fill(folder)


def fill(folder: Path) -> None:
    """How many keys fit in the queue while somebody who listens takes nothing from it."""
    payloads = notices.pack(b"bench-", b"key", [DocumentUpdated(uuid4(), KEY)] * BATCH)
    with connected(folder) as deaf, connected(folder) as speaker:
        deaf.execute("LISTEN romanesco")
        deaf.execute("BEGIN")
        commits = 20_000
        speaker.execute("SET synchronous_commit = off")
        for _ in range(commits):
            speaker.execute(NOTIFY, [payloads])
        (usage,) = speaker.execute("SELECT pg_notification_queue_usage()").fetchone() or (0.0,)
    fits = f"{BATCH * commits / usage / 1e6:.0f} million keys fit" if usage else "too few to tell"
    print(f"queue: {BATCH * commits} keys that a listener leaves there fill {usage:.4%}: {fits}")


def measure(folder: Path, nodes: int, seconds: float) -> None:
    listeners = [
        multiprocessing.Process(target=listen, args=(folder,), daemon=True) for _ in range(nodes)
    ]
    for listener in listeners:
        listener.start()
    found: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(3):
        for is_told, rates in found.items():
            rates.append(commits_a_second(folder, nodes, seconds, is_told=is_told))
    for listener in listeners:
        listener.terminate()
        listener.join()
    without, told = (statistics.median(found[is_told]) for is_told in (False, True))
    print(f"{nodes:5}  {without:9.0f}  {told:11.0f}")


if __name__ == "__main__":
    main()
