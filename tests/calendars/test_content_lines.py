"""Lines that hold what was meant, and cannot be made to hold more."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Event

from romanesco.calendars.content_lines import folded, parameter, text, written
from tests.calendars.reading import expanded, strictly

HOSTILE = (
    "Theo\r\nATTENDEE:mailto:olga@example.org",
    "Theo\nEND:VEVENT\nBEGIN:VEVENT",
    "a;b,c:d\"e'f\\g",
    "\\Name \\n \\\\ \\;",
    "Theo\x00\x07\x1b\x7f\x85\u2028\u2029Lindqvist",
    "\u202eoediT\u202c \u2066x\u2069",
    "🥦" * 60,
    "ä" * 200 + "\t" + "語" * 200,
    "very long " * 100,
    "ends with a backslash\\",
    "\\" * 200,
    " leading and trailing ",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_in_their_line(words: str) -> None:
    _is_told_back(words)


@given(st.text(max_size=200))
def test_any_words_stay_in_their_line(words: str) -> None:
    event = Event.from_ical(_event(words))
    assert sorted(event.keys()) == ["ATTENDEE", "DTEND", "DTSTAMP", "DTSTART", "SUMMARY", "UID"]
    assert str(event["SUMMARY"]) == _meant(words)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=0, max_size=400))
def test_folding_cuts_no_character(words: str) -> None:
    line = f"SUMMARY:{text(words)}"
    parts = folded(line).split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert "".join([parts[0], *(part[1:] for part in parts[1:])]) == line


def test_an_escape_is_not_cut() -> None:
    for length in range(60, 80):
        assert "\\\r\n" not in folded("SUMMARY:" + text("x" * length + "," * 5))


def _is_told_back(words: str) -> None:
    calendar = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{_event(words)}END:VCALENDAR\r\n"
    (event,) = strictly(calendar).walk("VEVENT")
    assert str(event["SUMMARY"]) == _meant(words)
    ((told,),) = expanded(calendar)
    assert told["summary"] == _meant(words)
    assert [one["address"] for one in told["attendees"]] == ["mailto:theo@example.org"]
    assert told["start"] == datetime(2026, 11, 26, 14, tzinfo=UTC)


def _event(words: str) -> str:
    return written(
        [
            "BEGIN:VEVENT",
            "UID:1",
            "DTSTAMP:20261123T090000Z",
            "DTSTART:20261126T140000Z",
            "DTEND:20261126T144500Z",
            f"SUMMARY:{text(words)}",
            f"ATTENDEE;CN={parameter(words)}:mailto:theo@example.org",
            "END:VEVENT",
        ]
    )


def _meant(words: str) -> str:
    """What is to be seen of them: line breaks are one kind, and hidden characters are gone."""
    kept = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in kept if letter in "\n\t" or not _is_hidden(letter))


def _is_hidden(letter: str) -> bool:
    code = ord(letter)
    is_control = code < 32 or 127 <= code < 160 or 0xD800 <= code < 0xE000
    is_turning = 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069
    return is_control or is_turning or code in (0x2028, 0x2029)


def test_lines_are_written_each_with_its_break() -> None:
    assert written(["A:1", "B:" + "x" * 80]) == "A:1\r\nB:" + "x" * 73 + "\r\n " + "x" * 7 + "\r\n"
    assert written([]) == ""
