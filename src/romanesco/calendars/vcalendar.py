"""Events put together to one iCalendar object, with the time zones that they are told in. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from romanesco.calendars.content_lines import written
from romanesco.calendars.vtimezone import LOCAL_IN_UTC, vtimezone

PRODUCT = "-//Romanesco//Mentoring sessions//EN"
TOLD = range(1970, 2100)  # years that a zone is told for, whatever an event says
YEARS_AHEAD = 10  # for a series without an end, where a zone's changes are told one by one


@dataclass(frozen=True)
class Part:
    """One event: its UID, its lines, and the zones and years that it tells times in."""

    uid: str
    lines: str
    zones: tuple[tuple[str, int], ...]
    is_endless: bool = False


def vcalendar(
    parts: Sequence[Part], *, at: datetime, method: str = "", more: Iterable[str] = ()
) -> str:
    """The object; `more` are lines of the calendar itself."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    if method:
        head.append(f"METHOD:{method}")
    return "".join(
        [
            written([*head, *more]),
            *_zones(parts, at.year),
            *(part.lines for part in parts),
            "END:VCALENDAR\r\n",
        ]
    )


def _zones(parts: Sequence[Part], year: int) -> list[str]:
    years: dict[str, set[int]] = {}
    for part in parts:
        for zone, told in part.zones:
            years.setdefault(zone, set()).add(told)
        if part.is_endless:
            years[part.zones[0][0]].add(year + YEARS_AHEAD)
    years.pop(LOCAL_IN_UTC, None)
    return [
        vtimezone(zone, max(min(told), TOLD.start), min(max(told), TOLD.stop))
        for zone, told in sorted(years.items())
    ]
