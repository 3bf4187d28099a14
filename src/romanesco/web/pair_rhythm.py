"""What a pair's page says of its rhythm: in words, the phase the two are in, and times away."""

from dataclasses import dataclass
from datetime import datetime

from romanesco.agreements.models import Agreement
from romanesco.agreements.phases import Phase, phase
from romanesco.pairs.models import Pair
from romanesco.people.local_words import seen_by
from romanesco.people.models import Person
from romanesco.web.rhythm_words import rhythm_in_words
from romanesco.web.times_away import Away, times_away

PHASES = {
    "getting_to_know": "getting to know each other",
    "working": "working on goals",
    "reflecting": "reflecting",
}


@dataclass(frozen=True)
class PairRhythm:
    """How often they meet, where they stand, and who is away when."""

    words: str
    phase: str
    away: list[str]
    times: Away

    def __bool__(self) -> bool:
        return bool(self.words or self.phase or self.away)


def pair_rhythm(pair: Pair, in_force: Agreement | None, me: Person, *, at: datetime) -> PairRhythm:
    """In one query, whatever there is to say."""
    partner, today = pair.partner_of(me), seen_by(me, at).date()
    away = times_away([me, partner], since=today)
    begun_on = seen_by(me, pair.begun_at).date()
    stands = phase(begun_on, in_force.runs_until, today) if in_force else None
    return PairRhythm(
        words=f"{rhythm_in_words(in_force, me)}." if in_force else "",
        phase=phase_in_words(stands) if stands else "",
        away=[f"{words}." for words in away.words(me, partner)],
        times=away,
    )


def phase_in_words(stands: Phase) -> str:
    """Week 5 of 12, working on goals."""
    if stands.name == "over":
        return f"The {_weeks(stands.weeks)} that you agreed on are over."
    return f"Week {stands.week} of {stands.weeks}, {PHASES[stands.name]}."


def _weeks(number: int) -> str:
    return "week" if number == 1 else f"{number} weeks"
