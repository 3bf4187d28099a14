"""How many plans a server holds: the most at which p99 is under 100 ms and no key is lost.

A bounded search: up by a factor until it breaks (or down until it holds), then between the two.
"""

import math
from dataclasses import dataclass, field

from bench.live.crowd import Refused
from bench.live.trial import Pace, Stage, Trial

CLOSE_ENOUGH = 1.05
MOST_TRIALS = 18
FIRST_STEP, LATER_STEP = 1.6, 1.12


@dataclass
class Search:
    """Looks for the largest count that holds, at most `most`."""

    guess: int
    most: int
    step: float = FIRST_STEP
    low: int = 0
    high: int = 0
    best: Trial | None = None
    was_ours: bool = False
    """It ended because the typists were too slow, twice; the server may hold more."""
    _again: int = 0
    trials: list[Trial] = field(default_factory=list)

    def next(self) -> int:
        """How many plans to try now; 0 when it is known."""
        if len(self.trials) >= MOST_TRIALS or self.was_ours or self.low >= self.most:
            return 0
        if self._again:
            return self._again
        if not self.trials:
            return min(self.guess, self.most)
        if not self.high:
            return min(self.most, math.ceil(self.low * self.step))
        if not self.low:
            return math.floor(self.high / self.step)
        if self.high <= self.low * CLOSE_ENOUGH or self.high - self.low < 2:
            return 0
        return round(math.sqrt(self.low * self.high))

    def take(self, trial: Trial) -> None:
        self.trials.append(trial)
        if trial.holds:
            self.low, self.best = trial.plans, trial
        elif trial.is_ours:
            self.was_ours, self._again = bool(self._again), trial.plans
            return
        else:
            self.high = trial.plans
        self._again = 0


def saturation(stage: Stage, pace: Pace, guess: int, step: float, *, seed: int) -> Search:
    """Search with the target's own servers; each trial that fails is followed by a new start."""
    search = Search(guess, len(stage.plans), step)
    stage.begin()
    try:
        while count := search.next():
            trial = _tried(stage, count, pace, seed + len(search.trials))
            search.take(trial)
            said = "holds" if trial.holds else "the typists' limit" if trial.is_ours else "breaks"
            print(f"  {stage.target.label}: {trial.line()} – {said}", flush=True)
            if not trial.holds and search.next():
                stage.renew()
    finally:
        stage.end()
    return search


def _tried(stage: Stage, count: int, pace: Pace, seed: int) -> Trial:
    try:
        return stage.run(count, pace, seed=seed)
    except Refused as refused:
        print(f"  {stage.target.label}: {count} plans: {refused}", flush=True)
        return Trial(count, 1, [], [], 1, 0.0, 0.0, 1.0, 0.0)
