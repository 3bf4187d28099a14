"""What became of letters and of reminders, in numbers: never a word of them, never an address."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from romanesco.mail.models import Letter
from romanesco.reminders.models import Reminder
from romanesco.replies.models import Arrival

LATEST = 10
LETTER_STATES = ("sent", "waiting", "retrying", "refused", "dropped")
REMINDER_STATES = ("written", "waiting", "dropped")


@dataclass(frozen=True)
class Row:
    """So many of one kind came to this, of those that began on one day (UTC)."""

    day: date
    kind: str
    state: str
    why: str
    count: int


@dataclass(frozen=True)
class LateFailure:
    """What a mail server said, as codes, and the domain that it was about."""

    failed_at: datetime
    kind: str
    failure: str
    domain: str
    tries: int
    is_over: bool


@dataclass(frozen=True)
class Tally:
    letters: list[Row]
    reminders: list[Row]
    waiting: int
    waiting_since: datetime | None
    last_sent_at: datetime | None
    failures: list[LateFailure]
    came_in: dict[str, int]  # what became of answers, by code (replies/arriving.py)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def tally(*, days: int, at: datetime) -> Tally:
    """Everything of the last days; what waits and what failed, however old."""
    since = at - timedelta(days=days)
    waiting = Letter.objects.filter(sent_at=None, dropped_at=None).aggregate(
        count=Count("id"), since=Min("written_at")
    )
    return Tally(
        letters=_rows(_letters(since)),
        reminders=_rows(_reminders(since)),
        waiting=waiting["count"],
        waiting_since=waiting["since"],
        last_sent_at=Letter.objects.aggregate(last=Max("sent_at"))["last"],
        failures=[_failure(letter) for letter in _failed()],
        came_in=_came_in(since),
    )


def _came_in(since: datetime) -> dict[str, int]:
    found = Arrival.objects.filter(arrived_at__gte=since).values("outcome")
    counted = found.annotate(count=Count("digest")).order_by("outcome")
    return {one["outcome"]: one["count"] for one in counted}


def _letters(since: datetime) -> QuerySet[Any, Any]:
    state = Case(
        When(sent_at__isnull=False, then=Value("sent")),
        When(dropped_at__isnull=False, refusals__gt=0, then=Value("refused")),
        When(dropped_at__isnull=False, then=Value("dropped")),
        When(tries__gt=0, then=Value("retrying")),
        default=Value("waiting"),
        output_field=CharField(),
    )
    found = Letter.objects.filter(written_at__gte=since)
    return found.values(
        day=TruncDate("written_at"), of=F("kind"), state=state, why=Value("")
    ).annotate(count=Count("id"))


def _reminders(since: datetime) -> QuerySet[Any, Any]:
    state = Case(
        When(dropped_at__isnull=False, then=Value("dropped")),
        When(written_at__isnull=False, then=Value("written")),
        default=Value("waiting"),
        output_field=CharField(),
    )
    found = Reminder.objects.filter(noted_at__gte=since)
    return found.values(
        day=TruncDate("noted_at"), of=F("kind"), state=state, why=F("why_dropped")
    ).annotate(count=Count("id"))


def _rows(found: QuerySet[Any, Any]) -> list[Row]:
    rows = [Row(one["day"], one["of"], one["state"], one["why"], one["count"]) for one in found]
    return sorted(rows, key=lambda row: (-row.day.toordinal(), row.kind, row.state, row.why))


def _failed() -> QuerySet[Letter]:
    failed = Q(failed_at__isnull=False) & ~Q(failure="")
    return Letter.objects.filter(failed).order_by("-failed_at", "id")[:LATEST]


def _failure(letter: Letter) -> LateFailure:
    assert letter.failed_at is not None
    domain = letter.to.rpartition("@")[2]
    is_over = letter.dropped_at is not None
    return LateFailure(letter.failed_at, letter.kind, letter.failure, domain, letter.tries, is_over)
