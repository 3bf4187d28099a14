"""When the clocks of a zone change, asked of zoneinfo, and the yearly rule behind it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
# The clocks never changed twice within so short a time since 1990, but for Ramadan (30 days).
STEP = timedelta(days=14)
MINUTE = timedelta(minutes=1)
# After 2100 every zone of today follows the rule at the end of its file (RFC 9636), if it has
# one; Morocco's months of Ramadan are written down until 2087. 28 years hold every calendar.
BY_RULE = range(2101, 2129)
FIRST = 2005
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Onset:
    """A moment from which the clocks show another time."""

    at: datetime  # UTC
    offset_from: timedelta
    offset_to: timedelta
    name: str
    is_daylight: bool

    @property
    def local(self) -> datetime:
        """What the clocks show at that moment before they are changed."""
        return (self.at + self.offset_from).replace(tzinfo=None)

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, bool]:
        return (self.offset_from, self.offset_to, self.name, self.is_daylight)


@dataclass(frozen=True)
class Yearly:
    """One change a year: a weekday of a month, at one time by the clocks before it."""

    month: int
    weekday: int
    days: range  # of the month that it may fall on; empty: its last such weekday
    at_time: timedelta

    @property
    def rule(self) -> str:
        """The RRULE."""
        day = DAYS[self.weekday]
        if not self.days:
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY=-1{day}"
        if self.days.start % 7 == 1:
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={self.days.start // 7 + 1}{day}"
        days = ",".join(str(number) for number in self.days)
        return f"FREQ=YEARLY;BYMONTH={self.month};BYMONTHDAY={days};BYDAY={day}"

    def has(self, local: datetime) -> bool:
        """Whether this is the moment in its year."""
        if (local.month, local.weekday(), _time_of(local)) != (
            self.month,
            self.weekday,
            self.at_time,
        ):
            return False
        return local.day in self.days if self.days else (local + WEEK).month != local.month


def onset_before(zone: ZoneInfo, moment: datetime) -> Onset:
    """What the clocks show at a moment, as if they had just been set so."""
    offset = _offset(zone, moment)
    is_daylight = _saved(zone, moment) > timedelta()
    return Onset(moment, offset, offset, _name(zone, moment), is_daylight)


def onsets(zone: ZoneInfo, since: datetime, until: datetime) -> list[Onset]:
    """Every change after `since` and before `until`, in order (UTC)."""
    earliest = min(FIRST, since.year)
    return [onset for onset in _all_onsets(zone, earliest) if since < onset.at < until]


@lru_cache(maxsize=512)
def _all_onsets(zone: ZoneInfo, first_year: int) -> tuple[Onset, ...]:
    """Those that are ever asked for: looked for once in the life of a process, in 10 ms."""
    since, until = datetime(first_year, 1, 1, tzinfo=UTC), datetime(BY_RULE.stop, 1, 1, tzinfo=UTC)
    found: list[Onset] = []
    here, shown = since, _shown(zone, since)
    while here < until:
        ahead = min(here + STEP, until)
        if _shown(zone, ahead) != shown:
            ahead = _first_change(zone, here, ahead)
            here = ahead - MINUTE
            shown = _shown(zone, ahead)
            found.append(
                Onset(
                    ahead,
                    _offset(zone, here),
                    _offset(zone, ahead),
                    _name(zone, ahead),
                    _is_daylight(zone, here, ahead),
                )
            )
        here = ahead
    return tuple(found)


@lru_cache(maxsize=256)
def yearly_rules(zone: ZoneInfo) -> tuple[tuple[Onset, Yearly], ...]:
    """The rule that a zone follows in the end: each kind of change with its yearly moment; none
    where the clocks stay, or where no such rule says when they change."""
    since, until = (datetime(year, 1, 1, tzinfo=UTC) for year in (BY_RULE.start, BY_RULE.stop))
    kinds: dict[object, list[Onset]] = {}
    for onset in onsets(zone, since, until):
        kinds.setdefault(onset.kind, []).append(onset)
    fitted = [(each[0], _fitted([onset.local for onset in each])) for each in kinds.values()]
    return tuple((onset, rule) for onset, rule in fitted if rule is not None)


def _fitted(moments: Sequence[datetime]) -> Yearly | None:
    """The rule that gives these moments, one each year."""
    first, days = moments[0], sorted({moment.day for moment in moments})
    span = range(days[0], days[-1] + 1)
    shape = (first.month, first.weekday(), range(0), _time_of(first))
    for rule in (Yearly(*shape), Yearly(shape[0], shape[1], span, shape[3])):
        is_all = all(rule.has(moment) for moment in moments)
        if is_all and len(span) <= 7 and len(moments) == len(BY_RULE):
            return rule
    return None


def _first_change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first minute at which the clocks show otherwise than at `low`, a whole minute."""
    before = _shown(zone, low)
    while high - low > MINUTE:
        middle = low + (high - low) // MINUTE // 2 * MINUTE
        if _shown(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _shown(zone: ZoneInfo, moment: datetime) -> tuple[object, ...]:
    local = moment.astimezone(zone)
    return (local.utcoffset(), local.dst(), local.tzname())


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _name(zone: ZoneInfo, moment: datetime) -> str:
    return moment.astimezone(zone).tzname() or "LMT"


def _is_daylight(zone: ZoneInfo, before: datetime, moment: datetime) -> bool:
    """Whether a calendar should call it so: the later time of a year. Where the law calls winter
    the exception (Dublin) or Ramadan (Morocco), tz data has an hour less then, not more."""
    saved, saved_before = _saved(zone, moment), _saved(zone, before)
    return saved > timedelta() or (saved == timedelta() and saved_before < timedelta())


def _saved(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).dst() or timedelta()


def _time_of(local: datetime) -> timedelta:
    return timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
