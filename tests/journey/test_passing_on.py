"""What was written for a session that does not take place is found again on a plan ahead."""

from datetime import time, timedelta
from typing import Any

import pytest

from romanesco.journey import leave
from romanesco.pairs.models import Pair
from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_see
from romanesco.sessions.queries import sessions_ahead
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.stories import answer, prompts, topic, words_of

pytestmark = pytest.mark.django_db
THURSDAYS: dict[str, Any] = {
    "cadence": "weekly",
    "meets_on": "TH",
    "meets_at": time(10),
    "meets_zone": "America/Sao_Paulo",
}


def plans(pair: Pair) -> list[Plan]:
    ahead = Plan.objects.filter(session__in=sessions_ahead(pair)).order_by("session__starts_at")
    return list(ahead.select_related("session__pair__mentor", "session__pair__mentee"))


def write(plan: Plan) -> None:
    """Theo answers three questions."""
    for purpose in ("went_well", "not_well", "hopes"):
        answer(plan, purpose, f"Words of {purpose}", by=theo())


class TestInARhythm:
    def test_past_one_that_the_partner_began_to_their_own_next(self) -> None:
        pair = signed(a_pair(rosa(), theo()), **THURSDAYS, preparer="turns")
        first, second, third, *_ = plans(pair)
        write(first)
        answer(second, "went_well", "A launch", by=rosa())
        leave.cancel(first.session, by=rosa(), at=MONDAY)
        again = Plan.objects.get(id=first.id)
        assert (again.session_id, again.state) == (third.session_id, "draft")
        assert "Words of hopes" in words_of(again)
        assert not may_see(again, rosa())
        assert again.share_due_at == third.share_due_at
        assert Plan.objects.get(session=second.session_id).id == second.id

    def test_past_a_single_one_that_is_begun(self) -> None:
        pair = signed(a_pair(rosa(), theo()), **THURSDAYS)
        first, second, *_ = plans(pair)
        single = a_plan(pair, days=7)
        topic(single, "Reading a profile", by=theo())
        write(first)
        topic(first, "Saying no", "to swaps", by=theo())
        leave.cancel(first.session, by=rosa(), at=MONDAY)
        assert Plan.objects.get(id=first.id).session_id == second.session_id
        assert prompts(single).count("Saying no") == 1  # topics are for the next, as ever
        assert "Saying no" not in prompts(first)

    def test_where_all_ahead_are_begun_it_stays_where_it_is(self) -> None:
        pair = signed(a_pair(rosa(), theo()), **THURSDAYS, preparer="turns")
        first, *others = plans(pair)
        write(first)
        for plan in others:
            who = pair.person_on(plan.prepared_by)
            answer(plan, "went_well", "Begun", by=who)
        begun = {plan.id for plan in others}
        leave.cancel(first.session, by=rosa(), at=MONDAY)
        again = Plan.objects.select_related("session").get(id=first.id)
        made = [plan for plan in plans(pair) if plan.id not in begun | {first.id}]
        assert "Words of hopes" in words_of(again)
        assert again.session.state == "cancelled" or not made


class TestOfSingleSessions:
    def test_to_the_next_that_is_untouched(self) -> None:
        pair = signed(a_pair(rosa(), theo()))
        first, second = a_plan(pair, days=3), a_plan(pair, days=10)
        write(first)
        leave.cancel(first.session, by=rosa(), at=MONDAY)
        again = Plan.objects.get(id=first.id)
        assert (again.session_id, again.share_due_at) == (second.session_id, second.share_due_at)
        assert not Plan.objects.filter(id=second.id).exists()

    def test_never_to_one_before_it(self) -> None:
        pair = signed(a_pair(rosa(), theo()))
        first, second = a_plan(pair, days=3), a_plan(pair, days=10)
        write(second)
        leave.cancel(second.session, by=rosa(), at=MONDAY)
        assert Plan.objects.get(session=first.session_id).id == first.id
        assert Plan.objects.get(id=second.id).session_id == second.session_id

    def test_never_to_one_within_a_day(self) -> None:
        pair = signed(a_pair(rosa(), theo()))
        first, second = a_plan(pair, days=3), a_plan(pair, days=4)
        write(first)
        soon = second.session.starts_at - timedelta(hours=20)
        leave.miss(first.session, by=rosa(), at=soon)
        assert Plan.objects.get(session=second.session_id).id == second.id

    def test_a_draft_not_to_one_that_is_shared(self) -> None:
        pair = signed(a_pair(rosa(), theo()))
        first, second = a_plan(pair, days=3), a_plan(pair, days=10)
        write(first)
        operations.share(second, by=theo(), at=MONDAY)
        leave.cancel(first.session, by=rosa(), at=MONDAY)
        assert Plan.objects.get(id=first.id).session_id == first.session_id
        assert not may_see(Plan.objects.get(id=first.id), rosa())
