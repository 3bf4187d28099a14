"""Open topics move on with their words and their lineage."""

from datetime import timedelta

import pytest

from romanesco.agreements import operations as agreements
from romanesco.journey import begin, hold, leave, prepare, wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import document, operations
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import agenda_of, waiting_topics
from romanesco.sessions.operations import Appointment
from romanesco.ydocs import store
from tests import cast

pytestmark = pytest.mark.django_db
AT = cast.MONDAY
WORDS = markdown_to_body("I say **yes** too soon.")


def on(days: int) -> Appointment:
    return Appointment(AT + timedelta(days=days), "America/Sao_Paulo")


def held(plan: Plan, decisions: dict[str, str] | None = None, next_one: int | None = None) -> None:
    theo = plan.session.pair.mentee
    start = plan.session.starts_at
    chosen = {item.id: (decisions or {}).get(item.prompt, "keep") for item in plan.items.all()}
    hold.start(plan.session, by=theo, at=start)
    wrap_up.wrap_up(plan, chosen, by=theo, at=start, next_one=on(next_one) if next_one else None)


def topics(plan: Plan) -> list[AgendaItem]:
    return list(agenda_of(plan).filter(kind="topic"))


@pytest.fixture
def raised(plan: Plan, theo: Person) -> AgendaItem:
    return operations.add_topic(plan, "On-call swaps", by=theo, at=AT, body=WORDS)


def test_an_open_topic_stands_in_the_next_plan(plan: Plan, raised: AgendaItem) -> None:
    held(plan, next_one=10)
    following = Plan.objects.exclude(id=plan.id).get()
    (carried,) = topics(following)
    assert (carried.prompt, carried.author) == (raised.prompt, raised.author)
    assert (carried.carried_from, carried.times_raised) == (raised, 2)
    assert carried.first_raised_at == plan.session.starts_at  # not the day it was typed
    assert document.body_of(store.load(following.document_id), carried.id) == WORDS


def test_what_was_not_talked_about_once_is_told_by_the_day_it_was_written(
    plan: Plan, raised: AgendaItem, theo: Person
) -> None:
    leave.cancel(plan.session, by=theo, at=AT, instead=on(10))
    following = Plan.objects.get(session__state="planned")
    assert [item.first_raised_at for item in topics(following)] == [AT]
    held(following, next_one=17)
    third = Plan.objects.get(session__state="planned")
    assert [item.first_raised_at for item in topics(third)] == [following.session.starts_at]


def test_a_third_time_is_the_third(plan: Plan, raised: AgendaItem) -> None:
    held(plan, next_one=10)
    second = Plan.objects.exclude(id=plan.id).get()
    held(second, next_one=17)
    third = Plan.objects.exclude(id__in=[plan.id, second.id]).get()
    assert [item.times_raised for item in topics(third)] == [3]


def test_what_was_discussed_or_let_go_stays_behind(plan: Plan, theo: Person) -> None:
    for prompt in ("Discussed", "Let go", "Kept"):
        operations.add_topic(plan, prompt, by=theo, at=AT)
    held(plan, {"Discussed": "discussed", "Let go": "let_go", "Kept": "keep"}, next_one=10)
    following = Plan.objects.exclude(id=plan.id).get()
    assert [item.prompt for item in topics(following)] == ["Kept"]


def test_plans_made_early_get_it_too(plan: Plan, raised: AgendaItem, pair: Pair) -> None:
    early = cast.a_plan(pair, days=10)
    later = cast.a_plan(pair, days=17)
    assert topics(early) == []
    held(plan)
    assert [item.prompt for item in topics(early)] == ["On-call swaps"]
    assert topics(later) == []


def test_without_a_next_session_it_waits(plan: Plan, raised: AgendaItem, pair: Pair) -> None:
    held(plan)
    assert list(waiting_topics(pair)) == [raised]
    following = cast.a_plan(pair, days=12)
    assert [item.carried_from for item in topics(following)] == [raised]
    assert list(waiting_topics(pair)) == []


