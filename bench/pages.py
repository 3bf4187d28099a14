"""The plan page's server time beside an empty Django page's, and its number of queries.

    python -m bench.pages [--pairs 1000] [--rounds 300] [--home DIR]

One real server on the loopback interface, kept-alive connections, requests in turns (A B C A B C).
An empty page goes through the same middleware and does nothing: once as Django itself serves it
(its own ASGI handler on uvicorn, in a process beside), once as Romanesco does (`config/pages.py`).
Queries are counted in this process, for plans that were lived through: few and many items, few and
many sessions before.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from bench.browsing import Line, sign_in
from bench.house import Demo, House, house
from bench.tables import machine, median, percentile, show, verdict

AIM_TIMES = 4.0
ITEMS, PAST = (5, 50), (2, 40)
STOCK, EMPTY = "empty page, Django as it comes", "empty page, here"


@dataclass(frozen=True)
class Page:
    """A page, and the open connection of somebody who may see it."""

    name: str
    path: str
    line: Line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--home", type=Path, help="a home that stays, with demo data")
    wanted = parser.parse_args()
    settings = {"DJANGO_SETTINGS_MODULE": "bench.settings"}
    with house(wanted.home, **settings) as built, house(built.home, **settings) as stock:
        demo = built.demo(wanted.pairs)
        built.open_here()
        pairs = demo["pairs"]
        plans = {"shared": planned(pairs[1]), "live": planned(pairs[2])}
        _prepare(plans)
        print(machine())
        built.start()
        stock.start(House.beside("bench.stock:application"))
        times = _time(_pages(built, stock, demo), wanted.rounds)
        built.stop()
        stock.stop()
        _report_times(times, len(pairs))
        counts = _count_queries()
    is_constant = len({count for _, _, count in counts}) == 1
    show("Queries of the plan page", ["items", "sessions before", "queries"], counts)
    print("\nconstant in items and history" if is_constant else "\nNOT constant")


def planned(pair: Demo) -> str:
    """The plan that is ahead of a demo pair."""
    plan: str = next(s["plan"] for s in pair["sessions"] if s["state"] in ("planned", "live"))
    return plan


def _prepare(plans: dict[str, str]) -> None:
    """Share one plan and start another, unless an earlier run has."""
    from django.db import connections

    from romanesco.base import clock
    from romanesco.journey.hold import start
    from romanesco.plans.queries import plans_with_pair
    from romanesco.plans.sharing import share

    for state, plan_id in plans.items():
        plan = plans_with_pair().get(id=UUID(plan_id))
        at = clock.now()
        if plan.shared_at is None and plan.preparer is not None:
            plan = share(plan, by=plan.preparer, at=at)
        if state == "live" and plan.state == "shared":
            start(plan.session, by=plan.session.pair.mentor, at=at)
    connections.close_all()


def _pages(built: House, stock: House, demo: Demo) -> list[Page]:
    def seen(name: str, pair: Demo, who: str, path: str = "") -> Page:
        line = Line(built.port, sign_in(built, pair[who]["sign_in"]))
        return Page(name, path or f"/plans/{planned(pair)}/", line)

    first, second, third = demo["pairs"][:3]
    return [
        Page(STOCK, "/bench/empty", Line(stock.port)),
        seen(EMPTY, first, "mentee", "/bench/empty"),
        seen("the same, login asked for", first, "mentee", "/bench/empty-signed-in"),
        seen("plan, draft", first, "mentee"),
        seen("plan, shared", second, "mentor"),
        seen("plan, live", third, "mentor"),
    ]


def _time(pages: Sequence[Page], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each page, asked for in turns; the first tenth warms up."""
    times: dict[str, list[float]] = defaultdict(list)
    for number in range(-rounds // 10, rounds):
        for page in pages:
            seconds = page.line.page(page.path).seconds
            if number >= 0:
                times[page.name].append(seconds * 1e3)
    for page in pages:
        page.line.close()
    return times


def _report_times(times: dict[str, list[float]], pairs: int) -> None:
    stock, here = median(times[STOCK]), median(times[EMPTY])
    rows = []
    for name, each in times.items():
        p50, p99 = median(each), percentile(each, 0.99)
        rows.append([name, len(each), p50, p99, p50 / stock, p50 / here])
    columns = ["page", "requests", "p50 ms", "p99 ms", "times Django's", "times ours"]
    show(f"Server time with {pairs} pairs", columns, rows)
    worst = max(median(each) for name, each in times.items() if name.startswith("plan"))
    print()
    print(
        verdict(
            "the slowest plan page's p50 beside Django's empty", worst / stock, AIM_TIMES, "times"
        )
    )


def _count_queries() -> list[tuple[int, int, int]]:
    """Items, sessions before, queries; everything cached between requests is warm."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.histories import Grown, grown

    def count(of: Grown) -> int:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(of.mentor, backend=settings.AUTHENTICATION_BACKENDS[0])
        path = f"/plans/{of.plan.id}/"
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    kinds = [(items, past) for past in PAST for items in ITEMS]
    plans = [grown(f"{items} {past}", items=items, past=past) for items, past in kinds]
    return [(of.items, of.past, count(of)) for of in plans]


if __name__ == "__main__":
    main()
