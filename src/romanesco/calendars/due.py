"""Which calendar accounts are to be looked at, and who of several workers does it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from romanesco.calendars.models import CalendarAccount
from romanesco.pairs.models import Pair
from romanesco.people.models import TimeAway
from romanesco.sessions.models import MentoringSession, Rhythm

LOOK_BACK = timedelta(hours=1)
SLACK = timedelta(minutes=1)  # a change may be committed a while after it was dated
CLAIM = timedelta(minutes=3)  # longer than anybody writes; a worker that died is out by then
DAILY = timedelta(days=1)  # what no row dates is followed by then: a name, days away taken back
FIRST_AGAIN = timedelta(minutes=1)
LATEST_AGAIN = timedelta(hours=6)
AT_ONCE = 500


def mark_changed(*, at: datetime) -> int:
    """Let accounts whose people's sessions have changed be due; returns how many.

    It starts from what changed within the hour, so that it costs the same however many accounts
    and sessions there are. One that fails keeps to its own time.
    """
    newest = _changes(at - LOOK_BACK, at + SLACK)
    people, marked = list(newest), 0
    for start in range(0, len(people), AT_ONCE):
        waiting = CalendarAccount.objects.filter(
            person__in=people[start : start + AT_ONCE], failing_since=None, next_try_at__gt=at
        ).values_list("id", "person", "written_at")
        behind = [
            account
            for account, person, written_at in waiting
            if written_at is None or newest[person] > written_at - SLACK
        ]
        marked += CalendarAccount.objects.filter(id__in=behind).update(next_try_at=at)
    return marked


def _changes(since: datetime, until: datetime) -> dict[UUID, datetime]:
    """Whose events may be others since then, and when the latest of it was."""
    newest: dict[UUID, datetime] = {}
    for one, other, changed_at in _changed(since, until):
        for person in (one, other):
            newest[person] = max(newest.get(person, changed_at), changed_at)
    return newest


def _changed(since: datetime, until: datetime) -> Iterator[tuple[UUID, UUID, datetime]]:
    both = ("pair__mentor", "pair__mentee", "changed_at")
    for model in (MentoringSession, Rhythm):
        yield from model.objects.filter(changed_at__range=(since, until)).values_list(*both)
    states = Pair.objects.filter(state_changed_at__range=(since, until))
    yield from states.values_list("mentor", "mentee", "state_changed_at")
    away = TimeAway.objects.filter(noted_at__range=(since, until))
    noted = dict(away.values_list("person", "noted_at"))
    pairs = Pair.objects.filter(Q(mentor__in=list(noted)) | Q(mentee__in=list(noted)))
    for mentor, mentee in pairs.values_list("mentor", "mentee"):
        yield mentor, mentee, max(noted[one] for one in (mentor, mentee) if one in noted)


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
