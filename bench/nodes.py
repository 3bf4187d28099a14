"""What several nodes on one PostgreSQL cost: `python -m bench.nodes`.

Two people in each plan type four keys a second each, with carets, as in `bench.live`. One, two and
four nodes run on an embedded PostgreSQL with its own defaults, so that a commit is flushed. Where
somebody sits decides what is measured: both people at one node (*routed*), each at another
(*split*), or all at the first while the others have nobody and only hear (*beside*). What counts is
the CPU for each key, of each node and of PostgreSQL; what nodes and PostgreSQL take when nobody
types is taken off.
"""

import argparse
import secrets
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench import notify
from bench.house import House
from bench.live.crowd import SECOND, Crowd, Quiet, dues, rebased
from bench.live.plans import Plan, plans
from bench.live.processes import tree
from bench.live.seat import Phase, Seat
from bench.live.targets import Romanesco
from bench.live.trial import KEYS_A_SECOND, pair
from bench.tables import machine, percentile, show
from tests.harness import postgres

MOST_NODES = 4
WARM_UP = 1.0


@dataclass(frozen=True)
class Row:
    """Who sat where, and what a key cost (µs of CPU) and took (ms)."""

    what: str
    nodes: int
    keys: int
    typed_at: float
    """CPU of the nodes that people were at, together."""
    heard: float | None
    """CPU of a node that had nobody."""
    database: float
    waits: list[float]
    closed: int

    def cells(self) -> Sequence[object]:
        heard = "" if self.heard is None else round(self.heard, 1)
        times = [f"{percentile(self.waits, share):.1f}" for share in (0.5, 0.99)]
        lost = self.keys - len(self.waits)
        return (self.what, self.nodes, self.keys, f"{self.typed_at:.0f}", heard,
                f"{self.database:.0f}", *times, lost, self.closed)  # fmt: skip


COLUMNS = ("plans, and who is where", "nodes", "keys", "CPU µs a key: nodes with people",
           "one that only hears", "PostgreSQL", "p50 ms", "p99 ms", "lost", "closed")  # fmt: skip


