"""Searching among a hundred thousand sessions beside the same among a thousand, and in long pasts.

    python -m bench.search [--large 100000] [--databases sqlite postgres] [--home DIR]

The search alone, without its page: the words of one pair with fifty sessions, in a database where
every other pair has the same words; then of one pair whose past is as long as the whole of it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.house import House
from bench.scale import AIM_TIMES, NAMES, _database, _made
from bench.tables import machine, show, verdict
from tests.harness.postgres import postgres

SMALL, LARGE = 1_000, 100_000
ROUNDS, TURNS = 25, 6
ASKED = {
    "a word of one session": "9",
    "two words of every session": "help early",
    "the beginning of a word": "organ",
    "a single letter": "o",
    "several in this order": '"ask for help"',
    "a question of every plan": "anticipate",
    "nothing": "nowhere",
}
PASTS = (50, 200, 1_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--large", type=int, default=LARGE)
    parser.add_argument("--databases", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--home", type=Path, help="a folder that stays, with what was made before")
    parser.add_argument("--pair", help="measure this pair's in this home, and print JSON")
    parser.add_argument("--past", type=int, default=0, help="give the pair so many sessions first")
    wanted = parser.parse_args()
    if wanted.pair:
        print(json.dumps(_times(wanted.pair, wanted.past)))
        return
    print(machine())
    for database in wanted.databases:
        with ExitStack() as stack:
            folder = wanted.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)  # PostgreSQL may run as somebody else
            _compare(stack, folder, database, (SMALL, wanted.large))


def _compare(stack: ExitStack, folder: Path, database: str, sizes: tuple[int, int]) -> None:
    cluster = stack.enter_context(postgres(folder / "cluster")) if database == "postgres" else None
    houses: list[tuple[House, str]] = []
    for name, sessions in (("small", sizes[0]), ("large", sizes[1]), ("long", sizes[0])):
        home = folder / f"{database}-{name}"
        home.mkdir(exist_ok=True)
        url = {"DATABASE_URL": _database(cluster, f"sessions_{name}")} if cluster else {}
        house = House(home, url)
        houses.append((house, _made(house, sessions)["paths"]["pair page"].split("/")[2]))
    told = [[_measured(*house) for house in houses[:2]] for _ in range(TURNS)]
    rows: list[list[Any]] = []
    for name in ASKED:
        small, large = (min(turn[place][name] for turn in told) for place in (0, 1))
        rows.append([name, small, large, large / small])
    columns = ["what is asked for", *(f"least ms, {size:,}" for size in sizes), "times"]
    show(NAMES[database], columns, rows)
    print()
    print(verdict("what grew most", max(row[-1] for row in rows), AIM_TIMES, "times"))
    pasts = [_measured(*houses[2], past) for past in PASTS]
    long = [[name, *(told[name] for told in pasts)] for name in ASKED]
    show("of a pair's own", ["asked for", *(f"least ms, {past:,}" for past in PASTS)], long)


def _measured(house: House, pair: str, past: int = 0) -> Any:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bench.search", "--pair", pair, "--past", str(past)],
        env=house.environ(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _times(pair_id: str, past: int) -> dict[str, float]:
    """Milliseconds of each search, the least of some rounds: a busy machine only adds."""
    import django

    django.setup()

    from romanesco.base import clock
    from romanesco.pairs.models import Pair
    from romanesco.pairs.queries import pairs_of
    from romanesco.search.asking import asked
    from romanesco.search.results import search

    person = Pair.objects.get(id=pair_id).mentor
    pairs = list(pairs_of(person))
    if past:
        _lengthen(pairs[0], past)
    times: dict[str, list[float]] = {name: [] for name in ASKED}
    for number in range(ROUNDS + 5):
        for name, typed in ASKED.items():
            began = time.perf_counter()
            search(person, pairs, asked(typed), at=clock.now())
            if number >= 5:
                times[name].append((time.perf_counter() - began) * 1e3)
    return {name: min(each) for name, each in times.items()}


def _lengthen(pair: Any, past: int) -> None:
    """Give a pair so many sessions with passages, made of those that it has."""
    from uuid import uuid4

    from romanesco.plans.models import Plan
    from romanesco.search.models import Passage
    from romanesco.sessions.models import MentoringSession
    from romanesco.ydocs import store

    plan = Plan.objects.filter(session__pair=pair).select_related("session").first()
    assert plan is not None
    passages = list(Passage.objects.filter(plan=plan))
    missing = past - MentoringSession.objects.filter(pair=pair).count()
    for _ in range(missing):
        session = MentoringSession.objects.get(id=plan.session_id)
        session.id = uuid4()
        session.save(force_insert=True)
        document = store.create(b"\x00\x00")
        copy = Plan(
            session=session,
            prepared_by=plan.prepared_by,
            shared_at=plan.shared_at,
            document=document,
            created_at=plan.created_at,
        )
        copy.save(force_insert=True)
        for passage in passages:
            passage.pk, passage.plan = None, copy
        Passage.objects.bulk_create(passages)


if __name__ == "__main__":
    main()
