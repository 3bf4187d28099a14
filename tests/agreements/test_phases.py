"""Getting to know each other, working on goals, reflecting: where two people stand."""

from datetime import date, timedelta

import pytest

from romanesco.agreements.phases import Phase, phase

BEGUN = date(2026, 9, 3)


def over(weeks: int) -> list[str]:
    """The phase of each week of a time of so many weeks."""
    until = BEGUN + timedelta(days=7 * weeks - 1)
    found = [phase(BEGUN, until, BEGUN + timedelta(days=7 * week)) for week in range(weeks)]
    assert [(one.week, one.weeks) for one in found if one] == [
        (week, weeks) for week in range(1, weeks + 1)
    ]
    return [one.name for one in found if one]


@pytest.mark.parametrize(
    ("weeks", "know", "work", "reflect"),
    [
        (1, 0, 1, 0),
        (2, 1, 0, 1),
        (3, 1, 1, 1),
        (6, 1, 4, 1),
        (9, 2, 5, 2),
        (12, 2, 8, 2),
        (26, 4, 18, 4),
        (52, 9, 34, 9),
    ],
)
def test_each_phase_has_its_weeks(weeks: int, know: int, work: int, reflect: int) -> None:
    names = ["getting_to_know"] * know + ["working"] * work + ["reflecting"] * reflect
    assert over(weeks) == names


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (BEGUN - timedelta(days=30), Phase("getting_to_know", 1, 12)),
        (BEGUN + timedelta(days=6), Phase("getting_to_know", 1, 12)),
        (BEGUN + timedelta(days=7), Phase("getting_to_know", 2, 12)),
        (BEGUN + timedelta(days=83), Phase("reflecting", 12, 12)),
        (BEGUN + timedelta(days=84), Phase("over", 12, 12)),
        (BEGUN + timedelta(days=840), Phase("over", 12, 12)),
    ],
)
def test_a_day_before_within_and_after(today: date, expected: Phase) -> None:
    assert phase(BEGUN, BEGUN + timedelta(days=83), today) == expected


def test_without_an_end_there_are_none() -> None:
    assert phase(BEGUN, None, BEGUN) is None


def test_an_end_before_the_beginning_is_over() -> None:
    assert phase(BEGUN, BEGUN - timedelta(days=1), BEGUN) == Phase("over", 1, 1)
