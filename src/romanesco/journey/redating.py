"""Sessions of a rhythm that changes or ends: they get other dates, stand alone, or go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from romanesco.agreements.queries import rules_of
from romanesco.journey.filling import days_skipped, is_free, people_of, times_away
from romanesco.journey.taking_over import fit_fairly, is_begun, take_out
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.people.time_away import away_at
from romanesco.plans.queries import plans_with_pair
from romanesco.plans.share_rule import NOTICE
from romanesco.sessions import operations as sessions
from romanesco.sessions.models import MentoringSession, Rhythm
from romanesco.sessions.operations import LATEST, Appointment, Occurrence
from romanesco.sessions.queries import recurrence_of
from romanesco.sessions.recurrence import occurrences

NEAR = timedelta(days=3)
"""How far from an occurrence a session may be that was moved by hand, and still stand for it."""


@dataclass(frozen=True)
class Change:
    """From one rhythm to another, by somebody's signature or by nobody."""

    old: Rhythm
    new: Rhythm
    by: Person | None
    at: datetime

    def setting_of(self, session: MentoringSession) -> tuple[int, str]:
        """Minutes and place: the new rhythm's, but for what was changed by hand."""
        is_usual = session.minutes == self.old.minutes
        is_there = session.place == self.old.place
        return (
            self.new.minutes if is_usual else session.minutes,
            self.new.place if is_there else session.place,
        )


def ahead_of(rhythm: Rhythm, at: datetime) -> list[MentoringSession]:
    """Its sessions that are still to come, the nearest first."""
    planned = rhythm.sessions.filter(state="planned", starts_at__gt=at)
    return list(planned.select_related("pair__mentor", "pair__mentee").order_by("starts_at"))


def redate(pair: Pair, change: Change) -> None:
    """Give the sessions of the old rhythm the occurrences of the new one, in their order, plans
    going along. One that was moved by hand stays, and stands for an occurrence that is near.
    Those for which no occurrence is left are treated as `loosen` does."""
    at, ahead = change.at, ahead_of(change.old, change.at)
    free = occurrences(recurrence_of(change.new), after=at, before=at + LATEST)
    stand = stand_for(ahead, free)
    left_over = [one for one in ahead if one.is_moved and one.id not in stand]
    for session in (one for one in ahead if one.id in stand):
        free.remove(stand[session.id])
        _stand_for(session, stand[session.id], change)
    unmoved = [one for one in ahead if not one.is_moved]
    open_moments = _open(pair, free, change, unmoved)
    for session in unmoved:
        moment = _first(open_moments, session, at)
        if moment is None:
            left_over.append(session)
            continue
        open_moments = [one for one in open_moments if one > moment]
        _give_date(session, moment, change)
    loosen(left_over, by=change.by, at=at)


def stand_for(ahead: Iterable[MentoringSession], moments: list[datetime]) -> dict[UUID, datetime]:
    """Which occurrences the sessions moved by hand stand for: each for its nearest, where that is
    within three days and half of the way to the next, and each occurrence for one session."""
    near = [
        (abs(moment - one.starts_at), one, moment)
        for one in ahead
        if one.is_moved and (moment := _near(one.starts_at, moments)) is not None
    ]
    found: dict[UUID, datetime] = {}
    for _, session, moment in sorted(near, key=lambda each: (each[0], each[1].starts_at)):
        if moment not in found.values():
            found[session.id] = moment
    return found


def loosen(ahead: Iterable[MentoringSession], *, by: Person | None, at: datetime) -> None:
    """Let sessions stand alone: those that were begun, or moved by hand, stay on their date;
    the others are taken out."""
    for session in ahead:
        if session.is_moved or is_begun(session):
            sessions.redate(session, _as_it_is(session), standing_for=None, by=by, at=at)
        else:
            take_out(session)


def reset(rhythm: Rhythm, change: Change) -> None:
    """Give the sessions ahead another length or place, except where that was changed by hand."""
    for session in ahead_of(rhythm, change.at):
        minutes, place = change.setting_of(session)
        if (minutes, place) == (session.minutes, session.place):
            continue
        when = Appointment(session.starts_at, session.time_zone, minutes, place)
        occurrence = Occurrence(rhythm, session.recurs_at) if session.recurs_at else None
        sessions.redate(session, when, standing_for=occurrence, by=change.by, at=change.at)


def _near(starts_at: datetime, moments: list[datetime]) -> datetime | None:
    by_distance = sorted(moments, key=lambda one: abs(one - starts_at))
    if not by_distance:
        return None
    moment, beside = by_distance[0], [one for one in moments if one != by_distance[0]]
    gap = min((abs(one - moment) for one in beside), default=2 * NEAR)
    return moment if abs(moment - starts_at) <= min(NEAR, gap / 2) else None


def _open(
    pair: Pair, free: list[datetime], change: Change, unmoved: list[MentoringSession]
) -> list[datetime]:
    """The moments on which nobody is away, none was skipped and no session stands that stays."""
    leaving = {session.id for session in unmoved}
    planned = pair.sessions.filter(state__in=["planned", "live"])
    staying = [one for one in planned if one.id not in leaving]
    times, skipped = times_away(pair), days_skipped(pair, change.new, change.at)
    return [
        moment
        for moment in free
        if not away_at(moment, people_of(pair), times)
        and moment.astimezone(change.new.zone).date() not in skipped
        and is_free(moment, change.new.minutes, staying)
    ]


def _first(moments: list[datetime], session: MentoringSession, at: datetime) -> datetime | None:
    """The first moment that opens no draft early: a day ahead, unless it was to begin by then."""
    soonest = min(session.starts_at, at + NOTICE)
    can_wait = any(moment < soonest for moment in moments[:1]) and is_begun(session)
    return next((moment for moment in moments if moment >= soonest or not can_wait), None)


def _stand_for(session: MentoringSession, moment: datetime, change: Change) -> None:
    minutes, place = change.setting_of(session)
    when = Appointment(session.starts_at, session.time_zone, minutes, place)
    occurrence = Occurrence(change.new, moment)
    sessions.redate(session, when, standing_for=occurrence, by=change.by, at=change.at)


def _give_date(session: MentoringSession, moment: datetime, change: Change) -> None:
    minutes, place = change.setting_of(session)
    when = Appointment(moment, change.new.time_zone, minutes, place)
    occurrence = Occurrence(change.new, moment)
    sessions.redate(session, when, standing_for=occurrence, by=change.by, at=change.at)
    plan = plans_with_pair().get(session=session)
    fit_fairly(plan, rules_of(session.pair), at=change.at)


def _as_it_is(session: MentoringSession) -> Appointment:
    return Appointment(session.starts_at, session.time_zone, session.minutes, session.place)
