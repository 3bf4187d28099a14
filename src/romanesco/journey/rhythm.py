"""The rhythm of a pair: its agreement makes the sessions ahead."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from romanesco.agreements.cadence import rule_of
from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import earlier_versions, in_force
from romanesco.journey.filling import AHEAD, fill
from romanesco.journey.in_turn import in_turn
from romanesco.journey.prepare import left_behind
from romanesco.journey.redating import Change, ahead_of, loosen, redate, reset
from romanesco.journey.taking_over import carry_to_next, pass_on
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.sessions import rhythms
from romanesco.sessions.models import MentoringSession, Rhythm
from romanesco.sessions.places import place_url
from romanesco.sessions.queries import recurrence_of, rhythm_of
from romanesco.sessions.recurrence import EndsBeforeItBegins, Recurrence, beginning, occurrences
from romanesco.sessions.rhythms import Setting

logger = logging.getLogger(__name__)
AFTER_A_FAILURE = timedelta(hours=1)


@transaction.atomic
def follow(pair: Pair, *, by: Person | None, at: datetime) -> None:
    """Let the sessions ahead follow the agreement in force.

    A day and a time begin a rhythm, and their change begins another; without them it ends. What
    becomes of the sessions is in docs/decisions/0008-a-change-of-rhythm.md.
    """
    in_turn(pair)
    fresh = Pair.objects.select_related("mentor", "mentee").get(id=pair.id)
    behind = left_behind(fresh)
    _settle(fresh, in_force(fresh), by, at)
    refill(fresh, at=at)
    pass_on([behind.session] if behind else [], after=at, at=at)
    carry_to_next(fresh, at)


def recurrence_in(agreement: Agreement, *, at: datetime) -> Recurrence | None:
    """The dates that an agreement makes, beginning after `at`; None where it is in words only or
    its time is over. Raises NoSuchRhythm, ZoneUnknown or BeginsTooFarOff."""
    rule = rule_of(
        agreement.cadence, agreement.every_weeks, agreement.month_week, agreement.meets_on
    )
    if rule is None or agreement.meets_at is None or not agreement.meets_zone:
        return None
    try:
        return beginning(
            rule,
            agreement.meets_at,
            agreement.meets_zone,
            on=agreement.begins_on,
            after=at,
            until_on=agreement.runs_until,
        )
    except EndsBeforeItBegins:
        return None


def make_more(*, at: datetime) -> int:
    """Make the sessions that are due to be there; returns how many were made. Each pair in a
    transaction of its own, one worker after another; after a downtime only what is still ahead."""
    due = Rhythm.objects.filter(ended_at=None, more_due_at__lte=at, pair__state="active")
    ids = due.order_by("more_due_at").values_list("id", "pair_id")[:500]
    return sum(_make_for(rhythm_id, pair_id, at) for rhythm_id, pair_id in ids)


def refill(pair: Pair, *, at: datetime) -> int:
    """Make what is to stand ahead of this pair now. The caller holds the pair's lock."""
    fresh = Pair.objects.select_related("mentor", "mentee").get(id=pair.id)
    rhythm = rhythm_of(fresh)
    return fill(fresh, rhythm, at=at) if rhythm else 0


@transaction.atomic
def end(rhythm: Rhythm, *, by: Person | None, at: datetime) -> None:
    """End a rhythm: sessions that were begun stay as single ones, the others are taken out."""
    ahead = ahead_of(rhythm, at)
    rhythms.end(rhythm, at=at)
    loosen(ahead, by=by, at=at)


def _make_for(rhythm_id: UUID, pair_id: UUID, at: datetime) -> int:
    try:
        with transaction.atomic():
            in_turn(Pair(id=pair_id))
            still_due = Rhythm.objects.filter(id=rhythm_id, ended_at=None, more_due_at__lte=at)
            if not still_due.exists():
                return 0
            made = refill(Pair(id=pair_id), at=at)
            carry_to_next(Pair(id=pair_id), at)
            return made
    except Exception:
        logger.exception("Sessions could not be made for a rhythm: %s", rhythm_id)
        later = at + AFTER_A_FAILURE  # so that no other waits behind it
        Rhythm.objects.filter(id=rhythm_id).update(more_due_at=later)
        return 0


def _settle(pair: Pair, agreement: Agreement | None, by: Person | None, at: datetime) -> None:
    """Begin, change or end the rhythm, and see to the sessions that it has made so far."""
    old = rhythm_of(pair)
    new = recurrence_in(agreement, at=at) if agreement else None
    if agreement is None or new is None:
        if old is not None:
            end(old, by=by, at=at)
    elif old is None:
        rhythms.begin(pair, new, _setting(agreement, None), by=by, at=at)
    elif is_same(old, new, agreement, at):
        _refit(old, agreement, by, at)
    else:
        rhythms.end(old, at=at)
        rhythm = rhythms.begin(pair, new, _setting(agreement, None), by=by, at=at)
        redate(pair, Change(old, rhythm, by, at))


def _refit(rhythm: Rhythm, agreement: Agreement, by: Person | None, at: datetime) -> None:
    """The same day and time: only how long, where and until when may be others."""
    before = Rhythm.objects.get(id=rhythm.id)
    setting = _setting(agreement, before)
    rhythm.minutes, rhythm.place = setting.minutes, setting.place
    rhythm.until_on = agreement.runs_until
    if setting == Setting(before.minutes, before.place) and rhythm.until_on == before.until_on:
        return
    rhythms.note_change(rhythm, at=at)
    loosen(_after_the_end(rhythm, at), by=by, at=at)
    reset(rhythm, Change(before, rhythm, by, at))


def _after_the_end(rhythm: Rhythm, at: datetime) -> list[MentoringSession]:
    last = rhythm.until_on
    return [
        session
        for session in ahead_of(rhythm, at)
        if last and session.recurs_at and session.recurs_at.astimezone(rhythm.zone).date() > last
    ]


def is_same(old: Rhythm, new: Recurrence, agreement: Agreement, at: datetime) -> bool:
    """Whether the dates go on as they are. Which weeks they fall into matters only where the
    agreement says when it begins."""
    current = recurrence_of(old)
    if (current.rule, current.at_time, current.time_zone) != (
        new.rule,
        new.at_time,
        new.time_zone,
    ):
        return False
    if agreement.begins_on is None:
        return True
    dates = (
        occurrences(replace(one, until_on=None), after=at, count=AHEAD) for one in (current, new)
    )
    return len({tuple(some) for some in dates}) == 1


def _setting(agreement: Agreement, rhythm: Rhythm | None) -> Setting:
    """Minutes as agreed. Where: a link that has just been agreed on; else as the rhythm has it,
    or their latest session that had a place; words on how they meet are no place."""
    link = place_url(agreement.meets_how) or ""
    before = earlier_versions(agreement.pair).first()
    if link and (before is None or before.meets_how != agreement.meets_how):
        return Setting(agreement.minutes, link)
    if rhythm is not None and rhythm.place:
        return Setting(agreement.minutes, rhythm.place)
    placed = agreement.pair.sessions.exclude(place="").order_by("-starts_at")
    latest = placed.values_list("place", flat=True).first()
    return Setting(agreement.minutes, latest or link)
