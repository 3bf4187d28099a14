"""Which calendar accounts are to be looked at, and who of several workers does it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from romanesco.calendars.models import CalendarAccount
from romanesco.sessions.models import MentoringSession, Rhythm

LOOK_BACK = timedelta(hours=1)
SLACK = timedelta(minutes=1)  # a change may be committed a while after it was dated
CLAIM = timedelta(minutes=3)  # longer than anybody writes; a worker that died is out by then
DAILY = timedelta(days=1)  # what no row dates is followed by then: a name, days away
FIRST_AGAIN = timedelta(minutes=1)
LATEST_AGAIN = timedelta(hours=6)
AT_ONCE = 500


def mark_changed(*, at: datetime) -> int:
    """Let accounts whose people's sessions have changed be due; returns how many.

    It starts from what changed within the hour, so that it costs the same however many accounts
    and sessions there are. One that fails keeps to its own time.
    """
    recent = Q(changed_at__gt=at - LOOK_BACK, changed_at__lte=at + SLACK)
    people: set[UUID] = set()
    for model in (MentoringSession, Rhythm):
        both = model.objects.filter(recent).values_list("pair__mentor", "pair__mentee")
        people.update(person for pair in both.distinct() for person in pair)
    told = sorted(people)
    return sum(
        _mark(told[start : start + AT_ONCE], recent, at) for start in range(0, len(told), AT_ONCE)
    )


def _mark(people: list[UUID], recent: Q, at: datetime) -> int:
    theirs = Q(pair__mentor=OuterRef("person")) | Q(pair__mentee=OuterRef("person"))
    since_then = recent & theirs & Q(changed_at__gt=OuterRef("written_at") - SLACK)
    return (
        CalendarAccount.objects.filter(person__in=people, failing_since=None, next_try_at__gt=at)
        .filter(
            Exists(MentoringSession.objects.filter(since_then))
            | Exists(Rhythm.objects.filter(since_then))
        )
        .update(next_try_at=at)
    )


def due_accounts(*, at: datetime, most: int) -> list[CalendarAccount]:
    """Those whose time has come and that nobody is writing into, the longest waiting first."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    due = CalendarAccount.objects.filter(free, next_try_at__lte=at).exclude(calendar_url="")
    return list(due.select_related("person").order_by("next_try_at")[:most])


def claim(account: CalendarAccount, *, at: datetime) -> bool:
    """Whether this worker is the one to write into it: claimed by update-where-unclaimed."""
    seen, account.claimed_until = account.claimed_until, at + CLAIM
    same = CalendarAccount.objects.filter(
        id=account.id, claimed_until=seen, next_try_at=account.next_try_at
    )
    return bool(same.update(claimed_until=account.claimed_until))


def release_written(account: CalendarAccount, *, at: datetime) -> None:
    """Everything stands as it should be."""
    _release(account, written_at=at, next_try_at=at + DAILY, failing_since=None, failure="")


def release_half_written(account: CalendarAccount, *, at: datetime) -> None:
    """Its turn is over and there is more: in the next round."""
    _release(account, next_try_at=at, failing_since=None, failure="")


def release_failed(account: CalendarAccount, code: str, *, again: bool, at: datetime) -> None:
    """It did not work. The next try waits as long as it has been failing: a minute at first, six
    hours at most; without `again` somebody has to do something before."""
    since = account.failing_since or at
    wait = min(max(at - since, FIRST_AGAIN), LATEST_AGAIN)
    _release(
        account, next_try_at=at + wait if again else None, failing_since=since, failure=code[:24]
    )


def put_off(account: CalendarAccount, *, at: datetime) -> None:
    """Nobody tried: another account has just found the same server hanging."""
    _release(account, next_try_at=at + FIRST_AGAIN)


def _release(account: CalendarAccount, **state: object) -> None:
    """Unless its owner has chosen otherwise meanwhile, which takes the claim away."""
    CalendarAccount.objects.filter(id=account.id, claimed_until=account.claimed_until).update(
        claimed_until=None, **state
    )
