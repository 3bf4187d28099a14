"""On which days the demo's sessions are: Thursdays, around the day on which it is made. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "America/Sao_Paulo"
THURSDAY = 3
TEN = time(10)
WEEK = timedelta(days=7)
MINUTES = 45


@dataclass(frozen=True)
class Dates:
    """When the pair met, oldest first, and when it meets next."""

    held: tuple[datetime, ...]
    upcoming: datetime


def dates(now: datetime, count: int) -> Dates:
    """The latest Thursdays that are over, and the first that leaves two days to prepare."""
    today = now.astimezone(ZoneInfo(ZONE)).date()
    to_go = (THURSDAY - today.weekday()) % 7
    thursdays = [_at_ten(now, to_go + 7 * week) for week in range(-count - 1, 3)]
    over = [start for start in thursdays if start + timedelta(hours=1) <= now]
    ahead = [start for start in thursdays if start >= now + timedelta(days=2)]
    return Dates(tuple(over[-count:]), ahead[0])


def _at_ten(now: datetime, days: int) -> datetime:
    day = now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=days)
    return datetime.combine(day, TEN, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
