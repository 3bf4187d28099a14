"""The facts from which is computed what is due: only what is near, in a constant number of
queries, whatever the history. What is noted in the ledger already is left out by the database.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from romanesco.actions.models import ActionItem
from romanesco.reminders import due, news
from romanesco.reminders.known import SETTLES, Due
from romanesco.reminders.models import Reminder
from romanesco.reminders.rows import (
    A_WHILE,
    AGREED,
    ONE_DAY,
    away_about,
    of_promises,
    of_rhythms,
    of_sessions,
)
from romanesco.sessions.models import MentoringSession, Rhythm

RECENT = timedelta(minutes=15)
IDS = 2**128
KINDS = 8  # of facts, each found by a query; news by three


@dataclass(frozen=True)
class Look:
    """How far to look around an instant: `recent` finds what becomes due by the clock; a far one
    also what waited for quiet time to end, what has to come before it, and what was missed. A far
    one can be taken in parts: `part` is (which, from 0 on; of how many), `only` one of KINDS."""

    at: datetime
    is_far: bool = True
    part: tuple[int, int] = (0, 1)
    only: int | None = None

    def around(self, ahead: timedelta, *, back: timedelta = A_WHILE) -> tuple[datetime, datetime]:
        """The instants that become due now when they are `ahead` (negative: when they are past)."""
        if not self.is_far:
            return self.at + ahead - RECENT, self.at + ahead
        early = due.EARLIEST + due.SOON if ahead > timedelta() else timedelta()
        start, stop = self.at - back, self.at + ahead + early
        which, of = self.part
        return start + (stop - start) * which / of, start + (stop - start) * (which + 1) / of

    def ids(self) -> tuple[UUID, UUID]:
        """The same part of what has days and no instants: ids are random, so each is as large."""
        which, of = self.part
        return UUID(int=IDS * which // of), UUID(int=IDS * (which + 1) // of - 1)


def near(look: Look) -> Iterator[Due]:
    """Everything that may be due about now and is not noted yet; the caller asks each whether it
    is. In at most twelve queries, and those for who is away."""
    return (one for one in _near(look) if one.label != "empty")  # only its document tells


def _near(look: Look) -> Iterator[Due]:
    away = partial(away_about, look.at)
    finds: tuple[Callable[[], Iterator[Due]], ...] = (
        lambda: of_sessions(_changed(look), away, due.to_announce, due.to_prepare),
        lambda: of_sessions(_to_be_shared(look), away, due.to_prepare),
        lambda: of_sessions(_shared(look), away, due.to_share),
        lambda: of_sessions(_beginning(look), away, due.to_begin),
        lambda: of_sessions(_held(look), away, due.to_sum_up),
        lambda: of_rhythms(_changed_rhythms(look), away),
        lambda: news.since(look.around(-SETTLES), away),
        # These have a whole morning, and nearly everybody's is in sight all day.
        lambda: of_promises(_promised(look), away) if look.is_far else iter(()),
    )
    for number, find in enumerate(finds):
        if look.only in (None, number):
            yield from find()


def still(rows: Iterable[Reminder], *, at: datetime) -> dict[str, Due]:
    """What is due, by key, of the things that these rows of the ledger are about, as they are
    now. In at most eight queries, and those for who is away."""
    ids = [row.subject_id for row in rows]
    away = partial(away_about, at)
    sessions = _sessions().filter(Q(id__in=ids) | Q(plan__in=ids))
    rules = (due.to_announce, due.to_prepare, due.to_share, due.to_begin, due.to_sum_up)
    found = [
        *of_sessions(sessions, away, *rules),
        *of_rhythms(_rhythms().filter(id__in=ids), away),
        *of_promises(_promises().filter(id__in=ids), away),
        *news.about(ids, away),
    ]
    return {one.key: one for one in found}


def _changed(look: Look) -> QuerySet[MentoringSession]:
    untouched = Q(state="planned", sequence=0, recurs_at=F("starts_at"))
    start, stop = look.around(-SETTLES)
    return _sessions().filter(
        ~untouched,
        _not_noted("appointment", "id", "changed_at"),
        state__in=["planned", "cancelled"],
        changed_at__range=(start, stop),
    )


def _to_be_shared(look: Look) -> QuerySet[MentoringSession]:
    first, second = look.around(due.FIRST, back=ONE_DAY), look.around(due.SECOND, back=ONE_DAY)
    is_first = Q(plan__share_due_at__range=first) & ~_noted(
        "plan__id", "plan__share_due_at", "first"
    )
    is_second = Q(plan__share_due_at__range=second) & ~_noted(
        "plan__id", "plan__share_due_at", "still_empty"
    )
    return _sessions().filter(
        is_first | is_second,
        # Said once more for the sake of the index, which knows nothing of "or".
        plan__share_due_at__range=(min(first[0], second[0]), max(first[1], second[1])),
        plan__shared_at=None,
        state="planned",
        pair__state="active",
    )


def _shared(look: Look) -> QuerySet[MentoringSession]:
    start, stop = look.around(timedelta())
    return _sessions().filter(
        ~_noted("plan__id", "plan__shared_at", "shared"),
        plan__shared_at__range=(start, stop),
        plan__share_due_at__isnull=False,
        plan__opened_at=None,
        state="planned",
        pair__state="active",
    )


def _beginning(look: Look) -> QuerySet[MentoringSession]:
    return _sessions().filter(
        _not_noted("soon", "id", "starts_at"),
        starts_at__range=look.around(due.SOON, back=ONE_DAY),
        state="planned",
        pair__state="active",
    )


def _held(look: Look) -> QuerySet[MentoringSession]:
    back = due.NEWS_KEEPS + ONE_DAY
    return _sessions().filter(
        _not_noted("summary", "id", "ended_at"),
        ended_at__range=look.around(-SETTLES, back=back),
        state="held",
    )


def _changed_rhythms(look: Look) -> QuerySet[Rhythm]:
    return _rhythms().filter(
        _not_noted("appointment", "id", "changed_at"),
        changed_at__range=look.around(-SETTLES),
    )


def _promised(look: Look) -> QuerySet[ActionItem]:
    """Days are somebody's own; a day more on both sides has everybody's in it."""
    today = look.at.date()
    before = (today - ONE_DAY, today + 2 * ONE_DAY)
    after = (today - due.NUDGE_AFTER * ONE_DAY - A_WHILE, today - ONE_DAY)
    noted = partial(_noted, "id", "due_on", at="fact_at__date")
    return _promises().filter(
        (Q(due_on__range=before) & ~noted("before")) | (Q(due_on__range=after) & ~noted("after")),
        id__range=look.ids(),
        due_on__range=(after[0], before[1]),
        pair__state="active",
    )


def _sessions() -> QuerySet[MentoringSession]:
    return MentoringSession.objects.annotate(**_in_force())


def _rhythms() -> QuerySet[Rhythm]:
    return Rhythm.objects.annotate(**_in_force())


def _promises() -> QuerySet[ActionItem]:
    return ActionItem.objects.filter(done_at=None, let_go_at=None, due_on__isnull=False).annotate(
        **_in_force()
    )


def _in_force() -> dict[str, FilteredRelation]:
    """The version that both have signed, whose quiet hours count."""
    path = "pair__agreements"
    signed = Q(**{f"{path}__in_force_at__isnull": False})
    current = Q(**{f"{path}__replaced_at": None, f"{path}__withdrawn_at": None})
    return {AGREED: FilteredRelation(path, condition=signed & current)}


def _noted(subject: str, fact: str, label: str, *, at: str = "fact_at") -> Exists:
    rows = Reminder.objects.filter(subject_id=OuterRef(subject), label=label)
    return Exists(rows.filter(**{at: OuterRef(fact)}))


def _not_noted(kind: str, subject: str, fact: str) -> Q:
    """One of the two has not been told of it as it is now."""
    rows = Reminder.objects.filter(subject_id=OuterRef(subject), kind=kind, fact_at=OuterRef(fact))
    both = [Exists(rows.filter(person=OuterRef(f"pair__{side}"))) for side in ("mentor", "mentee")]
    return ~(both[0] & both[1])
