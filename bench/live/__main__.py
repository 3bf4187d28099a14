import argparse
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.house import house, pin
from bench.live import __doc__ as usage
from bench.live.plans import Plan, plans
from bench.live.saturation import FIRST_STEP, LATER_STEP, Search, saturation
from bench.live.targets import KINDS, Romanesco, Target
from bench.live.trial import Pace, Stage
from bench.tables import machine, median, show

HOME = Path(__file__).resolve().parent / ".home"
PAIRS = 2_500


@dataclass
class Bench:
    """What all scenarios share."""

    wanted: argparse.Namespace
    targets: list[Target]
    plans: list[Plan]

    @property
    def rounds(self) -> range:
        return range(self.wanted.rounds)


def main() -> None:
    wanted = _arguments()
    core = min(os.sched_getaffinity(0))
    with house(wanted.home) as ours, tempfile.TemporaryDirectory(prefix="romanesco-live-") as kept:
        targets = []
        for name in wanted.targets.split(","):
            target = KINDS[name](Path(kept) / name, core)
            if isinstance(target, Romanesco):
                target.house = ours
            targets.append(target)
        bench = Bench(wanted, targets, plans(ours, wanted.pairs))
        pin(os.getpid(), max(os.sched_getaffinity(0)))
        print(machine())
        try:
            if wanted.only == "hold":
                _hold(bench)
            else:
                _saturation(bench)
        finally:
            for target in targets:
                target.stop()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.live",
        description=usage,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", default="saturation")
    parser.add_argument("--targets", default=",".join(KINDS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--home", type=Path, default=HOME)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--plans", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--no-carets", action="store_true")
    return parser.parse_args()


def _hold(bench: Bench) -> None:
    """Type at a fixed number of plans, in parts of six seconds, so that it can be profiled."""
    pace = Pace(6, 1, carets=not bench.wanted.no_carets)
    for target in bench.targets:
        stage = Stage(target, bench.plans)
        stage.begin()
        try:
            stage.seats(bench.wanted.plans)
            print(f"{target.label}: process {target.pid}, core {target.core}", flush=True)
            for part in range(max(1, round(bench.wanted.seconds / pace.seconds))):
                print(f"  {stage.run(bench.wanted.plans, pace, seed=part).line()}", flush=True)
        finally:
            stage.end()


def _saturation(bench: Bench) -> None:
    found: dict[str, list[Search]] = {target.name: [] for target in bench.targets}
    pace = Pace(bench.wanted.seconds, 2, carets=not bench.wanted.no_carets)
    for number in bench.rounds:
        for target in bench.targets:
            before = found[target.name]
            guess = before[-1].low if before and before[-1].low else target.first_guess
            step = LATER_STEP if before else FIRST_STEP
            stage = Stage(target, bench.plans)
            before.append(saturation(stage, pace, guess, step, seed=100 * number))
    rows = []
    for target in bench.targets:
        counts = [float(each.low) for each in found[target.name]]
        costs = [each.best.per_key for each in found[target.name] if each.best]
        spread = f"{min(counts):.0f}–{max(counts):.0f}"
        rows.append([target.label, round(median(counts)), spread, median(costs)])
    show("Saturation", ["", "plans", "by round", "CPU µs a key"], rows)


if __name__ == "__main__":
    main()
