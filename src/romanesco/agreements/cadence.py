"""How often a pair meets, as a rule that makes dates and in words. Pure."""

from datetime import date, time, timedelta

from romanesco.base.errors import Refused
from romanesco.people.local_words import city_of

WEEKDAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday",
    "SA": "Saturday", "SU": "Sunday",
}  # fmt: skip
MONTH_WEEKS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
MOST_WEEKS = len(NUMBERS) - 1
LATEST_END = timedelta(days=5 * 366)


class NoSuchRhythm(Refused):
    code = "no_such_rhythm"
    message = "There is no such rhythm. Choose a weekday, and every one to twelve weeks or monthly."
    field = "cadence"


class EndsBeforeBeginning(Refused):
    code = "ends_before_beginning"
    message = "This ends before you begin to meet. Choose a later end, or none."
    field = "runs_until"


class EndsTooFarOff(Refused):
    code = "ends_too_far_off"
    message = "This is more than five years ahead. Choose a nearer end, or none."
    field = "runs_until"


def rule_of(cadence: str, every_weeks: int, month_week: int, meets_on: str) -> str | None:
    """The recurrence rule (RFC 5545 RRULE, without UNTIL or COUNT); None where it is agreed in
    words only. Raises NoSuchRhythm."""
    weeks = weeks_between(cadence, every_weeks)
    if not meets_on or (weeks is None and cadence != "monthly"):
        return None
    if meets_on not in WEEKDAYS:
        raise NoSuchRhythm
    if weeks is None:
        if month_week not in MONTH_WEEKS:
            raise NoSuchRhythm
        return f"FREQ=MONTHLY;BYDAY={month_week}{meets_on}"
    interval = f";INTERVAL={weeks}" if weeks > 1 else ""
    return f"FREQ=WEEKLY{interval};BYDAY={meets_on}"


def weeks_between(cadence: str, every_weeks: int) -> int | None:
    """How many weeks lie from one session to the next; None where weeks are not counted.
    Raises NoSuchRhythm."""
    weeks = {"weekly": 1, "fortnightly": 2, "weeks": every_weeks}.get(cadence)
    if weeks is not None and not 1 <= weeks <= MOST_WEEKS:
        raise NoSuchRhythm
    return weeks


def in_words(
    cadence: str,
    every_weeks: int,
    month_week: int,
    meets_on: str,
    meets_at: time | None = None,
    meets_zone: str = "",
) -> str:
    """Every Thursday at 10:00 in São Paulo; without a day, every week."""
    words = _how_often(cadence, every_weeks, month_week, meets_on)
    if not meets_on or meets_at is None or cadence == "irregular":
        return words
    where = f" in {city_of(meets_zone)}" if meets_zone else ""
    return f"{words} at {meets_at:%H:%M}{where}"


def require_order(begins_on: date | None, runs_until: date | None) -> None:
    """Raises EndsBeforeBeginning where the last day comes before the first."""
    if begins_on is not None and runs_until is not None and runs_until < begins_on:
        raise EndsBeforeBeginning


def require_near_end(runs_until: date | None, *, today: date) -> None:
    """Raises EndsTooFarOff where the last day is more than five years ahead."""
    if runs_until is not None and runs_until > today + LATEST_END:
        raise EndsTooFarOff


def _how_often(cadence: str, every_weeks: int, month_week: int, meets_on: str) -> str:
    day = WEEKDAYS.get(meets_on)
    weeks = weeks_between(cadence, every_weeks)
    if cadence == "irregular":
        return "When it suits"
    if weeks is None:
        return f"On the {MONTH_WEEKS[month_week]} {day} of each month" if day else "Every month"
    if weeks == 1:
        return f"Every {day or 'week'}"
    often = f"Every {NUMBERS[weeks]} weeks"
    return f"{often} on {day}" if day else often
