"""What the two delete is gone, where they agreed to that: looked for in every table."""

from datetime import timedelta

import pytest

from romanesco.journey import hold, leave
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.forgetting import UNDO, forget_deleted
from romanesco.plans.models import Plan
from romanesco.ydocs import store
from romanesco.ydocs.models import YUpdate
from tests import cast
from tests.cast import MONDAY
from tests.journey.stories import answer, prompts, topic, words_of
from tests.plans.everywhere import tables_with

pytestmark = pytest.mark.django_db
LATER = MONDAY + UNDO + timedelta(minutes=1)
START = MONDAY + timedelta(days=3, hours=4)
DOCUMENT = {"romanesco_ydocument", "romanesco_yjournal", "romanesco_yupdate"}


@pytest.fixture
def gone(pair: Pair) -> Pair:
    return cast.signed(pair, keeps_versions=False)


def planted(plan: Plan, theo: Person) -> None:
    """Words that are typed, shared, and typed over."""
    answer(plan, "check_in", "Krokodil", by=theo)
    operations.share(plan, by=theo, at=MONDAY)
    answer(Plan.objects.get(id=plan.id), "check_in", "All is well", by=theo)


def test_where_nothing_is_kept_no_table_holds_it(gone: Pair, plan: Plan, theo: Person) -> None:
    planted(plan, theo)
    assert tables_with("Krokodil") <= DOCUMENT
    assert tables_with("Krokodil")
    assert forget_deleted(at=LATER) == 1
    assert tables_with("Krokodil") == set()
    assert "All is well" in words_of(plan)
    assert forget_deleted(at=LATER) == 0


def test_where_versions_are_kept_one_holds_it(plan: Plan, theo: Person) -> None:
    planted(plan, theo)
    assert forget_deleted(at=LATER) == 0  # it is nothing of theirs
    store.compact(Plan.objects.get(id=plan.id).document_id)  # as a room does that empties
    assert tables_with("Krokodil") == {"romanesco_planversion"}


def test_agreeing_on_it_takes_what_was_kept_along(pair: Pair, plan: Plan, theo: Person) -> None:
    planted(plan, theo)
    cast.signed(pair, keeps_versions=False)
    forget_deleted(at=LATER)
    assert tables_with("Krokodil") == set()


def test_a_topic_that_was_taken_off_may_be_brought_back_for_an_hour(
    gone: Pair, plan: Plan, theo: Person
) -> None:
    operations.share(plan, by=theo, at=MONDAY)
    item = topic(Plan.objects.get(id=plan.id), "Krokodil", "Alligator", by=theo)
    operations.remove(item, by=theo, at=MONDAY)
    forget_deleted(at=MONDAY + UNDO / 2)
    operations.restore(item, by=theo, at=MONDAY + UNDO / 2)
    assert "Krokodil" in prompts(plan)
    assert "Alligator" in words_of(plan)
    operations.remove(item, by=theo, at=MONDAY)
    forget_deleted(at=LATER)
    assert tables_with("Krokodil") == tables_with("Alligator") == set()


def test_a_carried_topic_that_was_taken_off_does_not_come_back(
    gone: Pair, plan: Plan, theo: Person, rosa: Person
) -> None:
    operations.share(plan, by=theo, at=MONDAY)
    topic(Plan.objects.get(id=plan.id), "Saying no", "An hour", by=rosa)
    leave.cancel(plan.session, by=theo, at=MONDAY)
    following = cast.a_plan(gone, days=5)
    if following.shared_at is None:
        operations.share(following, by=theo, at=MONDAY)
    (carried,) = following.items.filter(kind="topic")
    operations.remove(carried, by=theo, at=MONDAY)
    forget_deleted(at=LATER)
    hold.start(Plan.objects.get(id=following.id).session, by=theo, at=START)
    wrap_up(Plan.objects.get(id=following.id), {}, by=theo, at=START)
    assert "Saying no" not in prompts(cast.a_plan(gone, days=9))


def test_a_partners_topic_that_a_draft_left_out_waits_for_the_next_plan(
    gone: Pair, plan: Plan, theo: Person, rosa: Person
) -> None:
    hold.start(plan.session, by=theo, at=START)
    plan = Plan.objects.get(id=plan.id)
    topic(plan, "Saying no", "An hour", by=rosa)
    wrap_up(plan, {}, by=theo, at=START)
    draft = cast.a_plan(gone, at=START, days=5)
    (carried,) = draft.items.filter(kind="topic")
    operations.remove(carried, by=theo, at=START)
    forget_deleted(at=START + 2 * UNDO)
    assert "An hour" not in words_of(draft)
    operations.share(draft, by=theo, at=START + 2 * UNDO)
    hold.start(draft.session, by=theo, at=START + timedelta(days=5))
    wrap_up(Plan.objects.get(id=draft.id), {}, by=theo, at=START + timedelta(days=5))
    again = cast.a_plan(gone, at=START + timedelta(days=5), days=5)
    assert "Saying no" in prompts(again)
    assert "An hour" in words_of(again)


def test_one_plan_that_fails_does_not_keep_another(
    gone: Pair, plan: Plan, theo: Person, caplog: pytest.LogCaptureFixture
) -> None:
    other = cast.a_plan(gone, days=2)
    planted(other, theo)
    answer(plan, "check_in", "x", by=theo)
    plan.document.checkpoint = b"\xff\xff\xff"
    plan.document.save()
    assert forget_deleted(at=LATER) == 1
    assert not YUpdate.objects.filter(document__plan=other).exists()
