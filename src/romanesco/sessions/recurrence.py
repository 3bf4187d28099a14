"""The instants of a rhythm: a rule (RFC 5545 RRULE) on a local time in one zone. Pure.

The days come from dateutil's rrule, on the calendar of the zone that was agreed; only then does
each become an instant, so that the local time stands whatever the clocks do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from romanesco.base.errors import Refused
from romanesco.base.zones import zone_named

# Every rule of this form has days without end; what says when it ends is `until_on`.
RULE = re.compile(
    r"FREQ=(WEEKLY(;INTERVAL=[1-9]\d?)?;BYDAY=|MONTHLY(;INTERVAL=[1-9]\d?)?;BYDAY=([1-4]|-1))"
    r"(MO|TU|WE|TH|FR|SA|SU)"
)

LONGEST_AGO, LATEST = timedelta(days=40 * 365), timedelta(days=731)


class RuleImpossible(Refused):
    code = "rule_impossible"
    message = "There are no days for this rhythm. Choose a weekday, every so many weeks or months."
    field = "cadence"


class EndsBeforeItBegins(Refused):
    code = "ends_before_it_begins"
    message = "This ends before it begins. Choose a later end, or none."
    field = "runs_until"


class BeginsTooFarOff(Refused):
    code = "begins_too_far_off"
    message = "This is too far off to begin on. Choose a day within the next two years."
    field = "begins_on"


@dataclass(frozen=True)
class Recurrence:
    """A rule without an end of its own, the first day that it has, the local time and its IANA
    zone, and the last day, itself included.

    Raises RuleImpossible, ZoneUnknown or EndsBeforeItBegins.
    """

    rule: str
    first_on: date
    at_time: time
    time_zone: str
    until_on: date | None = None

    def __post_init__(self) -> None:
        if not RULE.fullmatch(self.rule):
            raise RuleImpossible
        zone_named(self.time_zone)
        if self.until_on is not None and self.until_on < self.first_on:
            raise EndsBeforeItBegins


def occurrences(
    recurrence: Recurrence,
    *,
    after: datetime,
    count: int | None = None,
    before: datetime | None = None,
) -> list[datetime]:
    """The instants (UTC) later than `after`, the earliest first: `count` of them, or those
    earlier than `before`, or both.

    A local time that the clocks skip is read by the clock before they jump, one that comes twice
    is the first (RFC 5545, 3.3.5).
    """
    if count is None and before is None:
        raise TypeError("a rhythm has no end: say how many, or until when")
    found: Iterator[datetime]
    found = (instant for _, instant in _instants(recurrence) if instant > after)
    if before is not None:
        found = takewhile(lambda instant: instant < before, found)
    return list(islice(found, count))


def nearest(recurrence: Recurrence, to: datetime) -> datetime | None:
    """The occurrence that lies nearest to an instant, on either side; None where there is none."""
    best: datetime | None = None
    for _, instant in _instants(recurrence):
        if best is not None and abs(instant - to) >= abs(best - to):
            break
        best = instant
    return best


def beginning(
    rule: str,
    at_time: time,
    time_zone: str,
    *,
    on: date | None = None,
    after: datetime,
    until_on: date | None = None,
) -> Recurrence:
    """The recurrence that begins with the rule's first day that is not before `on` (where one is
    given) and whose instant is later than `after`.

    "Every three weeks" counts from the first fitting day since `on`, also where that has passed.
    Raises RuleImpossible, ZoneUnknown, BeginsTooFarOff for a day that is decades ago or years
    ahead, and EndsBeforeItBegins where no day is left.
    """
    today = after.astimezone(zone_named(time_zone)).date()
    if on is not None and not -LONGEST_AGO < on - today < LATEST:
        raise BeginsTooFarOff
    whole = Recurrence(rule, on or today, at_time, time_zone)
    counted = replace(whole, first_on=_first_day(whole))
    first_on = next(local.date() for local, instant in _instants(counted) if instant > after)
    return replace(counted, first_on=first_on, until_on=until_on)


def _first_day(recurrence: Recurrence) -> date:
    """The first day of the rule, counting neither weeks nor months."""
    first: datetime = next(iter(_rule(recurrence).replace(interval=1)))
    return first.date()


def _instants(recurrence: Recurrence) -> Iterator[tuple[datetime, datetime]]:
    """Each occurrence as a local time without a zone, and as an instant."""
    zone = ZoneInfo(recurrence.time_zone)
    for local in _rule(recurrence):
        # fold=0 (PEP 495) is what RFC 5545 asks for, where a time is skipped or comes twice.
        yield local, local.replace(tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=512)
def _rule(recurrence: Recurrence) -> Any:  # an rrule; the library has no types
    first = datetime.combine(recurrence.first_on, recurrence.at_time)
    found = rrulestr(recurrence.rule, dtstart=first)
    if recurrence.until_on is not None:
        found = found.replace(until=datetime.combine(recurrence.until_on, time.max))
    return found
