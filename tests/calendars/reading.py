"""Reading what we write as others do: ical.js, icalendar, and the rules of RFC 5545 themselves."""

import json
import subprocess
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from icalendar import Calendar

READER = Path(__file__).with_name("expand.mjs")
EVER = (datetime(1990, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC))

type Told = dict[str, Any]


def expanded(*objects: str, between: tuple[datetime, datetime] = EVER) -> list[list[Told]]:
    """The events of each object, as ical.js has them from the file alone, in one go."""
    begin, end = (moment.isoformat() for moment in between)
    asked = json.dumps([{"ics": ics, "from": begin, "until": end} for ics in objects])
    words = ["node", str(READER)]
    done = subprocess.run(words, input=asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers: list[list[Told]] = json.loads(done.stdout)
    for answer in answers:
        for event in answer:
            event["start"], event["end"] = (
                datetime.fromisoformat(event[name]) for name in ("start", "end")
            )
    return answers


def starts(ics: str, *, between: tuple[datetime, datetime] = EVER) -> list[datetime]:
    """The instants at which the events of an object begin."""
    (events,) = expanded(ics, between=between)
    return [event["start"] for event in events]


def strictly(ics: str) -> Any:
    """The object, read by icalendar without a complaint and held against RFC 5545's rules."""
    assert ics.endswith("END:VCALENDAR\r\n")
    lines = ics.removesuffix("\r\n").split("\r\n")
    for line in lines:
        assert "\n" not in line
        assert "\r" not in line
        assert len(line.encode()) <= 75, line
        assert line.strip(), "an empty line"
    calendar: Any = Calendar.from_ical(ics)
    assert calendar.errors == []
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    events = list(calendar.walk("VEVENT"))
    assert all(event.errors == [] for event in events)
    for event in events:
        for name in ("UID", "DTSTAMP", "DTSTART"):
            assert name in event
        assert event["DTEND"].dt > event["DTSTART"].dt
        assert "DURATION" not in event
    names = Counter(
        (str(e["UID"]), e["RECURRENCE-ID"].to_ical() if "RECURRENCE-ID" in e else b"")
        for e in events
    )
    assert max(names.values(), default=1) == 1, names
    _zones_are_told(calendar, ics)
    return calendar


def _zones_are_told(calendar: Any, ics: str) -> None:
    """Each TZID that a time has is told once, and each that is told has its observances."""
    told = [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")]
    unfolded = ics.replace("\r\n ", "")
    used = {
        line.partition("TZID=")[2].partition(":")[0]
        for line in unfolded.split("\r\n")
        if ";TZID=" in line
    }
    assert sorted(told) == sorted(used)
    for zone in calendar.walk("VTIMEZONE"):
        assert zone.subcomponents
        for part in zone.subcomponents:
            assert part.name in ("STANDARD", "DAYLIGHT")
            assert {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"} <= set(part)
