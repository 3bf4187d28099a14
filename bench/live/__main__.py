import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.house import House, house, pin
from bench.live import __doc__ as usage
from bench.live import peers, sheet
from bench.live.cold import cold
from bench.live.crowd import Refused
from bench.live.idle import idle
from bench.live.kills import kills
from bench.live.plans import Plan, fresh, plans
from bench.live.returning import returning
from bench.live.saturation import FIRST_STEP, LATER_STEP, saturation
from bench.live.sheet import Sheet
from bench.live.targets import KINDS, Peer, Romanesco, Target
from bench.live.trial import Pace, Stage, Trial
from bench.tables import machine, percentile

HOME = Path(__file__).resolve().parent / ".home"
PAIRS, QUICK_PAIRS = 2_500, 600


@dataclass
class Bench:
    """What all scenarios share: what was asked for, on which servers, and what was found."""

    wanted: argparse.Namespace
    targets: list[Target]
    plans: list[Plan]
    house: House
    sheet: Sheet

    @property
    def rounds(self) -> range:
        return range(self.wanted.rounds)

    @property
    def is_quick(self) -> bool:
        return bool(self.wanted.quick)

    @property
    def storing(self) -> list[Target]:
        """The targets that keep what is typed, and answer."""
        return [target for target in self.targets if target.keeps]

    def pace(self, seconds: float) -> Pace:
        return Pace(self.wanted.seconds or seconds, 2, carets=not self.wanted.no_carets)

    def say(self, target: Target, words: str) -> None:
        print(f"  {target.label}: {words}", flush=True)


def main() -> None:
    wanted = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # as Ctrl-C: what was started is ended
    core = min(os.sched_getaffinity(0))
    with house(wanted.home) as ours, tempfile.TemporaryDirectory(prefix="romanesco-live-") as kept:
        targets = [KINDS[name](Path(kept) / name, core) for name in wanted.targets.split(",")]
        for target in targets:
            if isinstance(target, Romanesco):
                target.house = ours
        made = plans(ours, wanted.pairs)
        bench = Bench(
            wanted, targets, made, ours, Sheet({each.name: each.label for each in targets})
        )
        pin(os.getpid(), max(os.sched_getaffinity(0)))
        print(machine())
        if any(isinstance(target, Peer) for target in targets):
            print(", ".join(f"{name} {each}" for name, each in peers.versions().items()))
        try:
            for name in wanted.only.split(","):
                print(f"\n# {name}", flush=True)
                SCENARIOS[name](bench)
        finally:
            for target in targets:
                target.stop()
            _report(bench.sheet)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.live",
        description=usage,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    all_but_hold = ",".join(name for name in SCENARIOS if name != "hold")
    parser.add_argument("--only", default=all_but_hold, help=f"some of {', '.join(SCENARIOS)}")
    parser.add_argument("--targets", default=",".join(KINDS), help=f"some of {', '.join(KINDS)}")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="once, shorter, and with fewer plans")
    parser.add_argument("--seconds", type=float, help="measured in each trial")
    parser.add_argument("--no-carets", action="store_true", help="type without saying where")
    parser.add_argument("--kills", type=int, default=0, help="of ours; peers get three at most")
    parser.add_argument("--plans", type=int, default=40, help="for hold")
    parser.add_argument("--pairs", type=int, default=0, help="demo pairs in the home")
    parser.add_argument("--home", type=Path, default=HOME, help="where they are kept")
    wanted = parser.parse_args()
    wanted.rounds = wanted.rounds or (1 if wanted.quick else 3)
    wanted.kills = wanted.kills or (3 if wanted.quick else 30)
    wanted.pairs = wanted.pairs or (QUICK_PAIRS if wanted.quick else PAIRS)
    return wanted


def _hold(bench: Bench) -> None:
    """Type at a fixed number of plans, in parts of six seconds, so that it can be profiled."""
    pace = Pace(6, 1, carets=not bench.wanted.no_carets)
    for target in bench.targets:
        stage = Stage(target, bench.plans)
        stage.begin()
        try:
            stage.seats(bench.wanted.plans)
            bench.say(target, f"process {target.pid}, core {target.core}")
            for part in range(max(1, round((bench.wanted.seconds or 6) / pace.seconds))):
                bench.say(target, stage.run(bench.wanted.plans, pace, seed=part).line())
        finally:
            stage.end()