def test_a_new_date_takes_the_whole_plan_along(
    plan: Plan, raised: AgendaItem, theo: Person
) -> None:
    following = leave.cancel(plan.session, by=theo, at=AT, instead=on(9))
    assert Plan.objects.get() == plan
    plan.refresh_from_db()
    assert plan.session == following
    assert (topics(plan), raised.times_raised) == ([raised], 1)


def test_a_later_date_takes_it_up_again(plan: Plan, raised: AgendaItem, theo: Person) -> None:
    leave.cancel(plan.session, by=theo, at=AT)
    plan.refresh_from_db()
    assert plan.state == "cancelled"
    session = prepare.schedule(plan.session.pair, on(12), by=theo, at=AT)
    plan.refresh_from_db()
    assert (plan.session, plan.state) == (session, "draft")


def test_a_plan_taken_up_again_holds_nothing_twice(plan: Plan, pair: Pair, theo: Person) -> None:
    later = cast.a_plan(pair, days=10)
    operations.add_topic(later, "On-call swaps", by=theo, at=AT, body=WORDS)
    leave.cancel(later.session, by=theo, at=AT)
    assert [item.prompt for item in topics(plan)] == ["On-call swaps"]
    held(plan, next_one=14)
    later.refresh_from_db()
    assert later.state == "draft"
    assert [item.prompt for item in topics(later)] == ["On-call swaps"]
    (carried,) = topics(later)
    assert document.body_of(store.load(later.document_id), carried.id) == WORDS


def test_a_plan_taken_up_twice_keeps_the_lineage_whole(
    plan: Plan, raised: AgendaItem, pair: Pair, theo: Person
) -> None:
    held(plan, next_one=10)
    second = Plan.objects.exclude(id=plan.id).get()
    first_found = topics(second)[0]
    nearer = cast.a_plan(pair, days=7)
    leave.cancel(second.session, by=theo, at=AT)  # the topic moves to the nearer one
    assert [item.carried_from for item in topics(nearer)] == [first_found]
    held(nearer, next_one=12)
    second.refresh_from_db()
    (again,) = topics(second)
    assert again.carried_from is not None
    assert again.carried_from.plan == nearer
    assert again.carried_from.carried_from == raised
    assert list(waiting_topics(pair)) == []


def test_a_draft_topic_is_not_shown_by_carrying(
    plan: Plan, raised: AgendaItem, pair: Pair, theo: Person
) -> None:
    leave.miss(plan.session, by=theo, at=AT)
    proposal = agreements.propose(pair, {"preparer": "mentor"}, by=theo, at=AT)
    begin.sign_agreement(proposal, by=pair.mentor, at=AT)
    AgendaItem.objects.filter(plan=plan, kind="question").update(prompt="Old")
    session = prepare.schedule(pair, on(12), by=theo, at=AT)
    assert not AgendaItem.objects.filter(plan__session=session, kind="topic").exists()


def test_taking_off_ones_own_topic_lets_it_go(
    plan: Plan, raised: AgendaItem, pair: Pair, theo: Person
) -> None:
    held(plan, next_one=10)
    second = Plan.objects.exclude(id=plan.id).get()
    operations.remove(topics(second)[0], by=theo, at=AT)
    operations.share(second, by=theo, at=AT)
    held(second)
    assert list(waiting_topics(pair)) == []


def test_a_partners_topic_taken_off_unseen_comes_back(
    plan: Plan, pair: Pair, theo: Person, rosa: Person
) -> None:
    operations.share(plan, by=theo, at=AT)
    operations.add_topic(plan, "Your pace", by=rosa, at=AT)
    held(plan, next_one=10)
    second = Plan.objects.exclude(id=plan.id).get()
    operations.remove(topics(second)[0], by=theo, at=AT)
    operations.share(second, by=theo, at=AT)
    assert topics(second) == []
    held(second, next_one=17)
    third = Plan.objects.exclude(id__in=[plan.id, second.id]).get()
    assert [item.prompt for item in topics(third)] == ["Your pace"]
