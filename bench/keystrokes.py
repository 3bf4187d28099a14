"""From one's key to the partner's screen: live plans with two people typing in each.

    python -m bench.keystrokes [--plans 40] [--rounds 3] [--seconds 10] [--pairs N] [--home DIR]

Everything is on: tokens, admission, the schema gate, validation, awareness after every key, and
each update durable before anybody sees it. Beside it, in turns, a raw uvicorn relay gets the same
frames. Servers run on the first core, the typists on the last. At the end the server is killed
with kill -9 while people type, and what they saw is looked for in the database.
"""

import argparse
import asyncio
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import uvloop

from bench.house import Demo, House, cpu_seconds, house, pin
from bench.seats import Seat, type_all
from bench.tables import machine, median, percentile, show, verdict
from bench.typists import Typist, clock_of, interleaved, text_of, typist

KEYS_A_SECOND = 4.0
SETTLING_SECONDS = 5.0
KILLED_AFTER_SECONDS = 2.0
AIM_TIMES = 4.0


@dataclass
class Target:
    """One of the two servers, and what was measured of it (times in milliseconds)."""

    name: str
    house: House
    seats: list[Seat]
    latencies: list[list[float]] = field(default_factory=list)
    cpu: float = 0.0
    own_cpu: float = 0.0
    seconds: float = 0.0
    keys: int = 0


def main() -> None:
    """Measure, print, and fail if a key was lost."""
    wanted = _arguments()
    with house(wanted.home) as ours, house() as floor:
        demo = ours.demo(max(wanted.pairs, wanted.plans))
        keys = round(wanted.seconds * KEYS_A_SECOND)
        total = wanted.rounds * keys + round(4 * KILLED_AFTER_SECONDS * KEYS_A_SECOND)
        ours.open_here()
        typists = _typists(demo, wanted.plans, total)
        ours.start(core=min(os.sched_getaffinity(0)))
        floor.start(House.beside("bench.relay:application"), core=min(os.sched_getaffinity(0)))
        pin(os.getpid(), max(os.sched_getaffinity(0)))
        targets = [
            Target("Romanesco", ours, [Seat(each, is_relay=False) for each in typists]),
            Target("raw uvicorn relay", floor, [Seat(each, is_relay=True) for each in typists]),
        ]
        print(machine())
        uvloop.run(_run(targets, wanted.rounds, keys))
        lost = _report(targets, ours.home, _after_kill(targets[0], wanted.rounds * keys))
    sys.exit(1 if lost else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--plans", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--pairs", type=int, default=0, help="demo pairs in all")
    parser.add_argument("--home", type=Path, help="a home that stays, with demo data")
    return parser.parse_args()


def _typists(demo: Demo, plans: int, keys: int) -> list[Typist]:
    """Two typists for each plan: the mentor at the first item, the mentee at the second."""
    from django.db import connections

    from romanesco.base import clock
    from romanesco.plans.models import Plan
    from romanesco.plans.queries import agenda_of, plans_with_pair
    from romanesco.plans.sharing import share
    from romanesco.ydocs import store

    def two(pair: Demo, seed: int) -> list[Typist]:
        (planned,) = (s["plan"] for s in pair["sessions"] if s["state"] == "planned")
        plan: Plan = plans_with_pair().get(id=UUID(planned))
        if plan.shared_at is None and plan.preparer is not None:
            plan = share(plan, by=plan.preparer, at=clock.now())
        state = store.load(plan.document_id)
        items = [str(item.id) for item in agenda_of(plan)[:2]]
        tokens = [pair["mentor"]["token"], pair["mentee"]["token"]]
        place = {"plan": str(plan.id), "document": str(plan.document_id), "keys": keys}
        return [
            typist(state, token=token, item=item, seed=seed + i, **place)  # type: ignore[arg-type]
            for i, (token, item) in enumerate(zip(tokens, items, strict=True))
        ]

    made = [two(pair, 2 * number) for number, pair in enumerate(demo["pairs"][-plans:])]
    connections.close_all()
    return interleaved([list(side) for side in zip(*made, strict=True)])


async def _run(targets: Sequence[Target], rounds: int, keys: int) -> None:
    for target in targets:
        for seat in target.seats:
            await seat.sit_down(target.house.port)
    for number in range(rounds):
        for target in targets:
            await _round(target, range(number * keys, (number + 1) * keys), seed=number)
    await asyncio.to_thread(_require_texts, targets[0].seats)
    await _type_until_killed(targets[0], range(rounds * keys, _last_key(targets[0])))
    for target in targets:
        for seat in target.seats:
            if seat.socket is not None:
                seat.socket.close()


async def _round(target: Target, keys: range, seed: int) -> None:
    before = cpu_seconds(target.house.pid), time.process_time(), time.perf_counter()
    await type_all(target.seats, keys, keys_a_second=KEYS_A_SECOND, seed=seed)
    target.cpu += cpu_seconds(target.house.pid) - before[0]
    target.own_cpu += time.process_time() - before[1]
    target.seconds += time.perf_counter() - before[2]
    target.keys += len(keys) * len(target.seats)
    await _settle(target.seats, keys)
    target.latencies.append(_latencies(target.seats, keys))
    for seat in target.seats:
        seat.require_open()