def _saturation(bench: Bench) -> None:
    held: dict[str, int] = {}
    for number in bench.rounds:
        for target in bench.storing:
            guess, step = held.get(target.name, 0), LATER_STEP
            if not guess:
                guess, step = target.first_guess, FIRST_STEP
            pace = bench.pace(3 if bench.is_quick else 6)
            target.forget()
            search = saturation(Stage(target, bench.plans), pace, guess, step, seed=100 * number)
            held[target.name] = search.low
            if search.best is not None:
                bench.sheet.note(sheet.PLANS_HELD, target.name, search.low)
                bench.sheet.note(sheet.CPU_A_KEY, target.name, search.best.per_key)
            if search.was_ours:
                bench.say(target, "the typists were too slow: it may hold more")


def _latency(bench: Bench) -> None:
    pace = bench.pace(4 if bench.is_quick else 10)
    for number in bench.rounds:
        for target in bench.targets:
            target.forget()
            try:
                trial = _tried(Stage(target, bench.plans), pace, number)
            except Refused as refused:
                bench.say(target, str(refused))
                continue
            bench.say(target, trial.line())
            _note(bench.sheet, target, trial)


def _tried(stage: Stage, pace: Pace, number: int) -> Trial:
    stage.begin()
    try:
        return stage.run(40, pace, seed=number)
    finally:
        stage.end()


def _note(figures: Sheet, target: Target, trial: Trial) -> None:
    figures.note(sheet.P50, target.name, trial.p50)
    figures.note(sheet.P99, target.name, trial.p99)
    if trial.saved:
        figures.note(sheet.SAVED_P50, target.name, percentile(trial.saved, 0.5))
        figures.note(sheet.SAVED_P99, target.name, percentile(trial.saved, 0.99))


def _idle(bench: Bench) -> None:
    count = min(200 if bench.is_quick else 2_000, len(bench.plans))
    for target in bench.targets:
        target.forget()
        stage = Stage(target, bench.plans)
        try:
            found = idle(stage, count, 10 if bench.is_quick else 30)
        except Refused as refused:
            bench.say(target, f"{count} plans are too many for it: {refused}")
            continue
        bench.say(
            target,
            f"{count} plans: {found.pss:.0f} kB each (RSS {found.rss:.0f}), "
            f"CPU {100 * found.cpu:.1f}%, closed {found.gone}",
        )
        bench.sheet.note(sheet.MEMORY, target.name, found.pss)
        bench.sheet.note(sheet.MEMORY_RSS, target.name, found.rss)
        bench.sheet.note(sheet.IDLE_CPU, target.name, 100 * found.cpu)


def _cold(bench: Bench) -> None:
    filled = fresh(bench.house, bench.plans, 3)
    for target in bench.storing:
        try:
            times = cold(target, filled, bench.rounds)
        except Refused as refused:
            bench.say(target, f"could not be filled or opened: {refused}")
            continue
        bench.say(target, " ".join(f"{each:.1f}" for each in times) + " ms")
        for each in times:
            bench.sheet.note(sheet.COLD, target.name, each)


def _returning(bench: Bench) -> None:
    for number in bench.rounds:
        for target in bench.storing:
            try:
                found = returning(Stage(target, bench.plans), 500, seed=number)
            except Refused as refused:
                bench.say(target, f"500 plans are too many for it: {refused}")
                continue
            bench.say(target, f"p50 {found.p50:.1f}, p99 {found.p99:.1f} ms, failed {found.failed}")
            bench.sheet.note(sheet.SYNCED_P50, target.name, found.p50)
            bench.sheet.note(sheet.SYNCED_P99, target.name, found.p99)
            bench.sheet.note(sheet.FAILED, target.name, found.failed)


def _kills(bench: Bench) -> None:
    for target in bench.storing:
        count = bench.wanted.kills if target.name == sheet.OURS else min(3, bench.wanted.kills)
        try:
            found = kills(target, bench.plans[:200], count)
        except Refused as refused:
            bench.say(target, f"200 plans are too many for it: {refused}")
            continue
        bench.say(target, f"{count} kills: {found.line()}")
        bench.sheet.note(sheet.SEEN, target.name, found.seen)
        bench.sheet.note(sheet.SEEN_LOST, target.name, found.seen_lost)
        if target.tells_saved:
            bench.sheet.note(sheet.TOLD, target.name, found.told)
            bench.sheet.note(sheet.TOLD_LOST, target.name, found.told_lost)


def _report(figures: Sheet) -> None:
    print(f"\n{figures.markdown()}\n")
    for verdict in figures.verdicts():
        print(verdict)


SCENARIOS: dict[str, Callable[[Bench], None]] = {
    "saturation": _saturation,
    "latency": _latency,
    "idle": _idle,
    "cold": _cold,
    "returning": _returning,
    "kills": _kills,
    "hold": _hold,
}

if __name__ == "__main__":
    main()
