"""Challenges that were seen coming are asked after until they are met, stay away or are let go."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from romanesco.base.errors import NotFound
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.challenges import UnknownAnswer, asked_after, settle_challenge
from romanesco.plans.models import Challenge, Plan
from tests import cast
from tests.journey.stories import answer

pytestmark = pytest.mark.django_db
AT = cast.MONDAY


def held(pair: Pair, day: int, *seen: str) -> Plan:
    """A session held on a day with what was seen coming there."""
    plan = cast.a_plan(pair, at=on(day), days=0.1)
    if seen:
        answer(plan, "challenges", "\n".join(f"- {line}" for line in seen), by=pair.mentee)
    wrap_up(plan, {}, by=pair.mentee, at=on(day, hour=7))
    return Plan.objects.get(id=plan.id)


def on(day: int, hour: int = 0) -> datetime:
    return AT + timedelta(days=day, hours=hour)


def ahead(pair: Pair, day: int) -> Plan:
    return cast.a_plan(pair, at=on(day), days=1)


def words(plan: Plan) -> list[str]:
    return [challenge.text for challenge in asked_after(plan)]


def test_they_are_asked_after_until_they_are_over(pair: Pair, theo: Person, rosa: Person) -> None:
    held(pair, 0, "the migration", "my review", "the move")
    second = ahead(pair, 1)
    assert words(second) == ["the migration", "my review", "the move"]
    migration, review, move = asked_after(second)
    settle_challenge(migration.id, "met", by=theo, at=on(1))
    settle_challenge(review.id, "ahead", by=rosa, at=on(1))
    assert words(second) == ["the migration", "my review", "the move"]  # with the answers
    wrap_up(second, {}, by=theo, at=on(2, hour=6))
    third = ahead(pair, 3)
    assert words(third) == ["my review", "the move"]
    assert {one.text: one.times_asked for one in Challenge.objects.all()} == {
        "the migration": 0,
        "my review": 1,
        "the move": 1,
    }
    assert words(Plan.objects.get(id=second.id)) == ["the migration", "my review", "the move"]
    settle_challenge(move.id, "let_go", by=theo, at=on(2, hour=7))
    wrap_up(third, {}, by=theo, at=on(4, hour=6))
    assert words(ahead(pair, 5)) == ["my review"]


def test_either_of_the_two_says_and_unsays_it(pair: Pair, theo: Person, rosa: Person) -> None:
    held(pair, 0, "the migration")
    challenge = Challenge.objects.get()
    for outcome in ("met", "stayed_away", "ahead", "let_go"):
        assert settle_challenge(challenge.id, outcome, by=rosa, at=AT).outcome == outcome
    unsaid = settle_challenge(challenge.id, "", by=theo, at=AT)
    assert (unsaid.outcome, unsaid.outcome_at) == ("", None)
    with pytest.raises(UnknownAnswer):
        settle_challenge(challenge.id, "failed", by=theo, at=AT)


def test_it_is_nothing_to_others(pair: Pair, theo: Person) -> None:
    held(pair, 0, "the migration")
    for challenge_id, by in ((Challenge.objects.get().id, cast.olga()), (uuid4(), theo)):
        with pytest.raises(NotFound):
            settle_challenge(challenge_id, "met", by=by, at=AT)