async def _settle(seats: Sequence[Seat], keys: range) -> None:
    """Wait until all keys have come, or nobody would wait any longer."""
    for _ in range(round(SETTLING_SECONDS / 0.1)):
        if len(_latencies(seats, keys)) == len(keys) * len(seats):
            return
        await asyncio.sleep(0.1)


def _latencies(seats: Sequence[Seat], keys: range) -> list[float]:
    """Milliseconds from each key to the partner, of those that arrived."""
    found = []
    for number, seat in enumerate(seats):
        heard = seats[number ^ 1].heard
        for key in keys:
            at = heard.get(seat.typist.keys[key].frame)
            if at is not None and key in seat.sent:
                found.append((at - seat.sent[key]) / 1e6)
    return found


def _stored(seat: Seat) -> bytes:
    from romanesco.ydocs import store

    return store.load(UUID(seat.typist.document))


def _require_texts(seats: Sequence[Seat]) -> None:
    """The stored text under each item is what was typed there, to the letter."""
    for seat in seats:
        item, before = seat.typist.item, seat.typist.before
        typed = [seat.typist.keys[number].update for number in sorted(seat.sent)]
        if text_of(_stored(seat), item) != text_of(before, item, typed):
            raise SystemExit(f"What is stored is not what was typed: {seat.typist.path}")


def _last_key(target: Target) -> int:
    return len(target.seats[0].typist.keys)


async def _type_until_killed(target: Target, keys: range) -> None:
    typing = asyncio.create_task(
        type_all(target.seats, keys, keys_a_second=KEYS_A_SECOND, seed=keys.start)
    )
    await asyncio.sleep(KILLED_AFTER_SECONDS)
    os.kill(target.house.pid, signal.SIGKILL)
    await typing


def _after_kill(target: Target, first_key: int) -> tuple[int, int, int]:
    """Keys sent before kill -9, those of them that a partner saw or the server called durable,
    and those of these that the database does not hold."""
    sent = promised = lost = 0
    for number, seat in enumerate(target.seats):
        heard = target.seats[number ^ 1].heard
        durable = max((count for count, _ in seat.durable), default=0) - seat.answers
        written = clock_of(_stored(seat), seat.typist.client)
        typed = [key for key in seat.sent if key >= first_key]
        kept = [k for k in typed if k < durable or seat.typist.keys[k].frame in heard]
        sent += len(typed)
        promised += len(kept)
        lost += sum(seat.typist.keys[key].clock > written for key in kept)
    return sent, promised, lost


def _acknowledged(seat: Seat, until: int) -> list[float]:
    """Milliseconds until the server said that a key is durable."""
    found: list[float] = []
    done = 0
    for count, at in seat.durable:
        keys = range(done, min(count - seat.answers, until))
        found.extend((at - seat.sent[key]) / 1e6 for key in keys)
        done = max(done, count - seat.answers)
    return found


def _report(targets: Sequence[Target], home: Path, killed: tuple[int, int, int]) -> int:
    rows, lost = [], 0
    for target in targets:
        times = [each for each_round in target.latencies for each in each_round]
        missing = target.keys - len(times)
        lost += missing
        per_key = target.cpu / target.keys * 1e6
        halves = [median(each) for each in target.latencies]
        spread = f"{min(halves):.2f}–{max(halves):.2f}"
        tail = [percentile(times, 0.99), max(times)]
        rows.append([target.name, target.keys, median(times), *tail, spread, missing, per_key])
    columns = ["keystroke to partner", "keys", "p50 ms", "p99 ms", "max ms", "p50 by round"]
    title = f"{len(targets[0].seats) // 2} plans, two typing in each"
    show(title, [*columns, "lost", "CPU µs a key"], rows)
    _report_load(targets, home)
    sent, promised, gone = killed
    print(f"\nkill -9 while typing: of {sent} keys sent, {promised} were seen by a partner or said")
    print(f"to be durable; of those the database misses {gone}.")
    ours, floor = (median(t for r in target.latencies for t in r) for target in targets)
    print()
    print(verdict("p50 beside the relay's", ours / floor, AIM_TIMES, "times"))
    print(verdict("keys lost", float(lost + gone), 0.0, "keys"))
    return lost + gone


def _report_load(targets: Sequence[Target], home: Path) -> None:
    """Whether the typists could keep up, and what this disk costs."""
    rows = []
    for target in targets:
        lags = [lag / 1e6 for seat in target.seats for lag in seat.lag]
        share = 100 * target.own_cpu / target.seconds
        busy = 100 * target.cpu / target.seconds
        rows.append([target.name, share, median(lags), percentile(lags, 0.99), busy])
    columns = ["the typists' own", "CPU %", "lag p50 ms", "lag p99 ms", "server CPU %"]
    show("The load", columns, rows)
    keys = round(targets[0].keys / len(targets[0].seats))
    waits = [each for seat in targets[0].seats for each in _acknowledged(seat, keys)]
    print(f"\nkey to “saved”: p50 {median(waits):.2f} ms, p99 {percentile(waits, 0.99):.2f} ms")
    print(f"one write and fsync on this disk: p50 {median(_fsyncs(home)):.2f} ms")


def _fsyncs(home: Path) -> list[float]:
    times = []
    file = home / "fsync"
    with file.open("wb", buffering=0) as out:
        for _ in range(100):
            began = time.perf_counter()
            out.write(bytes(4096))
            os.fsync(out.fileno())
            times.append((time.perf_counter() - began) * 1e3)
    file.unlink()
    return times


if __name__ == "__main__":
    main()
