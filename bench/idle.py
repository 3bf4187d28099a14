"""A process at rest: its memory, and how long it takes to be there.

    python -m bench.idle [--runs 5] [--pairs N] [--home DIR] [--without-bin-run]

Ready means the line that says so, and then /healthz with 200. `bin/run` is started twice and the
second start counts, because the first one brings what is missing.
"""

import argparse
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bench.browsing import Line, sign_in
from bench.house import ROOT, Demo, House, house, megabytes
from bench.tables import machine, median, show, verdict

AIM_MEGABYTES, AIM_SECONDS, AIM_BIN_RUN_SECONDS = 150.0, 3.0, 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=1, help="demo pairs in all")
    parser.add_argument("--views", type=int, default=200, help="pages looked at before measuring")
    parser.add_argument("--home", type=Path, help="a home that stays, with demo data")
    parser.add_argument("--without-bin-run", action="store_true")
    wanted = parser.parse_args()
    print(machine())
    with house(wanted.home) as built:
        demo = built.demo(wanted.pairs)
        rows, settled = _memory(built, demo, wanted.views)
        show("Memory of the one process, MB", ["when", "RSS", "PSS"], rows)
        starts = [_start(built) for _ in range(wanted.runs)]
        again = [] if wanted.without_bin_run else [_start(built, ["bin/run"]) for _ in range(3)][1:]
    show(
        "From start to ready, seconds",
        ["what", "runs", "median", "least", "most"],
        [
            [name, len(times), median(times), min(times), max(times)]
            for name, times in [("romanesco serve", starts), ("bin/run, second start", again)]
            if times
        ],
    )
    print()
    print(verdict("memory after pages were looked at (RSS)", settled, AIM_MEGABYTES, "MB"))
    print(verdict("start to ready", median(starts), AIM_SECONDS, "s"))
    if again:
        print(verdict("second bin/run to ready", median(again), AIM_BIN_RUN_SECONDS, "s"))


def _memory(built: House, demo: Demo, views: int) -> tuple[list[list[object]], float]:
    built.start()
    _wait_for_health(built)
    rows: list[list[object]] = [["just started", *megabytes(built.pid)]]
    pair = demo["pairs"][0]
    line = Line(built.port, sign_in(built, pair["mentee"]["sign_in"]))
    plans = [session["plan"] for session in pair["sessions"]]
    for number in range(views):
        line.page(f"/plans/{plans[number % len(plans)]}/")
    line.close()
    time.sleep(2)
    settled = megabytes(built.pid)
    rows.append([f"after {views} plan pages", *settled])
    built.stop()
    return rows, settled[0]


def _start(built: House, command: list[str] | None = None) -> float:
    words = [str(ROOT / command[0])] if command else None
    began = time.perf_counter()
    built.start(words)
    _wait_for_health(built)
    took = time.perf_counter() - began
    built.stop()
    return took


def _wait_for_health(built: House) -> None:
    for _ in range(500):
        try:
            with urlopen(f"{built.url}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except URLError:
            pass
        time.sleep(0.01)
    raise SystemExit("The server says it is ready, and is not.")


if __name__ == "__main__":
    main()
