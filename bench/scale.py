"""Pages and search in a database with a million sessions beside the same in one with a thousand.

    python -m bench.scale [--large 1000000] [--databases sqlite postgres] [--home DIR]

Two real servers on the loopback interface, each on its own database, asked in turns on connections
that are kept (A B A B). The pair that is looked at is the same in both: fifty sessions and plans.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.browsing import Line
from bench.house import House
from bench.tables import machine, median, percentile, show, verdict
from tests.harness.postgres import postgres, url_of

SMALL, LARGE = 1_000, 1_000_000
AIM_TIMES = 1.3
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--large", type=int, default=LARGE)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--databases", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--home", type=Path, help="a folder that stays, with what was made before")
    wanted = parser.parse_args()
    print(machine())
    for database in wanted.databases:
        with ExitStack() as stack:
            folder = wanted.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)  # PostgreSQL may run as somebody else
            _measure(stack, folder, database, (SMALL, wanted.large), wanted.rounds)


def _measure(
    stack: ExitStack, folder: Path, database: str, sizes: tuple[int, int], rounds: int
) -> None:
    cluster = stack.enter_context(postgres(folder / "cluster")) if database == "postgres" else None
    houses, told = [], []
    for sessions in sizes:
        home = folder / f"{database}-{sessions}"
        home.mkdir(exist_ok=True)
        variables = {}
        if cluster is not None:
            variables["DATABASE_URL"] = _database(cluster, f"sessions_{sessions}")
        house = House(home, variables)
        stack.callback(house.stop)
        told.append(_made(house, sessions))
        house.start()
        houses.append(house)
    lines = [Line(house.port, each["cookies"]) for house, each in zip(houses, told, strict=True)]
    _report(database, sizes, told, _time(lines, told, rounds))


def _database(cluster: Path, name: str) -> str:
    import psycopg

    with psycopg.connect(host=str(cluster), user="postgres", autocommit=True) as made:
        made.execute(f"CREATE DATABASE {name}".encode())
    return url_of(cluster, name)


def _made(house: House, sessions: int) -> Any:
    """What `bench.multiplied` says of this home's database, which it makes unless it is there."""
    kept = house.home / "made.json"
    if not kept.exists():
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-P", "-m", "bench.multiplied", "--sessions", str(sessions)],
            env=house.environ(),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        kept.write_text(done.stdout, encoding="utf-8")
        print(f"{sessions:,} sessions made in {time.perf_counter() - began:.0f} s", flush=True)
    return json.loads(kept.read_text(encoding="utf-8"))


def _time(lines: list[Line], told: list[Any], rounds: int) -> dict[tuple[str, int], list[float]]:
    """Milliseconds of each page in each database; the first tenth warms up."""
    times: dict[tuple[str, int], list[float]] = defaultdict(list)
    for number in range(-max(rounds // 10, 1), rounds):
        for page in told[0]["paths"]:
            for place, line in enumerate(lines):
                seconds = line.page(told[place]["paths"][page]).seconds
                if number >= 0:
                    times[page, place].append(seconds * 1e3)
    return times


def _report(
    database: str,
    sizes: tuple[int, int],
    told: list[Any],
    times: dict[tuple[str, int], list[float]],
) -> None:
    rows, ratios = [], []
    for page in told[0]["paths"]:
        small, large = times[page, 0], times[page, 1]
        ratios.append(median(large) / median(small))
        queries = [each["queries"][page] for each in told]
        rows.append([page, median(small), median(large), ratios[-1],
                     percentile(small, 0.99), percentile(large, 0.99), *queries])  # fmt: skip
    columns = ["page", *(f"p50 ms, {size:,}" for size in sizes), "times"]
    columns += [*(f"p99 ms, {size:,}" for size in sizes), *(f"queries, {size:,}" for size in sizes)]
    show(f"{NAMES[database]}", columns, rows)
    print()
    print(verdict("the page that grew most", max(ratios), AIM_TIMES, "times"))
    same = all(row[-1] == row[-2] for row in rows)
    print("as many queries in both" if same else "NOT as many queries in both")


if __name__ == "__main__":
    main()
