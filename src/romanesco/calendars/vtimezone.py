"""A time zone as a calendar reads it (RFC 5545 VTIMEZONE), from zoneinfo and nothing else. Pure.

A regular zone is two rules. Where the clocks changed otherwise first, or are told year by year
(Morocco), each change is written down.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from romanesco.calendars.content_lines import wall, written
from romanesco.calendars.onsets import Onset, Yearly, onset_before, onsets, yearly_rules

LOCAL_IN_UTC = "UTC"  # needs no zone: a moment in it is written with a Z


@lru_cache(maxsize=512)
def vtimezone(name: str, first_year: int, last_year: int) -> str:
    """The zone from the beginning of one year to the end of another (UTC); where it is regular
    by then, for ever. `name` is IANA's."""
    zone = ZoneInfo(name)
    since = datetime(first_year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    until = datetime(last_year + 1, 1, 2, tzinfo=UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *_observances(zone, since, until)]
    return written([*lines, "END:VTIMEZONE"])


def _observances(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[str]:
    regular_from, yearly = _regular(zone, since)
    # Two rules that began before say all; else the clocks are set first as they were then.
    if len(yearly) < 2 or regular_from > since:
        told = [o for o in onsets(zone, since, until) if o.at < regular_from]
        yield from _told(onset_before(zone, since), [])
        yield from _grouped(told)
    for first, rule in yearly:
        if first.at < until:
            yield from _observance(first, [f"RRULE:{rule.rule}"])


def _regular(zone: ZoneInfo, since: datetime) -> tuple[datetime, list[tuple[Onset, Yearly]]]:
    """From when on the zone follows its rule for good, and the first change of each kind then.
    A rule is begun a year early, so that it holds for what comes first."""
    rules = yearly_rules(zone)
    end = datetime(2101, 1, 1, tzinfo=UTC)
    known = list(onsets(zone, since.replace(year=since.year - 1), end))
    first = len(known)
    while first and any(o.kind == known[first - 1].kind and r.has(known[first - 1].local)
                        for o, r in rules):  # fmt: skip
        first -= 1
    if not rules or first == len(known):
        return end, []
    firsts = []
    for kind, rule in rules:
        begun = next(onset for onset in known[first:] if onset.kind == kind.kind)
        firsts.append((begun, rule))
    return known[first].at, firsts


def _grouped(told: Iterable[Onset]) -> Iterator[str]:
    kinds: dict[object, list[Onset]] = {}
    for onset in told:
        kinds.setdefault(onset.kind, []).append(onset)
    for first, *others in kinds.values():
        yield from _told(first, others)


def _told(first: Onset, others: list[Onset]) -> list[str]:
    # Some readers (ical.js, libical) see no DTSTART where there is an RDATE, so that it is told
    # as one too.
    dates = [first, *others] if others else []
    return _observance(first, [f"RDATE:{wall(onset.local)}" for onset in dates])


def _observance(first: Onset, more: list[str]) -> list[str]:
    kind = "DAYLIGHT" if first.is_daylight else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{wall(first.local)}",
        *more,
        f"TZOFFSETFROM:{_offset(first.offset_from)}",
        f"TZOFFSETTO:{_offset(first.offset_to)}",
        f"TZNAME:{first.name}",
        f"END:{kind}",
    ]


def _offset(offset: timedelta) -> str:
    """+0530; seconds where a zone had them (RFC 5545 3.3.14)."""
    total = int(offset.total_seconds())
    hours, rest = divmod(abs(total), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{'-' if total < 0 else '+'}{hours:02}{minutes:02}{f'{seconds:02}' if seconds else ''}"
