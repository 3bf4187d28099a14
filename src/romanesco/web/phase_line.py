"""Where two people stand in the time that they agreed on, as a thin line with three parts."""

from dataclasses import dataclass
from datetime import datetime

from romanesco.agreements.models import Agreement
from romanesco.agreements.phases import Phase, parts, phase
from romanesco.pairs.models import Pair
from romanesco.people.local_words import seen_by
from romanesco.people.models import Person

PHASES = {
    "getting_to_know": "getting to know each other",
    "working": "working on goals",
    "reflecting": "reflecting",
}
WIDTH, GAP = 300.0, 4.0


@dataclass(frozen=True)
class Part:
    """One phase as it is drawn: where it begins, how long it is, how much of it is behind."""

    begins: float
    length: float
    so_far: float


@dataclass(frozen=True)
class PhaseLine:
    """The words, and what is drawn beneath them."""

    stands: Phase
    words: str
    parts: list[Part]

    @property
    def is_near_the_end(self) -> bool:
        return self.stands.name in ("reflecting", "over")


def phase_line(
    pair: Pair, in_force: Agreement | None, me: Person, *, at: datetime
) -> PhaseLine | None:
    """Where the pair stands by its agreement in force; None where no end is agreed."""
    if in_force is None:
        return None
    begun_on, today = seen_by(me, pair.begun_at).date(), seen_by(me, at).date()
    stands = phase(begun_on, in_force.runs_until, today)
    return PhaseLine(stands, phase_in_words(stands), _drawn(stands)) if stands else None


def phase_in_words(stands: Phase) -> str:
    """Week 5 of 12, working on goals."""
    if stands.name == "over":
        return f"The {_weeks(stands.weeks)} that you agreed on are over."
    return f"Week {stands.week} of {stands.weeks}, {PHASES[stands.name]}."


def _weeks(number: int) -> str:
    return "week" if number == 1 else f"{number} weeks"


def _drawn(stands: Phase) -> list[Part]:
    """Each phase as long as its weeks; those with none are left out."""
    lengths = [weeks for weeks in parts(stands.weeks) if weeks]
    a_week = (WIDTH - GAP * (len(lengths) - 1)) / stands.weeks
    found, week, begins = [], 0, 0.0
    for weeks in lengths:
        behind = min(max(stands.week - week, 0), weeks)
        found.append(Part(round(begins, 1), round(weeks * a_week, 1), round(behind * a_week, 1)))
        week, begins = week + weeks, begins + weeks * a_week + GAP
    return found
