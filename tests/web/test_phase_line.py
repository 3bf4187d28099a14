"""The thin line: three parts as long as their weeks, filled as far as the two have come."""

from datetime import timedelta

import pytest

from romanesco.agreements.models import Agreement
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.web.phase_line import GAP, WIDTH, phase_line
from tests.cast import MONDAY

ROSA = Person(name="Rosa Okafor", time_zone="Europe/Amsterdam")
PAIR = Pair(begun_at=MONDAY)


def agreed(weeks: int) -> Agreement:
    return Agreement(runs_until=(MONDAY + timedelta(days=7 * weeks - 1)).date())


@pytest.mark.parametrize(
    ("weeks", "week", "shares"),
    [
        (12, 1, [0.5, 0, 0]),
        (12, 2, [1, 0, 0]),
        (12, 6, [1, 0.5, 0]),
        (12, 11, [1, 1, 0.5]),
        (12, 40, [1, 1, 1]),
        (2, 1, [1, 0]),
        (1, 1, [1]),
    ],
)
def test_it_is_filled_as_far_as_they_have_come(weeks: int, week: int, shares: list[float]) -> None:
    at = MONDAY + timedelta(days=7 * (week - 1))
    line = phase_line(PAIR, agreed(weeks), ROSA, at=at)
    assert line is not None
    assert [part.so_far / part.length for part in line.parts] == pytest.approx(shares, abs=0.01)
    drawn = sum(part.length for part in line.parts) + GAP * (len(line.parts) - 1)
    assert drawn == pytest.approx(WIDTH, abs=0.2)
    assert line.is_near_the_end == (week > weeks - weeks // 6)


def test_where_no_end_is_agreed_there_is_none() -> None:
    assert phase_line(PAIR, None, ROSA, at=MONDAY) is None
    assert phase_line(PAIR, Agreement(), ROSA, at=MONDAY) is None
