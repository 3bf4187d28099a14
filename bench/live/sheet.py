"""All figures of a run: one value a round for each target, told as a table and held to the aims."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.tables import median, verdict

PLANS_HELD = "plans held (p99 under 100 ms, none lost)"
CPU_A_KEY = "CPU a key there, µs"
P50, P99 = "keystroke to partner p50, ms", "keystroke to partner p99, ms"
SAVED_P50, SAVED_P99 = "key to “saved” p50, ms", "key to “saved” p99, ms"
MEMORY, IDLE_CPU = "memory of an idle plan (PSS), kB", "idle CPU, %"
MEMORY_RSS = "memory of an idle plan (RSS), kB"
COLD = "cold open of 10,000 edits, ms"
SYNCED_P50, SYNCED_P99 = "1,000 return: p50 to synced, ms", "1,000 return: p99 to synced, ms"
FAILED = "1,000 return: not let in or not synced"
SEEN, SEEN_LOST = "kill -9: keys that a partner saw", "of those lost"
TOLD, TOLD_LOST = "kill -9: keys called durable", "of these lost"

OURS, LEVELDB, HOCUSPOCUS, RELAY = "romanesco", "leveldb", "hocuspocus", "relay"
SUMS = {SEEN, SEEN_LOST, TOLD, TOLD_LOST, FAILED}


@dataclass
class Sheet:
    labels: dict[str, str]
    values: dict[str, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def note(self, figure: str, target: str, value: float) -> None:
        self.values[figure][target].append(value)

    def middle(self, figure: str, target: str) -> float:
        """The median of all rounds, or what they add up to; NaN where nothing was measured."""
        values = self.values.get(figure, {}).get(target, [])
        return sum(values) if values and figure in SUMS else median(values)

    def markdown(self) -> str:
        """The table: a row for each figure, a column for each target."""
        lines = [["figure", *self.labels.values()], ["---", *["---:" for _ in self.labels]]]
        for figure, by_target in self.values.items():
            lines.append([figure, *[self._cell(figure, by_target[name]) for name in self.labels]])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def verdicts(self) -> list[str]:
        """The issue's aims, as far as both sides were measured."""
        aims = [
            _at_least("plans held beside LevelDB's", self._beside(PLANS_HELD, LEVELDB), 1.5),
            _at_least("plans held beside Hocuspocus's", self._beside(PLANS_HELD), 10),
            _at_most("CPU a key beside LevelDB's", self._beside(CPU_A_KEY, LEVELDB), 0.65, "times"),
            _at_most("p50 beside the relay's", self._beside(P50, RELAY), 3, "times"),
            _at_most("p50", self.middle(P50, OURS), 2, "ms"),
            _at_most("p99 beside Hocuspocus's", self._beside(P99), 1, "times"),
            _at_most("memory of an idle plan", self.middle(MEMORY, OURS), 60, "kB"),
            _at_most("idle CPU", self.middle(IDLE_CPU, OURS), 1, "%"),
            _at_most("cold open beside Hocuspocus's", self._beside(COLD), 1, "times"),
            _at_most("people who do not come back", self.middle(FAILED, OURS), 0, "people"),
            _at_most("p99 to synced beside Hocuspocus's", self._beside(SYNCED_P99), 1, "times"),
            _at_most("lost of what a partner saw", self.middle(SEEN_LOST, OURS), 0, "keys"),
            _at_most("lost of what was called durable", self.middle(TOLD_LOST, OURS), 0, "keys"),
        ]
        return [aim for aim in aims if aim]

    def _beside(self, figure: str, other: str = HOCUSPOCUS) -> float:
        return self.middle(figure, OURS) / (self.middle(figure, other) or math.nan)

    def _cell(self, figure: str, values: Sequence[float]) -> str:
        if not values:
            return "–"
        if figure in SUMS or len(values) == 1:
            return _short(sum(values))
        return f"{_short(median(values))} ({_short(min(values))}–{_short(max(values))})"


def _short(value: float) -> str:
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "∞"
    if value == round(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def _at_most(name: str, measured: float, aim: float, unit: str) -> str:
    return "" if math.isnan(measured) else verdict(name, measured, aim, unit)


def _at_least(name: str, measured: float, aim: float) -> str:
    if math.isnan(measured):
        return ""
    word = "met" if measured >= aim else "NOT met"
    return f"{name}: {measured:.2f} times, aim at least {aim:g} times: {word}"
