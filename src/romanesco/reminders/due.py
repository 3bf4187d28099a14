"""What is due to be written to whom, from facts and nothing else. Pure.

Nothing is scheduled: each function says of something as it is now who is to be told of it, from
when on, and until when a letter about it is of use. A session that was moved gives other answers.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from romanesco.reminders.known import (
    SETTLES,
    Due,
    PairFact,
    PromiseFact,
    Reader,
    RhythmFact,
    SessionFact,
    WordFact,
)
from romanesco.reminders.quiet import ONE_DAY, Quiet

FIRST = timedelta(hours=24)  # before the moment of sharing
FIRST_LEAVES = timedelta(hours=4)  # what has to be left for preparing
SECOND = timedelta(hours=2)
SECOND_LEAVES = timedelta(minutes=30)
SOON = timedelta(hours=1)
SOON_LEAVES = timedelta(minutes=10)
BEFORE_QUIET = timedelta(minutes=30)
EARLIEST = timedelta(days=3)  # a letter that comes earlier than this reminds of nothing
NEWS_KEEPS = timedelta(days=3)
NUDGE_AT = time(9)
NUDGE_AFTER = 2  # days
NUDGE_KEEPS = timedelta(days=5)


def to_prepare(fact: SessionFact) -> Iterator[Due]:
    """To the preparer: a day before the moment of sharing, and two hours before it when still
    nothing is written (which only the document tells; it is asked before anything is written)."""
    if not fact.is_ahead or fact.shared_at or fact.share_due_at is None or fact.made_at is None:
        return
    if fact.preparer is None or fact.plan is None:
        return
    moment, since = fact.share_due_at, max(fact.made_at, fact.changed_at)
    for label, before, leaves in (
        ("first", FIRST, FIRST_LEAVES),
        ("still_empty", SECOND, SECOND_LEAVES),
    ):
        until = moment - leaves
        due_at = max(moment - before, since + SETTLES)
        if due_at < until:
            yield _due("prepare", fact.preparer, fact.plan, label, moment, due_at, until, EARLIEST)


def to_share(fact: SessionFact) -> Iterator[Due]:
    """To the partner, as soon as it is shared; a click leaves a moment to take it back. Of one
    that Romanesco shared empty the preparer is told instead."""
    if not fact.is_ahead or fact.shared_at is None or fact.share_due_at is None:
        return
    if fact.partner is None or fact.preparer is None or fact.plan is None or fact.opened_at:
        return
    until = fact.starts_at
    due_at = fact.shared_at + (SETTLES if fact.is_shared_by_person else timedelta())
    if due_at >= until:
        return
    yield _due("shared", fact.partner, fact.plan, "shared", fact.shared_at, due_at, until)
    if not fact.is_shared_by_person:
        yield _due("prepare", fact.preparer, fact.plan, "empty", fact.shared_at, due_at, until)


def to_announce(fact: SessionFact) -> Iterator[Due]:
    """To both: it was planned, moved or cancelled; once, when it has rested for a moment."""
    if fact.is_as_its_rhythm_has_it:
        return
    if fact.state == "planned" and fact.pair_state == "active":
        until = fact.starts_at
        label = "planned" if fact.sequence == 0 else "moved"
    elif fact.state == "cancelled" and not _was_never_told(fact):
        until = max(fact.starts_at, fact.changed_at) + ONE_DAY
        label = "cancelled"
    else:
        return
    due_at = fact.changed_at + SETTLES
    if due_at >= until:
        return
    for reader in fact.both:
        told = _due("appointment", reader, fact.session, label, fact.changed_at, due_at, until)
        yield replace(told, meets_at=fact.starts_at)


def to_begin(fact: SessionFact) -> Iterator[Due]:
    """To both an hour before; not where a letter about its date has come just now."""
    if not fact.is_ahead:
        return
    due_at, until = fact.starts_at - SOON, fact.starts_at - SOON_LEAVES
    if fact.changed_at > due_at - SOON and not fact.is_as_its_rhythm_has_it:
        return
    for reader in fact.both:
        yield _due("soon", reader, fact.session, "soon", fact.starts_at, due_at, until, EARLIEST)


def to_sum_up(fact: SessionFact) -> Iterator[Due]:
    """To both, once it was wrapped up."""
    if fact.state != "held" or fact.ended_at is None:
        return
    until = fact.ended_at + NEWS_KEEPS
    for reader in fact.both:
        yield _due(
            "summary", reader, fact.session, "held", fact.ended_at, fact.ended_at + SETTLES, until
        )


def to_announce_series(fact: RhythmFact) -> Iterator[Due]:
    """To both: one letter for a whole series, however many sessions it makes."""
    is_over = fact.ended_at is not None
    if is_over and fact.changed_at - fact.begun_at < SETTLES:
        return  # nobody was told that it was there
    if not is_over and fact.pair_state != "active":
        return
    label = "series_over" if is_over else "series"
    at, until = fact.changed_at + SETTLES, fact.changed_at + NEWS_KEEPS
    for reader in (fact.mentor, fact.mentee):
        yield _due("appointment", reader, fact.rhythm, label, fact.changed_at, at, until)


def to_tell_of_pair(fact: PairFact) -> Iterator[Due]:
    """That it is closed to both, because a calendar hears of it by the same letter; that it is on
    pause or goes on to the other one."""
    if fact.changed_at == fact.begun_at:
        return
    label = {"closed": "closed", "paused": "paused", "active": "resumed"}[fact.state]
    at, until = fact.changed_at + SETTLES, fact.changed_at + NEWS_KEEPS
    for reader in fact.both:
        if label == "closed" or reader.person != fact.changed_by:
            yield _due("appointment", reader, fact.pair, label, fact.changed_at, at, until)


def to_pass_on(fact: WordFact) -> Iterator[Due]:
    """To the other one, once for each date or version; not what was taken back at once."""
    at = fact.said_at + SETTLES
    if at < fact.useful_until:
        yield _due(
            "appointment",
            fact.reader,
            fact.subject,
            fact.label,
            fact.about_at,
            at,
            fact.useful_until,
        )


def to_keep(fact: PromiseFact) -> Iterator[Due]:
    """To whoever promised it: in the morning of the day before, and once two days after."""
    if fact.pair_state != "active":
        return
    fact_at = datetime.combine(fact.due_on, time(), tzinfo=UTC)
    before = _local(fact.due_on - ONE_DAY, NUDGE_AT, fact.owner.zone)
    after = _local(fact.due_on + NUDGE_AFTER * ONE_DAY, NUDGE_AT, fact.owner.zone)
    day_ends = _local(fact.due_on + ONE_DAY, time(), fact.owner.zone)
    for label, due_at, until in (
        ("before", before, day_ends),
        ("after", after, after + NUDGE_KEEPS),
    ):
        if fact.made_at < due_at:  # what was promised later than that is fresh enough
            yield _due("promises", fact.owner, fact.action, label, fact_at, due_at, until)


def _was_never_told(fact: SessionFact) -> bool:
    return fact.changed_at - fact.scheduled_at < SETTLES


def _local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _due(
    kind: str,
    reader: Reader,
    subject: UUID,
    label: str,
    fact_at: datetime,
    due_at: datetime,
    until: datetime,
    may_be_early: timedelta = timedelta(),
) -> Due:
    """With quiet time kept: after it where that is still of use, else before it where it may."""
    moment, until = _around_quiet(due_at, until, reader.quiet, may_be_early)
    return Due(kind, reader.person, subject, label, fact_at, moment, until, reader.quiet)


def _around_quiet(
    due_at: datetime, until: datetime, quiet: Quiet, may_be_early: timedelta
) -> tuple[datetime, datetime]:
    stretch = quiet.stretch(due_at)
    if stretch is None:
        return due_at, until
    start, stop = stretch
    if stop < until:
        return stop, until
    before = start - BEFORE_QUIET
    is_near = due_at - start <= may_be_early and not quiet.has(before)
    return (before, until) if is_near else (until, until)
