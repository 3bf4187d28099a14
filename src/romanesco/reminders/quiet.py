"""When somebody is to be left alone, in their own time. Pure.

Quiet is by what their clock shows; where clocks change the longer of two readings counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)
MOST_STEPS = 1000  # nobody is looked after for longer than this many days at a time


@dataclass(frozen=True)
class Quiet:
    """A reader's quiet hours (from, until), quiet weekdays (Monday is 0) and days away."""

    time_zone: str
    hours: tuple[time, time] | None = None
    days: frozenset[int] = frozenset()
    away: tuple[tuple[date, date], ...] = ()

    def has(self, at: datetime) -> bool:
        """Whether their clock shows a quiet moment."""
        if not (self.hours or self.days or self.away):
            return False
        local = at.astimezone(ZoneInfo(self.time_zone))
        return self._is_day_off(local.date()) or self._is_hour_off(local.time())

    def stretch(self, at: datetime) -> tuple[datetime, datetime] | None:
        """The whole quiet time around an instant, as UTC instants; None where it is not quiet."""
        if not self.has(at):
            return None
        return self._edge(at, -1), self._edge(at, 1)

    def _is_day_off(self, day: date) -> bool:
        return day.weekday() in self.days or any(a <= day <= b for a, b in self.away)

    def _is_hour_off(self, clock: time) -> bool:
        if not self.hours:
            return False
        start, stop = self.hours
        return start <= clock < stop if start < stop else clock >= start or clock < stop

    def _edge(self, at: datetime, way: int) -> datetime:
        """The first instant after, or the last before, that belongs to another stretch."""
        edge = at
        for _ in range(MOST_STEPS):
            around = [
                (start, stop)
                for start, stop in self._near(edge)
                if (start <= edge < stop if way > 0 else start < edge <= stop)
            ]
            if not around:
                return edge
            edge = max(b for _, b in around) if way > 0 else min(a for a, _ in around)
        return edge

    def _near(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The quiet pieces of the days around an instant."""
        today = at.astimezone(ZoneInfo(self.time_zone)).date()
        for day in (today - ONE_DAY, today, today + ONE_DAY):
            if self._is_day_off(day):
                yield self._first(day, MIDNIGHT), self._last(day + ONE_DAY, MIDNIGHT)
            if self.hours:
                start, stop = self.hours
                ends_on = day if start < stop else day + ONE_DAY
                yield self._first(day, start), self._last(ends_on, stop)

    def _first(self, day: date, clock: time) -> datetime:
        return min(self._readings(day, clock))

    def _last(self, day: date, clock: time) -> datetime:
        return max(self._readings(day, clock))

    def _readings(self, day: date, clock: time) -> list[datetime]:
        """Both instants at which clocks show this; around a gap, what lies on both sides."""
        local = datetime.combine(day, clock, tzinfo=ZoneInfo(self.time_zone))
        return [local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


def hours_of(start: time | None, stop: time | None) -> tuple[time, time] | None:
    """Quiet hours, if there are any: from one time to the same is none."""
    return (start, stop) if start is not None and stop is not None and start != stop else None


def days_of(names: str) -> frozenset[int]:
    """Weekdays out of RFC 5545's names with commas; what is no such name is passed over."""
    return frozenset(DAYS.index(name) for name in names.split(",") if name in DAYS)
