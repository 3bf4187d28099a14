"""What a pair's page says of its rhythm: in words, the phase the two are in, and times away."""

from dataclasses import dataclass
from datetime import datetime

from romanesco.agreements.models import Agreement
from romanesco.pairs.models import Pair
from romanesco.people.local_words import seen_by
from romanesco.people.models import Person
from romanesco.web.phase_line import PhaseLine, phase_line
from romanesco.web.rhythm_words import rhythm_in_words
from romanesco.web.times_away import Away, times_away


@dataclass(frozen=True)
class PairRhythm:
    """How often they meet, where they stand, and who is away when."""

    words: str
    line: PhaseLine | None
    away: list[str]
    times: Away

    def __bool__(self) -> bool:
        return bool(self.words or self.line or self.away)


def pair_rhythm(pair: Pair, in_force: Agreement | None, me: Person, *, at: datetime) -> PairRhythm:
    """In one query, whatever there is to say."""
    partner, today = pair.partner_of(me), seen_by(me, at).date()
    away = times_away([me, partner], since=today)
    return PairRhythm(
        words=f"{rhythm_in_words(in_force, me)}." if in_force else "",
        line=phase_line(pair, in_force, me, at=at),
        away=[f"{words}." for words in away.words(me, partner)],
        times=away,
    )
