"""Zones that change their rules: the local time that was agreed stands, its instant moves."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from romanesco.agreements.queries import rules_of
from romanesco.base.zones import edition
from romanesco.journey.in_turn import in_turn
from romanesco.journey.taking_over import fit_fairly
from romanesco.pairs.models import Pair
from romanesco.plans.making import share_rule_of
from romanesco.plans.models import Plan
from romanesco.plans.queries import plans_with_pair
from romanesco.plans.share_rule import agreed_moment
from romanesco.sessions import operations as sessions
from romanesco.sessions import rhythms
from romanesco.sessions.models import MentoringSession, Rhythm, ZoneRules
from romanesco.sessions.operations import Appointment, Occurrence
from romanesco.sessions.queries import recurrence_of, rhythm_of
from romanesco.sessions.recurrence import nearest

logger = logging.getLogger(__name__)
FARTHEST = timedelta(hours=3)
"""How far a new rule may have moved an agreed moment of sharing."""


def follow_zones(*, at: datetime) -> int:
    """Once for each edition of the zones' rules: give what lies ahead the instants that the
    agreed local times have now. Returns how many sessions got another instant.

    The edition is noted when all is done; that it is done twice, by two workers or after a
    crash, changes nothing. The first that is ever noted is the one that all was reckoned by.
    """
    present = edition()
    noted = ZoneRules.objects.filter(id=1).values_list("edition", flat=True).first()
    if noted == present:
        return 0
    pairs = Pair.objects.filter(sessions__state="planned", sessions__starts_at__gt=at)
    ids = set(pairs.values_list("id", flat=True)) if noted else set()
    moved = [_follow(pair_id, at) for pair_id in ids]
    if None not in moved:
        told = {"edition": present, "reckoned_at": at}
        ZoneRules.objects.update_or_create(id=1, defaults=told)
    return sum(count or 0 for count in moved)


@transaction.atomic
def reckon_anew(pair: Pair, *, at: datetime) -> int:
    """Let the sessions ahead of one pair stand on their agreed local time; returns how many got
    another instant."""
    in_turn(pair)
    rhythm = rhythm_of(pair)
    moved = _move_occurrences(rhythm, at) if rhythm else []
    ahead = pair.sessions.filter(state="planned", starts_at__gt=at).select_related("rhythm")
    by_hand = [session for session in ahead if session.recurs_at != session.starts_at]
    moved += [session for session in by_hand if _stand(session, at)]
    _fit(pair, moved, at)
    return len(moved)


def _follow(pair_id: UUID, at: datetime) -> int | None:
    """None where it failed."""
    try:
        return reckon_anew(Pair.objects.get(id=pair_id), at=at)
    except Exception:
        logger.exception("The sessions of a pair could not follow its zone: %s", pair_id)
        return None


def _move_occurrences(rhythm: Rhythm, at: datetime) -> list[MentoringSession]:
    """Know a rhythm's occurrences by their new instants; returns the sessions that stand there,
    and have moved along."""
    recurrence, moved = recurrence_of(rhythm), []
    changed = {
        was: is_now
        for was in _known(rhythm, at)
        if (is_now := nearest(recurrence, was)) is not None and at < is_now != was
    }
    for was, is_now in changed.items():
        rhythm.left_out.filter(recurs_at=was).update(recurs_at=is_now)
        for session in rhythm.sessions.filter(recurs_at=was):
            if session.is_moved or session.state != "planned":
                rhythm.sessions.filter(id=session.id).update(recurs_at=is_now)
                continue
            _give(session, is_now, Occurrence(rhythm, is_now), at)
            moved.append(session)
    if changed:
        rhythm.more_due_at = at
        rhythms.note_change(rhythm, at=at)
    return moved


def _known(rhythm: Rhythm, at: datetime) -> list[datetime]:
    rows = rhythm.sessions.values_list("recurs_at").union(rhythm.left_out.values_list("recurs_at"))
    return sorted(moment for (moment,) in rows if moment is not None and moment > at)


def _stand(session: MentoringSession, at: datetime) -> bool:
    """Give a session the instant of its agreed local time, if that is another now."""
    if session.utc_offset is None:
        return False
    meant = (session.starts_at + timedelta(minutes=session.utc_offset)).replace(tzinfo=None)
    moment = meant.replace(tzinfo=session.zone).astimezone(UTC)
    reads = session.starts_at.astimezone(session.zone).replace(tzinfo=None)
    if reads == meant or moment <= at:  # as agreed; also the second of two that read the same
        return False
    rhythm, recurs_at = session.rhythm, session.recurs_at
    _give(session, moment, Occurrence(rhythm, recurs_at) if rhythm and recurs_at else None, at)
    return True


def _give(
    session: MentoringSession, moment: datetime, occurrence: Occurrence | None, at: datetime
) -> None:
    when = Appointment(moment, session.time_zone, session.minutes, session.place)
    sessions.redate(session, when, standing_for=occurrence, at=at)


def _fit(pair: Pair, moved: list[MentoringSession], at: datetime) -> None:
    """Moments of sharing: by the session's new instant, or by the preparer's new clock."""
    rules, ids = rules_of(pair), {session.id for session in moved}
    for plan in plans_with_pair().filter(session__pair=pair, session__state="planned"):
        if plan.session_id in ids or _is_off(plan):
            fit_fairly(plan, rules, at=at)


def _is_off(plan: Plan) -> bool:
    preparer, due_at = plan.preparer, plan.share_due_at
    if plan.state != "draft" or preparer is None or due_at is None:
        return False
    rule = share_rule_of(rules_of(plan.session.pair))
    agreed = agreed_moment(rule, plan.session.starts_at, preparer.zone)
    return due_at != agreed and abs(due_at - agreed) <= FARTHEST
