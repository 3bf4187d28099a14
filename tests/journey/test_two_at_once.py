"""Several workers and people at once: each occurrence gets one session, nobody is turned away."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from romanesco.journey import away, leave, zone_rules
from romanesco.journey.rhythm import make_more
from romanesco.pairs.models import Pair
from romanesco.plans.models import Plan
from romanesco.sessions.models import MentoringSession, Rhythm
from romanesco.ydocs.models import YDocument
from tests.cast import MONDAY, a_pair, rosa, signed, theo
from tests.harness.at_once import at_once
from tests.journey.stories import topic
from tests.journey.test_rhythm import FIRST, THURSDAYS, WEEK, agree, dates, plans, thursdays

pytestmark = pytest.mark.django_db(transaction=True)


def a_rhythm() -> Pair:
    return signed(a_pair(rosa(), theo()), **THURSDAYS)


def test_workers_make_each_session_once() -> None:
    pairs = [a_rhythm() for _ in range(6)]
    made: list[int] = []

    def work() -> None:
        made.append(make_more(at=FIRST + WEEK))

    at_once(work, work, work)
    assert sum(made) == 2 * len(pairs)
    for pair in pairs:
        assert dates(pair) == thursdays(7)
    assert Plan.objects.count() == MentoringSession.objects.count() == YDocument.objects.count()


def test_one_is_skipped_while_another_is_made() -> None:
    pair = a_rhythm()
    topic(plans(pair)[1], "Saying no", by=theo())
    at_once(
        partial(leave.cancel, plans(pair)[1].session, by=theo(), at=FIRST),
        partial(make_more, at=FIRST),
    )
    make_more(at=FIRST)
    assert dates(pair) == [FIRST, *thursdays(5, since=FIRST + 2 * WEEK)]
    prompts = [item.prompt for plan in plans(pair) for item in plan.items.all()]
    assert prompts.count("Saying no") == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda pair: away.note(rosa(), date(2026, 12, 1), date(2026, 12, 5), at=FIRST),
        lambda pair: leave.pause(pair, by=rosa(), at=FIRST),
        lambda pair: leave.close(pair, by=rosa(), at=FIRST),
        lambda pair: agree(pair, at=FIRST, **THURSDAYS | {"meets_on": "TU"}),
        lambda pair: agree(pair, at=FIRST, cadence="irregular"),
    ],
    ids=["away", "pause", "close", "change", "end"],
)
def test_whatever_is_decided_meanwhile_no_moment_stands_twice(act: Callable[[Pair], Any]) -> None:
    pair = a_rhythm()
    at_once(partial(act, pair), partial(make_more, at=FIRST), partial(make_more, at=FIRST))
    pair.refresh_from_db()
    make_more(at=FIRST)
    planned = dates(pair)
    assert len(set(planned)) == len(planned)
    assert Rhythm.objects.filter(ended_at=None).count() <= 1
    assert Plan.objects.count() == YDocument.objects.count()


def test_two_people_of_two_pairs_are_away_at_once() -> None:
    """Each locks both of their pairs, in the same order."""
    a_rhythm(), a_rhythm()
    days = (date(2026, 12, 1), date(2026, 12, 5))
    for _ in range(3):
        at_once(
            partial(away.note, rosa(), *days, at=MONDAY),
            partial(away.note, theo(), *days, at=MONDAY),
        )
    assert not MentoringSession.objects.filter(starts_at=FIRST + WEEK).exists()


def test_a_new_edition_of_the_zones_and_a_new_session(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = a_rhythm()
    zone_rules.follow_zones(at=MONDAY)
    monkeypatch.setattr(zone_rules, "edition", lambda: "2027a")
    at_once(
        partial(zone_rules.follow_zones, at=FIRST),
        partial(zone_rules.follow_zones, at=FIRST),
        partial(make_more, at=FIRST + timedelta(minutes=1)),
    )
    assert dates(pair) == thursdays(6)
    with transaction.atomic():
        assert zone_rules.follow_zones(at=FIRST) == 0
