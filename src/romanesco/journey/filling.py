"""Making the sessions ahead of a rhythm, as many as are to be there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from romanesco.agreements.queries import rules_of
from romanesco.base import bus
from romanesco.journey.taking_over import take_turns
from romanesco.pairs.models import Pair
from romanesco.people.models import Person, TimeAway
from romanesco.people.time_away import away_at
from romanesco.plans.making import make_plan
from romanesco.sessions import operations as sessions
from romanesco.sessions import rhythms
from romanesco.sessions.models import MentoringSession, Rhythm
from romanesco.sessions.operations import LATEST, Appointment, Occurrence
from romanesco.sessions.queries import recurrence_of
from romanesco.sessions.recurrence import occurrences

AHEAD = 5
LOOK_AGAIN = timedelta(days=7)


@dataclass
class Moments:
    """What becomes of the occurrences ahead."""

    standing: list[datetime] = field(default_factory=list)  # those that have a session, or get one
    new: list[datetime] = field(default_factory=list)
    left_out: list[datetime] = field(default_factory=list)


def fill(pair: Pair, rhythm: Rhythm, *, at: datetime) -> int:
    """Make sessions until five stand ahead, none in the past and none after the last day;
    returns how many were made. Nothing while the pair is paused or closed.

    Occurrences on which one of the two is away, on a day that they skipped before the rhythm
    changed, or over which another session of theirs stretches, are left out; what is free again
    is taken in. The caller holds the pair's lock, and carries what waits.
    """
    if pair.state != "active" or rhythm.ended_at is not None:
        return 0
    moments = _moments(pair, rhythm, at)
    _note_left_out(rhythm, moments, at)
    rules = rules_of(pair)
    for moment in moments.new:
        make_plan(_session(pair, rhythm, moment, at), rules, at=at)
    rhythm.more_due_at = _more_due_at(rhythm, moments, at)
    rhythm.save(update_fields=["more_due_at"])
    take_turns(pair, rules, at=at)
    if moments.new:
        bus.announce(bus.PairChanged(pair_id=pair.id))
    return len(moments.new)


def times_away(pair: Pair) -> list[TimeAway]:
    """When either of the two is away."""
    return list(TimeAway.objects.filter(person__in=[pair.mentor_id, pair.mentee_id]))


def is_free(moment: datetime, minutes: int, others: Iterable[MentoringSession]) -> bool:
    """Whether no other session stretches over this time."""
    ends = moment + timedelta(minutes=minutes)
    return all(other.ends_at <= moment or ends <= other.began_at for other in others)


def days_skipped(pair: Pair, rhythm: Rhythm, at: datetime) -> set[date]:
    """Days ahead on which a session of an earlier rhythm was called off: they stay free."""
    over = pair.sessions.filter(state="cancelled", recurs_at__gt=at).exclude(rhythm=rhythm)
    moments = over.values_list("recurs_at", flat=True)
    return {moment.astimezone(rhythm.zone).date() for moment in moments if moment}


def people_of(pair: Pair) -> tuple[Person, Person]:
    """The two."""
    return pair.mentor, pair.mentee


def _moments(pair: Pair, rhythm: Rhythm, at: datetime) -> Moments:
    used = {one.recurs_at: one for one in rhythm.sessions.filter(recurs_at__gt=at)}
    others = list(pair.sessions.filter(state__in=["planned", "live"]))
    times, moments = times_away(pair), Moments()
    skipped = days_skipped(pair, rhythm, at)
    for moment in occurrences(recurrence_of(rhythm), after=at, before=at + LATEST):
        if len(moments.standing) == AHEAD:
            break
        session = used.get(moment)
        if session is not None:
            if session.is_ahead:
                moments.standing.append(moment)
        elif (
            away_at(moment, people_of(pair), times)
            or moment.astimezone(rhythm.zone).date() in skipped
            or not is_free(moment, rhythm.minutes, others)
        ):
            moments.left_out.append(moment)
        else:
            moments.standing.append(moment)
            moments.new.append(moment)
    return moments


def _note_left_out(rhythm: Rhythm, moments: Moments, at: datetime) -> None:
    known = set(rhythm.left_out.filter(recurs_at__gt=at).values_list("recurs_at", flat=True))
    out = [moment for moment in moments.left_out if moment not in known]
    again = known.intersection(moments.standing)
    rhythms.leave_out(rhythm, out)
    rhythms.take_in(rhythm, again)
    if (out or again) and rhythm.begun_at != at:
        rhythms.note_change(rhythm, at=at)


def _session(pair: Pair, rhythm: Rhythm, moment: datetime, at: datetime) -> MentoringSession:
    when = Appointment(moment, rhythm.time_zone, rhythm.minutes, rhythm.place)
    occurrence = Occurrence(rhythm, moment)
    by = rhythm.begun_by or pair.mentee
    return sessions.schedule(pair, when, by=by, at=at, standing_for=occurrence)


def _more_due_at(rhythm: Rhythm, moments: Moments, at: datetime) -> datetime | None:
    """When the nearest is over, another is to be made; nothing once no occurrence is left."""
    if moments.standing:
        return moments.standing[0]
    is_over = not occurrences(recurrence_of(rhythm), after=at, count=1)
    return None if is_over else at + LOOK_AGAIN