class Machine:
    """Up to four nodes on one PostgreSQL, and the plans in it."""

    def __init__(self, stack: ExitStack, folder: Path, count: int, seconds: float) -> None:
        self.seconds = seconds
        cluster = postgres.Cluster(folder / "postgres")
        stack.callback(cluster.stop)
        cluster.start()
        self._cluster = cluster
        with psycopg.connect(host=str(cluster.folder), user="postgres", autocommit=True) as made:
            made.execute("CREATE DATABASE nodes")
            asked = made.execute("SELECT version(), current_setting('fsync')").fetchone()
        assert asked is not None
        print(f"{asked[0].split(' on ')[0]}, fsync {asked[1]}", flush=True)
        self._told = {
            "DATABASE_URL": postgres.url_of(cluster.folder, "nodes"),
            "SECRET_KEY": secrets.token_hex(20),
        }
        self.houses = [self._house(stack, folder / f"node-{n}") for n in range(MOST_NODES)]
        self.plans = plans(self.houses[0], count)

    def _house(self, stack: ExitStack, home: Path) -> House:
        home.mkdir()
        house = House(home, self._told)
        stack.callback(house.stop)
        return house

    def play(self, what: str, nodes: int, seats: list[tuple[int, int]], count: int) -> Row:
        """Start so many nodes, let the first `count` plans be typed in. `seats`: at which node the
        two people of a plan sit, for one plan after the other, over and over."""
        houses = self.houses[:nodes]
        for house in houses:
            house.start()
        crowd = Crowd(houses[0].port)
        try:
            return self._typed(f"{count} {what}", houses, crowd, seats, self.plans[:count])
        finally:
            crowd.leave()
            for house in houses:
                house.stop()
                print((house.home / "log").read_text(encoding="utf-8"), end="", flush=True)

    def _typed(
        self, what: str, houses: list[House], crowd: Crowd, where: list[tuple[int, int]],
        chosen: Sequence[Plan],
    ) -> Row:  # fmt: skip
        target = Romanesco(self.houses[0].home, house=self.houses[0])
        at: dict[int, list[Seat]] = {}
        for number, plan in enumerate(chosen):
            for node, seat in zip(where[number % len(where)], pair(target, plan), strict=True):
                at.setdefault(node, []).append(seat)
        for node, group in at.items():
            crowd.port = houses[node].port
            crowd.bring(group)
        seats = [seat for group in at.values() for seat in group]
        crowd.hear(3.0)  # until everybody has said what they have, and all is folded
        watched = [house.pid for house in houses] + [self._postmaster]
        idle = self._spent(watched, lambda: crowd.hear(self.seconds))
        made = dues(seats, 0, WARM_UP + self.seconds, KEYS_A_SECOND, seed=len(chosen), carets=True)
        with Quiet():
            made = rebased(made)
            begin = made[0].at + round(WARM_UP * SECOND)
            crowd.type([due for due in made if due.at < begin])
            spent = self._spent(watched, lambda: crowd.type([d for d in made if d.at >= begin]))
            crowd.hear(4.0, lambda: not any(seat.pending for seat in seats))
        keys = sum(sent >= begin for seat in seats for sent in seat.sent)
        a_key = [(busy - rest) / keys / 1e3 for busy, rest in zip(spent, idle, strict=True)]
        beside = [cost for node, cost in enumerate(a_key[:-1]) if node not in at]
        waits = [took / 1e6 for seat in seats for sent, took in seat.waits if sent >= begin]
        return Row(
            what, len(houses), keys, sum(a_key[node] for node in at),
            statistics.mean(beside) if beside else None, a_key[-1], waits,
            sum(seat.phase is Phase.CLOSED for seat in seats),
        )  # fmt: skip

    @property
    def _postmaster(self) -> int:
        return int((self._cluster.folder / "data" / "postmaster.pid").read_text().split()[0])

    def _spent(self, pids: list[int], work: object) -> list[int]:
        """The CPU (ns) that each of these took, with its children, while something is done."""
        before = [_nanoseconds(pid) for pid in pids]
        began = time.monotonic()
        work()  # type: ignore[operator]
        took = time.monotonic() - began
        # Of the idle moments as many as of the busy ones.
        return [
            round((_nanoseconds(pid) - was) * self.seconds / took)
            for pid, was in zip(pids, before, strict=True)
        ]


def _nanoseconds(pid: int) -> int:
    total = 0
    for each in tree(pid):
        for thread in Path(f"/proc/{each}/task").iterdir():
            total += int((thread / "schedstat").read_text(encoding="ascii").split()[0])
    return total


SAME, APART = [(0, 0)], [(0, 1), (1, 0)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--plans", type=int, default=40)
    parser.add_argument("--growth", default="80,160,320", help="and then so many plans")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    growth = [int(count) for count in wanted.growth.split(",") if count]
    print(machine())
    postgres.FAST = ("max_connections=200",)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="romanesco-bench-")))
        folder.chmod(0o755)
        most = max([wanted.plans, *growth])
        nodes = Machine(stack, folder, most, wanted.seconds)
        rows = [row for _ in range(wanted.rounds) for row in _round(nodes, wanted.plans)]
        rows += [row for count in growth for row in _growth(nodes, count)]
        show("Keys, by where people are", COLUMNS, [row.cells() for row in rows])
    notify.run(3.0)


def _round(nodes: Machine, count: int) -> list[Row]:
    return [
        *_growth(nodes, count),
        nodes.play("beside", 4, SAME, count),
        nodes.play("split", 4, [(0, 1), (1, 2), (2, 3), (3, 0)], count),
    ]


def _growth(nodes: Machine, count: int) -> list[Row]:
    return [
        nodes.play("routed", 1, SAME, count),
        nodes.play("beside", 2, SAME, count),
        nodes.play("split", 2, APART, count),
    ]


if __name__ == "__main__":
    main()
