"""How often a pair meets: as a rule, and in words."""

from datetime import date, time

import pytest

from romanesco.agreements.cadence import (
    EndsBeforeBeginning,
    NoSuchRhythm,
    in_words,
    require_order,
    rule_of,
)
from romanesco.agreements.models import Cadence, MonthWeek, Weekday
from romanesco.sessions.recurrence import RULE


@pytest.mark.parametrize(
    ("cadence", "weeks", "month_week", "day", "rule", "words"),
    [
        ("weekly", 3, 1, "TH", "FREQ=WEEKLY;BYDAY=TH", "Every Thursday"),
        ("fortnightly", 3, 1, "MO", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "Every two weeks on Monday"),
        ("weeks", 3, 1, "MO", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO", "Every three weeks on Monday"),
        ("weeks", 12, 1, "SU", "FREQ=WEEKLY;INTERVAL=12;BYDAY=SU", "Every twelve weeks on Sunday"),
        ("weeks", 1, 1, "FR", "FREQ=WEEKLY;BYDAY=FR", "Every Friday"),
        ("monthly", 3, -1, "FR", "FREQ=MONTHLY;BYDAY=-1FR", "On the last Friday of each month"),
        ("monthly", 3, 2, "TU", "FREQ=MONTHLY;BYDAY=2TU", "On the second Tuesday of each month"),
        ("weekly", 3, 1, "", None, "Every week"),
        ("fortnightly", 3, 1, "", None, "Every two weeks"),
        ("weeks", 5, 1, "", None, "Every five weeks"),
        ("monthly", 3, 1, "", None, "Every month"),
        ("irregular", 3, 1, "TH", None, "When it suits"),
        ("irregular", 3, 1, "", None, "When it suits"),
    ],
)
def test_a_rule_and_its_words(
    cadence: str, weeks: int, month_week: int, day: str, rule: str | None, words: str
) -> None:
    assert rule_of(cadence, weeks, month_week, day) == rule
    assert in_words(cadence, weeks, month_week, day) == words
    at_ten = in_words(cadence, weeks, month_week, day, time(10), "America/Sao_Paulo")
    assert at_ten == (f"{words} at 10:00 in São Paulo" if rule else words)


def test_every_rule_that_can_be_agreed_is_one_that_makes_dates() -> None:
    for cadence in Cadence.values:
        for weeks in range(1, 13):
            for month_week in MonthWeek.values:
                for day in Weekday.values:
                    rule = rule_of(cadence, weeks, month_week, day)
                    assert (rule is None) == (cadence == "irregular")
                    assert rule is None or RULE.fullmatch(rule)


@pytest.mark.parametrize(
    ("cadence", "weeks", "month_week", "day"),
    [
        ("weeks", 0, 1, "TH"),
        ("weeks", 13, 1, "TH"),
        ("weeks", 13, 1, ""),
        ("monthly", 3, 5, "TH"),
        ("monthly", 3, 0, "TH"),
        ("weekly", 3, 1, "Thursday"),
        ("weekly", 3, 1, "TH;COUNT=1"),
    ],
)
def test_what_is_no_rhythm_is_refused(cadence: str, weeks: int, month_week: int, day: str) -> None:
    with pytest.raises(NoSuchRhythm):
        rule_of(cadence, weeks, month_week, day)


def test_the_end_comes_after_the_beginning() -> None:
    require_order(None, date(2026, 1, 1))
    require_order(date(2026, 1, 1), None)
    require_order(date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(EndsBeforeBeginning) as raised:
        require_order(date(2026, 1, 2), date(2026, 1, 1))
    assert raised.value.field == "runs_until"
