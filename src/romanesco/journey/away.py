"""Times away of one of the two: the rhythm stays whole, and leaves those days out."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from romanesco.journey.filling import people_of, times_away
from romanesco.journey.in_turn import in_turn
from romanesco.journey.redating import ahead_of
from romanesco.journey.rhythm import refill
from romanesco.journey.taking_over import carry_to_next, is_begun, take_out
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pairs_of
from romanesco.people import time_away
from romanesco.people.models import Person, TimeAway
from romanesco.people.time_away import away_at
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.queries import rhythm_of, sessions_ahead


@dataclass(frozen=True)
class InTimeAway:
    """A session on a day on which somebody is away: the two are asked what becomes of it."""

    session: MentoringSession
    away: tuple[Person, ...]


@transaction.atomic
def note(person: Person, from_on: date, until_on: date, *, at: datetime) -> TimeAway:
    """Note days on which this person is away. In all their pairs the rhythm leaves these out:
    sessions that nobody has begun or moved are taken out, the others stay and are asked about
    (`in_time_away`). Raises what `people.time_away.note` raises."""
    noted = time_away.note(person, from_on, until_on, at=at)
    leave_out(person, at=at)
    return noted


@transaction.atomic
def take_back(person: Person, time_away_id: UUID, *, at: datetime) -> None:
    """Take back one's own time away; what was left out and is still ahead is made. Raises
    NotFound."""
    time_away.take_back(person, time_away_id)
    leave_out(person, at=at)


def leave_out(person: Person, *, at: datetime) -> None:
    """Let the rhythms of all this person's pairs follow the times away as they are now. Called
    inside a transaction."""
    for pair in sorted(pairs_of(person).exclude(state="closed"), key=lambda one: one.id):
        in_turn(pair)
        _leave_out(pair, at)
        if refill(pair, at=at):
            carry_to_next(pair, at)


def in_time_away(pair: Pair, *, at: datetime) -> list[InTimeAway]:
    """Sessions ahead on a day on which one of the two is away, the nearest first."""
    times = times_away(pair)
    found = [
        InTimeAway(session, tuple(away_at(session.starts_at, people_of(pair), times)))
        for session in sessions_ahead(pair).filter(state="planned", starts_at__gt=at)
    ]
    return [one for one in found if one.away]


def _leave_out(pair: Pair, at: datetime) -> None:
    rhythm, times = rhythm_of(pair), times_away(pair)
    for session in ahead_of(rhythm, at) if rhythm else []:
        is_away = away_at(session.starts_at, people_of(pair), times)
        if is_away and not session.is_moved and not is_begun(session):
            take_out(session)
